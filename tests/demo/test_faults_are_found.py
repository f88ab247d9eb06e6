"""What is wrong on purpose is found and named; what is right is left alone."""

import pytest

from demo.faults import PLANNED
from demo.world import World
from indexer.check import years
from indexer.read.context import Context
from indexer.reading import Original, read_original

Reports = dict[str, dict]


@pytest.fixture(scope="module")
def reports(world: World) -> Reports:
    """Return the report that is read from each page or listed file of the world that holds one."""
    found: Reports = {}
    for document in world.reports():
        if document.format != "scan" and (document.listed or f"{document.body.key}-{document.year}" not in found):
            (reading,) = read_original(Original(document.data, document.path, Context(link_text=document.link_text)))
            found[f"{document.body.key}-{document.year}"] = reading.report
    return found


def _planted(kind: str) -> set[str]:
    return {f"{body}-{year}" for (body, year), kinds in PLANNED.items() if kind in kinds}


@pytest.mark.slow
def test_a_wrong_cell_is_named_with_the_value_that_mends_everything(world: World, reports: Reports) -> None:
    found = {name for name, report in reports.items() if any(f["severity"] == "error" for f in report["findings"])}
    assert found == _planted("wrong_cell")
    for document in world.reports():
        for fault in document.truth.faults:
            if fault.kind == "wrong_cell":
                suspects = [f["suspect"] for f in reports[f"{document.body.key}-{document.year}"]["findings"]]
                assert {"cell": list(fault.cell), "printed": fault.printed, "mended": fault.mended} in suspects


@pytest.mark.slow
def test_a_text_that_contradicts_its_tables_is_warned_of(reports: Reports) -> None:
    warned = {name for name, report in reports.items() if any(f["severity"] == "warning" for f in report["findings"])}
    assert warned == _planted("narrative") | _planted("wrong_year_in_text")


@pytest.mark.slow
def test_years_that_do_not_meet_are_found_between_the_right_reports(reports: Reports) -> None:
    found: dict[str, set[str]] = {"Y1": set(), "Y2": set(), "Y3": set()}
    for name, report in reports.items():
        body, _, year = name.rpartition("-")
        before = reports.get(f"{body}-{int(year) - 1}")
        for finding in years.compare(before, report) if before else ():
            found[finding.check].add(name)
    assert found["Y1"] == _planted("cross_year")
    assert found["Y2"] >= _planted("valid_count")
    next_years = {f"{n.rpartition('-')[0]}-{int(n.rpartition('-')[2]) + 1}" for n in _planted("valid_count")}
    assert found["Y2"] - _planted("valid_count") <= next_years
    assert not found["Y3"]
