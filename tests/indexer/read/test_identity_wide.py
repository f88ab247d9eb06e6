"""Thousands of generated titles over all divisions: right where decided, never a guess between homonyms."""

from collections import Counter

import pytest
from identity_cases import cases

from indexer.jurisdictions import load
from indexer.read.identity import identify
from indexer.read.plain import plain


@pytest.mark.parametrize("count", [800, pytest.param(3000, marks=pytest.mark.slow)])
def test_generated_titles_are_right_where_decided(count):
    register, counted = load(), Counter()
    wrong = []
    for case in cases(register, seed=20210131, count=count):
        found = identify(case.opening, "", case.closing, {}, case.context)
        decided = found.region.province is not None
        counted["decided"] += decided
        counted["open though decidable"] += case.decidable and not decided
        got = {level: getattr(found.region, level) for level in case.place}
        right = (
            found.report_year == case.year
            and plain(found.publisher.name or "").endswith(case.name)
            and (not decided or (got == case.place and found.region.level in (case.level, None)))
        )
        if not right:
            wrong.append((case, found))
    assert len(wrong) <= count * 0.002, wrong[:5]
    assert counted["decided"] > count * 0.867
    assert counted["open though decidable"] <= count * 0.01
