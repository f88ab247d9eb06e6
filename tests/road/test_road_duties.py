"""The ledger of duties on a crawled world: exactly what was planted as late or missing is named."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crawler import register
from crawler.archive import Archive
from crawler.duties import DutyRow, ledger
from demo.faults import planned
from demo.places import LAST_YEAR
from tests.road.road import Road


@pytest.mark.parametrize("year", range(2019, LAST_YEAR + 1))
def test_the_ledger_names_what_was_planted_and_nothing_else(walked: Road, year: int) -> None:
    entries = register.read(walked.site.config_dir / "portals" / "demo.yaml")
    keys = {body.name(LAST_YEAR): body.key for body in walked.world.bodies}
    with Archive.open(walked.settings) as archive:
        duties = ledger(archive.engine, entries, year, datetime.now(UTC))
        with archive.session() as session:
            rows = session.execute(select(DutyRow.body, DutyRow.state).where(DutyRow.year == year)).all()
    expected = {
        duty.body: next((kind for kind in planned(keys[duty.body], year) if kind in ("late", "missing")), "on_time")
        for duty in duties
    }
    assert {duty.body: duty.state for duty in duties} == expected
    assert dict(map(tuple, rows)) == expected
    assert duties


def test_the_command_prints_the_ledger(walked: Road) -> None:
    said = walked.run("status", "--duties", "2024")
    assert said.startswith("按时: ") and "逾期" in said and "on_time" not in said
    english = walked.run("status", "--duties", "2024", "--language", "en")
    assert english.startswith("on time: ") and "late" in english and "按时" not in english
    found = {duty["body"]: duty for duty in json.loads(walked.run("status", "--duties", "2019", "--json"))}
    keys = {body.key: body.name(LAST_YEAR) for body in walked.world.bodies}
    assert found[keys["980121"]]["state"] == "missing"
    assert found[keys["980300"]]["state"] == "on_time"
