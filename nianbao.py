"""The command line: a click group that joins what the packages offer; no logic of its own."""

import gc
import importlib
import sys

import click

from config.errors import OperatorError

COMMANDS = {
    "demo": "demo.cli:demo",
    "crawl": "crawler.cli:crawl",
    "import": "crawler.cli:import_",
    "portals": "crawler.cli:portals",
    "schedule": "crawler.cli:schedule",
    "index": "indexer.cli:index",
    "read": "indexer.cli:read",
    "check": "indexer.cli:check",
    "search": "indexer.cli:search",
    "evaluate": "indexer.cli:evaluate",
    "verify": "indexer.cli:verify",
    "rebuild": "indexer.cli:rebuild",
    "serve": "search_app.cli:serve",
    "status": "search_app.cli:status",
    "export": "indexer.export.cli:export",
    "series": "indexer.export.cli:series",
}
"""Command → where it lives; imported when it is called, so that `nianbao --help` starts quickly."""


class Commands(click.Group):
    """Loads a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the road."""
        return list(COMMANDS)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what the operator can mend is said in one line."""
        try:
            return super().invoke(ctx)
        except OperatorError as error:
            raise (click.UsageError if error.exit_status == 2 else click.ClickException)(str(error)) from error

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nianbao")
def cli() -> None:
    """年报 Nianbao: collect, keep, read and search annual reports on government information disclosure.

    Exit status: 0 done, 1 done with failures that are listed, 2 wrong usage.
    """


def main() -> None:
    """Entry point of the console script."""
    gc.set_threshold(50_000)  # modules stay: going through them again and again is a fifth of the time a start takes
    sys.exit(cli())
