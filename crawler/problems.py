"""Which problems of a portal are over: those that a visit which got through did not meet again.

Called at the end of each crawl.
"""

from datetime import datetime

from sqlalchemy import select

from crawler.archive import Archive
from crawler.archive.catalogue import Crawl, Problem

LASTING = ("scheme_switched", "tls_permissive")
"""Not troubles of a day but properties of a portal, which the crawler remembers by them."""


def got_through(reason: str | None) -> bool:
    """Say whether a visit with this close reason reached its portal and read its lists."""
    return reason in ("finished", "promise_broken")


def settle(archive: Archive, crawl: str, time: datetime | None = None) -> int:
    """Resolve the problems that were open before a crawl and that it did not meet; return how many.

    After a crawl that did not get through every problem stays open.
    """
    with archive.engine.connect() as connection:
        found = connection.execute(select(Crawl.portal, Crawl.reason, Crawl.started).where(Crawl.id == crawl)).first()
        if found is None or not got_through(found.reason):
            return 0
        query = (
            select(Problem.id)
            .where(Problem.portal == found.portal, Problem.resolved.is_(None))
            .where(Problem.last_seen < found.started, Problem.kind.not_in(LASTING))
        )
        over = connection.execute(query).scalars().all()
    for problem in over:
        archive.resolve(problem, time)
    return len(over)
