"""What the person at the keyboard can mend: printed by nianbao.py as one line, without a traceback."""


class OperatorError(Exception):
    """Base of errors whose message names file, place and way out.  ``exit_status``: 2 for wrong usage or settings."""

    exit_status = 1


class ConfigurationError(OperatorError, ValueError):
    """Something that people edit or type is wrong: a setting, a register entry, a form."""

    exit_status = 2
