"""Digits that a format raises above the line: marks of notes, written as the superscripts that Unicode has.

Called by the readers of all formats that know raised text, so that 38 with note 1 never becomes 381.
"""

_RAISED = str.maketrans("0123456789０１２３４５６７８９", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)


def superscript(text: str) -> str:
    """Return raised text; only digits alone could be taken for a part of the number before them.

    >>> superscript("1"), superscript("[1]")
    ('¹', '[1]')
    """
    return text.translate(_RAISED) if text.strip().isdecimal() else text
