"""The reference of commands and settings says what the program says."""

import re
import runpy

import click
import pytest

from nianbao import cli
from tests.conftest import REPOSITORY

REFERENCE = runpy.run_path(str(REPOSITORY / "scripts/make_reference.py"))


@pytest.mark.parametrize("page", sorted(REFERENCE["PAGES"]))
def test_the_reference_is_up_to_date(page: str) -> None:
    made = re.sub(r"[ \t]+$", "", REFERENCE["PAGES"][page](), flags=re.M)
    written = (REPOSITORY / "docs" / page).read_text("utf-8")
    assert written == made, "run: python scripts/make_reference.py"


def test_every_command_shows_an_example() -> None:
    context = click.Context(cli)
    without = [
        name
        for name in cli.list_commands(context)
        if (command := cli.get_command(context, name)) and "Example" not in (command.help or "")
    ]
    assert not without
