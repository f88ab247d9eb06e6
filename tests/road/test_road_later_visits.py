"""The second visit finds nothing new; after a day it finds exactly what changed."""

import pytest

from tests.road.road import Road, snapshot

pytestmark = pytest.mark.slow  # each test crawls a world of its own, some of them twice


def test_a_second_visit_of_an_unchanged_world_stores_reads_and_indexes_nothing(road: Road) -> None:
    road.crawl()
    road.index()
    reports, before, captures = road.reports(), snapshot(road.data / "index"), len(road.captures())
    first = len(road.site.log)

    summaries = road.crawl()
    assert all(s["new"] == s["changed"] == s["gone"] == 0 for s in summaries.values())
    assert sum(s["unchanged"] for s in summaries.values()) == len(road.world.documents)
    later = road.captures()[captures:]
    assert {kind for _, kind, _, _ in later} == {"revisit"}, "a payload was stored again"
    asked = {a.path: a.status for a in road.site.log[first:]}
    assert all(asked[d.path] == 304 for d in road.world.documents)

    done = road.index()
    assert (done["read"], done["written"], done["removed"]) == (0, 0, 0)
    assert road.reports() == reports
    assert snapshot(road.data / "index") == before
    road.run("verify")


def test_three_changes_a_withdrawal_and_an_addition_are_exactly_what_is_noticed(road: Road) -> None:
    road.crawl()
    road.index()
    before = road.reports()
    pages = [d for d in road.world.reports() if d.listed and d.format == "html" and d.truth.cells and d.year != 2019]
    chosen = pages[::7][:4]
    changed = {d.id for document in chosen[:3] for d in road.world.change(document.id)}
    gone = {d.id for d in road.world.documents if chosen[3].id in (d.id, d.parent)}
    road.world.withdraw(chosen[3].id)
    added = {d.id for d in road.world.add("980121", 2019)}

    road.crawl()
    outcomes = road.outcomes()
    assert {i for i, outcome in outcomes.items() if outcome == "changed"} == changed
    assert {i for i, outcome in outcomes.items() if outcome == "new"} == added
    assert {i for i, outcome in outcomes.items() if outcome == "gone"} == gone
    assert road.originals() | dict.fromkeys(gone, b"") == {
        d.id: b"" if d.withdrawn else d.data for d in road.world.documents
    }

    done = road.index()
    after = road.reports()
    assert done["read"] <= len(changed) + len(added)
    assert len(after.keys() - before.keys()) == 1, "the report that was added"
    assert not before.keys() - after.keys(), "a report that went from its portal is kept"
    differing = {i for i in before if after[i] != before[i]}
    assert 3 <= len(differing) <= 4, "the three that changed, and the one that is gone where that is shown"
    road.run("verify")
