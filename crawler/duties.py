"""The ledger of duties: for every body and year, whether its report came on time.

Article 49 of the 条例 (2019): departments of governments at county level and above publish by 31 January, governments
at county level and above by 31 March; under the 条例 of 2008 everybody had until 31 March.  Townships are not named;
their date is the portal's (practice, not law).  The date that the portal claims and the date on which it was first seen
are two facts and are kept apart.  `nianbao status --duties YEAR` shows the ledger.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Engine, String, Text, delete, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from crawler.archive.catalogue import Crawl, Document, Moment
from crawler.archive.database import create_tables
from crawler.register import Body, PortalEntry
from crawler.schedule.due import CHINA
from crawler.wording import said

State = Literal["on_time", "late", "missing", "withdrawn", "not_yet_due", "unreachable", "undated"]
FIRST_YEAR_OF_2019_LAW = 2019
_TOWNSHIP = re.compile(r"(?:[乡镇]|街道)(?:人民政府|政府|办事处)?$|街道办$")
_GOVERNMENT = re.compile(r"人民政府(?:办公[厅室])?$|政府$")
_YEAR = re.compile(r"(?<!\d)(20[012]\d)(?=\s*年|\s*年度|nian|\D{0,6}(?:政府)?信息公开|$)")
_ANY_YEAR = re.compile(r"20[012]\d\s*年?度?")
_DATED = (
    re.compile(r"/t(20\d\d)(\d\d)(\d\d)_"),
    re.compile(r"/art/(20\d\d)/(\d{1,2})/(\d{1,2})/"),
    re.compile(r"/(20\d\d)-(\d\d)/(\d\d)/"),
    re.compile(r"/(20\d\d)(\d\d)/(\d\d)/"),
    re.compile(r"/[PW]0(20\d\d)(\d\d)(\d\d)\d{6}"),
    re.compile(r"/(20\d\d)(\d\d)(\d\d)\d{6,12}(?:/|\.\w+$)"),
)


class Base(DeclarativeBase):
    """Tables of the ledger."""

    type_annotation_map = {datetime: Moment}  # noqa: RUF012 - SQLAlchemy's own idiom


class DutyRow(Base):
    """One body's duty for one year, as it stood when the ledger was last written."""

    __tablename__ = "duties"
    portal: Mapped[str] = mapped_column(String(200), primary_key=True)
    body: Mapped[str] = mapped_column(String(200), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str]
    deadline: Mapped[date]
    by_law: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12), index=True)
    claimed: Mapped[date | None]
    first_seen: Mapped[datetime | None]
    url: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A report of a body for a year: the document, its state, the date it claims, and when it was first seen."""

    portal: str
    body: str
    year: int
    url: str
    state: str
    first_seen: datetime
    claimed: date | None = None


@dataclass(slots=True)
class Duty:
    """One entry of the ledger.

    ``state``: on_time, late, missing, withdrawn, not_yet_due, unreachable (the portal could not be reached since the
    deadline) or undated (seen after the deadline at the first visit, and the portal claims no date).  ``by_law`` is
    False where the deadline is practice.  ``note`` says what is odd, in both languages.
    """

    portal: str
    body: str
    year: int
    level: str
    deadline: date
    by_law: bool
    state: State
    claimed: date | None = None
    first_seen: datetime | None = None
    url: str | None = None
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        out = asdict(self)
        out["deadline"] = self.deadline.isoformat()
        out["claimed"] = self.claimed and self.claimed.isoformat()
        out["first_seen"] = self.first_seen and self.first_seen.isoformat()
        return out


def level_of(body: Body) -> str:
    """Return "township", "government" or "department": as the register says, else as the name says."""
    if body.level:
        return "township" if body.level == "township" else "department" if "department" in body.level else "government"
    if _TOWNSHIP.search(body.name):
        return "township"
    return "government" if _GOVERNMENT.search(body.name) else "department"


def deadline(level: str, year: int, township: str = "01-31") -> tuple[date, bool]:
    """Return the last day for a report of ``year``, and whether the law (rather than practice) says so.

    >>> deadline("department", 2024)
    (datetime.date(2025, 1, 31), True)
    """
    if year < FIRST_YEAR_OF_2019_LAW - 1:
        return date(year + 1, 3, 31), True
    if level == "township":
        month, day = township.split("-")
        return date(year + 1, int(month), int(day)), False
    return (date(year + 1, 1, 31) if level == "department" else date(year + 1, 3, 31)), True


def ledger(
    engine: Engine, entries: Iterable[PortalEntry], year: int, now: datetime, more: Iterable[Evidence] = ()
) -> list[Duty]:
    """Return the duties of all registered bodies for a report year, and write them to the catalogue's table.

    Evidence is what the links of the portal say (title and body), and ``more``, e.g. the reports as they were read.
    """
    extra = list(more)
    duties = []
    for entry in entries:
        found = [e for e in extra if e.portal == entry.name and e.year == year]
        found += _from_links(engine, entry, year)
        visits = _visits(engine, entry.name)
        for body in entry.bodies:
            if (body.since is None or body.since <= year) and (body.until is None or year <= body.until):
                its = [e for e in found if same_body(e.body, body.name)]
                duties.append(_duty(entry, body, year, its, visits, now))
    _write(engine, year, duties)
    return duties


def judge(last: date, found: list[Evidence], visits: list[datetime], now: datetime) -> tuple[State, str | None]:
    """Decide one duty: its deadline, the evidence, the moments of visits that got through, and the present."""
    today = now.astimezone(CHINA).date()
    if not found:
        if today <= last:
            return "not_yet_due", None
        return ("missing", None) if any(_day(v) > last for v in visits) else ("unreachable", None)
    if all(e.state == "withdrawn" for e in found):
        return "withdrawn", None
    first = min(e.first_seen for e in found)
    claims = [e.claimed for e in found if e.claimed]
    looked_in_vain = [v for v in visits if v < first and _day(v) > last]
    if _day(first) <= last:
        return "on_time", None
    if looked_in_vain:
        day = _day(max(looked_in_vain))
        odd = said("duty_odd", claims=min(claims), day=day) if claims and min(claims) <= last else None
        return "late", odd
    if claims:
        return ("on_time" if min(claims) <= last else "late"), said("duty_by_claim")
    return "undated", said("duty_undated")


def same_body(one: str, other: str) -> bool:
    """Say whether two names are one body's: equal, or equal without the government's office and 人民.

    >>> same_body("示例县人民政府办公室", "示例县人民政府")
    True
    """
    return _plain(one) == _plain(other)


def claimed_date(url: str) -> date | None:
    """Return the date that many portals write into a report's address: a claim, not an observation."""
    for pattern in _DATED:
        if (found := pattern.search(url)) is not None:
            try:
                return date(*(int(part) for part in found.groups()))
            except ValueError:
                continue
    return None


