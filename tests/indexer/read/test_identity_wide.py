"""Thousands of generated titles over all divisions: right where decided, never a guess between homonyms."""

import time
from collections import Counter

from identity_cases import cases

from indexer.jurisdictions import load
from indexer.read.identity import identify
from indexer.read.plain import plain


def test_generated_titles_are_right_where_decided():
    register, counted = load(), Counter()
    wrong = []
    for case in cases(register, seed=20210131, count=3000):
        found = identify(case.opening, "", [], {}, case.context)
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
    assert len(wrong) <= 3000 * 0.002, wrong[:5]
    assert counted["decided"] > 2600
    assert counted["open though decidable"] <= 30


def test_deciding_who_where_when_takes_a_few_milliseconds():
    register = load()
    body = "本单位认真贯彻落实条例，主动公开政府信息，办理群众来信，积极回应社会关切。" * 150
    batch = list(cases(register, seed=7, count=100))
    begin = time.process_time()
    for case in batch:
        identify(case.opening, body, ["2021年1月25日"], {}, case.context)
    assert (time.process_time() - begin) / len(batch) < 0.01
