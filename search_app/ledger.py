"""The ledger of duties with all that is known: what the portals' links say, and the reports as they were read.

`nianbao status --duties YEAR` and the page of duties show it.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler import register
from crawler.archive.catalogue import Document
from crawler.duties import Duty, Evidence, claimed_date, ledger
from indexer.store import ReadingRow, ReportRow, Store


def duties(store: Store, year: int, now: datetime | None = None) -> list[Duty]:
    """Return the duties of every registered body for a report year, and write them to the catalogue's table."""
    with Session(store.engine) as session:
        evidence = list(_from_readings(session, year))
    return ledger(store.engine, register.load(), year, now or datetime.now(UTC), evidence)


def _from_readings(session: Session, year: int) -> Iterator[Evidence]:
    """Yield each report of a year under the names that were read for its agency."""
    query = (
        select(ReadingRow.json, Document)
        .join(ReportRow, ReportRow.id == ReadingRow.report_id)
        .join(Document, Document.id == ReadingRow.document_id)
        .where(ReportRow.year == year, Document.portal.is_not(None))
    )
    for text, document in session.execute(query.execution_options(yield_per=100)):
        report: dict[str, Any] = json.loads(text or "{}")
        publisher = report.get("publisher", {})
        said = report.get("evidence", {}).get("published", {}).get("pubdate", "")
        for name in {publisher.get("name"), publisher.get("normalised")} - {None, ""}:
            claimed = _day(said) or claimed_date(document.url)
            yield Evidence(
                document.portal or "", name, year, document.url, document.state, document.first_seen, claimed
            )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