def _duty(
    entry: PortalEntry, body: Body, year: int, found: list[Evidence], visits: list[datetime], now: datetime
) -> Duty:
    level = level_of(body)
    last, by_law = deadline(level, year, entry.township_deadline)
    state, note = judge(last, found, visits, now)
    duty = Duty(entry.name, body.name, year, level, last, by_law, state, note=note)
    if found:
        first = min(found, key=lambda e: e.first_seen)
        duty.first_seen, duty.url = first.first_seen, first.url
        duty.claimed = min((e.claimed for e in found if e.claimed), default=None)
    return duty


def _from_links(engine: Engine, entry: PortalEntry, year: int) -> Iterator[Evidence]:
    """Yield what the portal's links say: a title that names the year, and a registered body in title or column."""
    names = sorted((body.name for body in entry.bodies), key=len, reverse=True)
    query = (
        select(Document)
        .where(Document.portal == entry.name, Document.kind.in_(("page", "attachment")), Document.versions > 0)
        .where(Document.title.contains(str(year)))
        .execution_options(yield_per=500)
    )
    with engine.connect() as connection:
        for document in connection.execute(query):
            found = _YEAR.search(document.title)
            text = _plain(_ANY_YEAR.sub("", document.title) + (document.column or ""))
            body = next((n for n in names if _plain(n) in text), None)
            if body and found and int(found[1]) == year:
                yield Evidence(
                    entry.name,
                    body,
                    year,
                    document.url,
                    document.state,
                    document.first_seen,
                    claimed_date(document.url),
                )


def _visits(engine: Engine, portal: str) -> list[datetime]:
    """Return when visits of a portal that got through ended."""
    query = select(Crawl.ended).where(Crawl.portal == portal, Crawl.reason.in_(("finished", "promise_broken")))
    with engine.connect() as connection:
        return [ended for ended in connection.execute(query.order_by(Crawl.ended)).scalars() if ended is not None]


def _write(engine: Engine, year: int, duties: list[Duty]) -> None:
    create_tables(engine, Base.metadata)
    with engine.begin() as connection:
        connection.execute(delete(DutyRow).where(DutyRow.year == year))
        if duties:
            connection.execute(insert(DutyRow), [asdict(duty) for duty in duties])


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def _plain(name: str) -> str:
    name = re.sub(r"[\s（）()《》“”]", "", name)
    return re.sub(r"(?<=政府)办公[厅室]", "", name.replace("人民政府", "政府"))
