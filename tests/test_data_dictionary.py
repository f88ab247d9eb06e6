"""The data dictionary says what the program prints."""

import runpy

from tests.conftest import REPOSITORY

DICTIONARY = runpy.run_path(str(REPOSITORY / "scripts/make_data_dictionary.py"))


def test_the_data_dictionary_is_up_to_date() -> None:
    written = (REPOSITORY / "docs/data.md").read_text("utf-8")
    assert written == DICTIONARY["page"](), "run: python scripts/make_data_dictionary.py"


def test_no_key_of_a_report_is_left_out() -> None:
    assert DICTIONARY["gaps"]() == set()
