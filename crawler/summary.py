"""What one crawl of one portal came to: counts, failures with reasons, and how it ended."""

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import Any

GOOD_ENDS = frozenset({"finished"})
"""Close reasons after which nothing needs an operator's eye."""

NOTICES = frozenset({"column_moved", "scheme_switched", "tls_permissive"})
"""Kinds that an operator should know of although the crawl got what it asked for."""

MOST_FAILURES = 1000
"""Failures of a crawl that are kept with their reasons; the others are counted."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that could not be had, or a promise that was not kept; ``kind`` is a name of docs/portals.md."""

    url: str
    kind: str
    reason: str


@dataclass(slots=True)
class CrawlSummary:
    """Counts of one crawl; ``new`` … ``gone`` count documents (pages and attachments), not lists."""

    portal: str
    title: str = ""
    reason: str = ""
    pages: int = 0
    documents: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    requests: int = 0
    seconds: float = 0.0
    failures: list[Failure] = field(default_factory=list)
    notices: list[Failure] = field(default_factory=list)
    failure_kinds: Counter[str] = field(default_factory=Counter)

    def fail(self, failure: Failure) -> None:
        """Count a failure; the first thousand are kept with their reasons.  A notice is kept apart."""
        if failure.kind in NOTICES:
            if len(self.notices) < MOST_FAILURES:
                self.notices.append(failure)
            return
        self.failed += 1
        self.failure_kinds[failure.kind] += 1
        if len(self.failures) < MOST_FAILURES:
            self.failures.append(failure)

    @property
    def good(self) -> bool:
        """Whether the crawl ended by itself and had everything it asked for."""
        return self.reason in GOOD_ENDS and not self.failed

    def to_json(self) -> dict[str, Any]:
        """Return plain data for --json."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        lists = {name: [asdict(f) for f in getattr(self, name)] for name in ("failures", "notices")}
        return plain | lists | {"failure_kinds": dict(self.failure_kinds)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "CrawlSummary":
        """Return what :meth:`to_json` gave."""
        lists = {name: [Failure(**failure) for failure in data[name]] for name in ("failures", "notices")}
        return cls(**data | lists | {"failure_kinds": Counter(data["failure_kinds"])})
