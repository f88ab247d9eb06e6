"""What an operator sees of a crawled world."""

import json
from collections import Counter

from tests.road.road import Road


def test_every_portal_shows_its_reports_by_year_its_reach_and_its_last_visit(walked: Road) -> None:
    found = json.loads(walked.run("status", "--json"))
    reports = {(d.portal, d.body.key, d.year) for d in walked.world.reports()}
    expected = Counter((portal, str(year)) for portal, _, year in reports)
    shown = {(p["name"], year): count for p in found["portals"] for year, count in p["years"].items()}
    assert shown == expected
    assert {p["name"]: p["reach"] for p in found["portals"]} == {s.key: "reached" for s in walked.world.portals}
    assert all(p["started"] and p["ended"] and not p["problems"] for p in found["portals"])
