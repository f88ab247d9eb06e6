"""Both languages say the same things, and every message that a page asks for exists."""

import re
import string
from pathlib import Path

import pytest

import search_app
from config.settings import Settings
from indexer.extract.errors import REASONS
from indexer.forms import forms
from search_app.language import LANGUAGES, catalogue
from tests.conftest import REPOSITORY

PACKAGE = Path(search_app.__file__).parent
BY_VALUE = (
    "alarm cell document duty ended error export fact facet findings form help kind legend outcome "
    "outcome_of problem reach reason series sign sort status unscheduled"
)
"""Tables of messages that are chosen by a value, so that no page names their keys."""


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_message_lacks_its_translation() -> None:
    ours = {key: names(text) for key, text in catalogue("zh").items()}
    theirs = {key: names(text) for key, text in catalogue("en").items() if not key.startswith("label.")}
    assert ours == theirs, "the keys, or the {names} that are filled in, differ"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_empty(language: str) -> None:
    assert not [key for key, text in catalogue(language).items() if not text.strip()]


def test_every_message_that_a_page_or_module_asks_for_exists() -> None:
    asked = set()
    for path in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]:
        asked |= set(re.findall(r"""\bt\(\s*["']([a-z_]+\.[a-z_0-9]+)["']\s*[,)]""", path.read_text("utf-8")))
    assert len(asked) > 80
    assert asked <= set(catalogue("zh"))


def test_no_message_is_left_that_nothing_asks_for() -> None:
    text = "".join(p.read_text("utf-8") for p in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")])
    by_value = set(BY_VALUE.split())
    unused = [k for k in catalogue("zh") if k.partition(".")[0] not in by_value and k not in text]
    assert unused in ([], ["report.blank"])


def test_every_group_label_of_the_forms_has_an_english_text() -> None:
    groups = {group for form in forms().values() for table in form.tables for row in table.rows for group in row.groups}
    groups |= {c.group for f in forms().values() for t in f.tables for c in t.columns if c.group}
    assert {f"label.{group}" for group in groups} <= set(catalogue("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_an_unreadable_original_is_in_words(language: str) -> None:
    assert {f"reason.{reason}" for reason in REASONS} <= set(catalogue(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_end_and_alarm_that_the_manual_names_is_in_words(language: str) -> None:
    manual = (REPOSITORY / "docs" / "portals.md").read_text("utf-8")
    ends, problems = (manual.split(f"## {name}\n")[1].split("\n## ")[0] for name in ("How a visit ends", "Problems"))
    alarms = (REPOSITORY / "docs" / "operating.md").read_text("utf-8").split("## What to watch\n")[1].split("\n## ")[0]
    told = catalogue(language)
    for table, text in (("ended", ends), ("problem", problems), ("alarm", alarms)):
        rows = re.findall(r"^\| (`.*?) \|", text, re.M)
        kinds = {kind for row in rows for kind in re.findall(r"`([a-z_]+)`", row) if not kind.endswith("_")}
        assert len(kinds) >= 6
        assert kinds - {"status", "finished"} <= {key.partition(".")[2] for key in told if key.startswith(f"{table}.")}


def test_the_languages_on_offer_are_those_that_the_setting_allows() -> None:
    for language in LANGUAGES:
        assert Settings(language=language).language == language
