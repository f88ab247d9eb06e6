"""Write docs/commands.md and docs/settings.md from the commands and settings themselves.

python scripts/make_reference.py          writes both
tests/test_reference.py                   fails where they are out of date
"""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from config.settings import Settings
from nianbao import cli

DOCS = Path(__file__).parent.parent / "docs"


def commands() -> str:
    """Return docs/commands.md: the help of every command, as the program prints it."""
    parts = ["# Commands\n\nMade by `scripts/make_reference.py` from the commands' own `--help`.\n"]
    root = click.Context(cli, info_name="nianbao", max_content_width=100, terminal_width=100, **cli.context_settings)
    for context in _walk(root):
        parts.append(f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n")
    return "\n".join(parts)


def _walk(context: click.Context) -> Iterator[click.Context]:
    """Yield a context for the command and for each of its subcommands."""
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            child = context.command.get_command(context, name)
            assert child is not None, f"no command {name}"
            yield from _walk(click.Context(child, info_name=name, parent=context))


def settings() -> str:
    """Return docs/settings.md: every setting with its default and meaning."""
    rows = [
        f"| `{name}` | `NIANBAO_{name.upper()}` | `{field.default!s}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Made by `scripts/make_reference.py` from `config/settings.py`. A value comes from the environment,",
            "else from `config/settings.toml` in the working folder, else it is the default.",
            "",
            "| setting | environment | default | meaning |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


PAGES = {"commands.md": commands, "settings.md": settings}

if __name__ == "__main__":
    for name, make in PAGES.items():
        (DOCS / name).write_text(re.sub(r"[ \t]+$", "", make(), flags=re.M), "utf-8")
