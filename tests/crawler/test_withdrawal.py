"""A report is withdrawn only when repeated visits agree; what cannot be reached is never called withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Settings
from crawler.archive import Archive, Fetch
from crawler.archive.catalogue import Document, document_id
from crawler.archive.rebuild import rebuild
from crawler.withdrawal import judge

START = datetime(2025, 2, 1, 8, tzinfo=UTC)
URLS = [f"http://www.example.gov.cn/nb/{n}.html" for n in range(4)]


@pytest.fixture
def house(tmp_path, catalogue_url):
    return Settings(data_dir=tmp_path, catalogue_url=catalogue_url)


class Portal:
    """Visits of one portal on given days; what is not served answers 404."""

    def __init__(self, house: Settings) -> None:
        self.house = house

    def visit(
        self,
        day: float,
        served: list[str],
        *,
        asked=URLS,
        reason="finished",
        title="某县2024年政府信息公开工作年度报告",
    ):
        time = START + timedelta(days=day)
        with Archive.open(self.house, write=True) as archive:
            crawl = archive.begin_crawl("example")
            for url in asked:
                present = url in served
                archive.store(
                    Fetch(
                        url, "page", portal="example", column="年报", title=f"{title}{url[-6:]}", crawl=crawl,
                        time=time, status=200 if present else 404, body=f"report {url}".encode() if present else b"no",
                    )
                )  # fmt: skip
            archive.end_crawl(crawl, reason, {})
            return judge(archive, crawl, self.house, time)

    def state(self, url: str) -> str:
        with Archive.open(self.house) as archive, archive.session() as session:
            return session.get_one(Document, document_id(url)).state


@pytest.fixture
def portal(house):
    portal = Portal(house)
    portal.visit(0, URLS)
    return portal


def test_three_visits_over_two_weeks_make_a_withdrawal(portal):
    states = []
    for day in (1, 8, 16):
        portal.visit(day, URLS[1:])
        states.append(portal.state(URLS[0]))
    assert states == ["gone", "gone", "withdrawn"]
    assert [portal.state(url) for url in URLS[1:]] == ["present"] * 3


@pytest.mark.parametrize("days", [(1, 2, 3, 4, 5, 14), (1, 16)])
def test_many_visits_in_few_days_or_few_in_many_are_not_enough(portal, days):
    for day in days:
        portal.visit(day, URLS[1:])
    assert portal.state(URLS[0]) == "gone"


def test_a_portal_that_answers_nothing_has_withdrawn_nothing(portal):
    for day in range(1, 40, 3):
        assert portal.visit(day, []).absent == 0
    assert [portal.state(url) for url in URLS] == ["present"] * 4


def test_a_visit_that_was_broken_off_says_nothing(portal):
    for day in range(1, 40, 3):
        portal.visit(day, URLS[1:], reason="closespider_errorcount")
    assert portal.state(URLS[0]) == "present"


def test_a_report_that_comes_back_begins_anew(portal):
    portal.visit(1, URLS[1:])
    portal.visit(9, URLS[1:])
    portal.visit(12, URLS)
    assert portal.state(URLS[0]) == "present"
    portal.visit(20, URLS[1:])
    assert portal.state(URLS[0]) == "gone"


def test_a_withdrawn_report_that_comes_back_is_present(portal):
    for day in (1, 8, 16):
        portal.visit(day, URLS[1:])
    portal.visit(30, URLS)
    assert portal.state(URLS[0]) == "present"


def test_a_column_that_moved_withdraws_nothing(portal):
    moved = [url.replace("/nb/", "/zfxxgknb/") for url in URLS]
    for day in (1, 8, 16):
        portal.visit(day, moved, asked=[*moved, *URLS])
    assert [portal.state(url) for url in URLS] == ["moved"] * 4


def test_a_portal_that_moved_to_a_new_host_withdraws_nothing(portal):
    moved = [url.replace("www.example.gov.cn/nb", "www.new.gov.cn/zwgk/nb") for url in URLS]
    for day in (1, 8, 16):
        portal.visit(day, moved, asked=[*moved, *URLS])
    assert [portal.state(url) for url in URLS] == ["moved"] * 4


def test_a_clock_that_was_set_back_withdraws_nothing_early(portal):
    for day in (1, 8, -20, -19, 2):
        portal.visit(day, URLS[1:])
    assert portal.state(URLS[0]) == "gone"
    portal.visit(16, URLS[1:])
    assert portal.state(URLS[0]) == "withdrawn"


def test_the_states_come_back_after_a_rebuild(portal, house):
    for day in (1, 8, 16):
        portal.visit(day, URLS[1:])
    (house.data_dir / "nianbao.db").unlink(missing_ok=True)
    rebuild(house)
    assert portal.state(URLS[0]) == "withdrawn"


def test_the_settings_decide_how_many_visits_and_days_it_takes(house):
    quick = house.model_copy(update={"withdrawn_visits": 1, "withdrawn_days": 0})
    portal = Portal(quick)
    portal.visit(0, URLS)
    portal.visit(1, URLS[1:])
    assert portal.state(URLS[0]) == "withdrawn"
