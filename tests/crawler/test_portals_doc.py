"""docs/portals.md says all there is to say of the register, the families, the ends and the problems."""

import re
from pathlib import Path

import pytest
import yaml

from crawler.families import FAMILIES
from crawler.register import PortalEntry
from crawler.summary import NOTICES
from tests.conftest import REPOSITORY

TEXT = (REPOSITORY / "docs" / "portals.md").read_text("utf-8")
FAILS = re.compile(
    r"(?:Failure|self\.fail|Verdict)\(\s*(?:\"(?:wall|missing|error|retry)\",|[^\"()]*(?:\([^()]*\))?[^\"()]*,)\s*\"([a-z_0-9]+)\""
)
NOTES = re.compile(r"notes(?:=\[|\.append\()f?\"([a-z_]+): ")


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_every_family_is_described(name: str) -> None:
    assert f"| `{name}` |" in TEXT


@pytest.mark.parametrize("key", sorted(set(PortalEntry.model_fields) - {"file"}))
def test_every_key_of_an_entry_is_described(key: str) -> None:
    assert re.search(rf"`{key}[`\[]|\b{key}:", TEXT)


def test_the_example_is_a_valid_entry_of_at_most_eight_lines() -> None:
    example = re.search(r"```yaml\n(.*?)```", TEXT, re.S)
    assert example and len(example.group(1).splitlines()) <= 8
    PortalEntry.model_validate(yaml.safe_load(example.group(1))[0])


def test_every_kind_of_problem_is_described() -> None:
    kinds: set[str] = set(NOTICES)
    for path in sorted((REPOSITORY / "crawler").rglob("*.py")):
        if "archive" not in path.parts and "schedule" not in path.parts:
            text = Path(path).read_text("utf-8")
            kinds |= set(FAILS.findall(text)) | set(NOTES.findall(text))
    kinds -= {"gone", "home", "soft_404"}  # what a page is; the problem is the dead link or the missing list
    assert len(kinds) > 20
    assert {kind for kind in kinds if f"`{kind}`" not in TEXT} == set()
