"""Portal to reading: what was published is archived byte for byte and read to the last cell."""

import pytest

from demo.judge import judge
from demo.site import Site
from demo.world import build
from tests.road.road import Road


def _differences(road: Road) -> list[str]:
    readings = road.readings()
    out = []
    for document in road.world.reports():
        if document.id not in readings:
            if document.format != "scan":
                out.append(f"{document.id} ({document.format}) was not read")
            continue
        judgement = judge(document.truth, readings[document.id])
        if document.format == "scan":
            judgement.sections = []  # a recognised text may hold a wrong character; a number may not
        out += [f"{document.id} ({document.format}): {line}" for line in judgement.all]
    return out


def test_every_document_is_archived_byte_for_byte(walked: Road) -> None:
    originals = walked.originals()
    assert originals == {d.id: d.data for d in walked.world.served()}


def test_every_cell_section_name_and_place_is_read_as_it_was_written(walked: Road) -> None:
    assert _differences(walked) == []


def test_a_page_and_its_attached_copy_are_one_report(walked: Road) -> None:
    told = {(d.truth.agency, d.truth.year) for d in walked.world.reports() if d.format != "scan"}
    assert len(walked.reports()) == len(told)


def test_archive_catalogue_and_index_agree(walked: Road) -> None:
    walked.run("verify")


def test_a_search_finds_the_reports_that_hold_the_word(walked: Road) -> None:
    import json

    word = "人员不足"
    told = {
        (d.truth.agency, d.year) for d in walked.world.reports() if any(word in s.narrative for s in d.truth.sections)
    }
    assert told
    answer = json.loads(walked.run("search", f'"{word}"', "--json"))
    assert answer["total"] == len(told)


def test_portals_are_asked_politely(walked: Road) -> None:
    log = [asked for asked in walked.site.log if asked.path != "/robots.txt"]
    assert log
    assert not [asked.path for asked in log if asked.path.startswith("/jact/")], "robots.txt disallows this"
    assert all("Nianbao" in asked.headers["user-agent"] for asked in log)
    assert {asked.portal for asked in walked.site.log if asked.path == "/robots.txt"} == set(walked.site.homes)


@pytest.mark.slow
def test_the_whole_world_is_read_as_it_was_written(tmp_path) -> None:
    with Site(build(), tmp_path) as site:
        road = Road(site)
        road.crawl()
        road.index()
        assert road.originals() == {d.id: d.data for d in road.world.served()}
        assert _differences(road) == []
