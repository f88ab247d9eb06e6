"""Builds the demonstration world, and lets a day pass in it.  Called by `nianbao demo`, ``demo.site`` and the tests.

>>> world = build(scale="small")
>>> len({document.id for document in world.documents}) == len(world.documents)
True
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from demo import faults, printer
from demo.bodies import Body, bodies
from demo.compose import Assignment, compose
from demo.dice import dice
from demo.figures import Figures, series
from demo.model import Document, PortalSite, Truth
from demo.paper import Paper
from demo.places import FIRST_YEAR, LAST_YEAR
from demo.portals import PORTALS, SITES

SEED = 2024
"""The seed of the demonstration; originals that need an office suite are kept for this one only."""

Scale = Literal["full", "small"]
CHANGED = ("980300-2024", "980121-agriculture-2023", "980300-health-2024")
WITHDRAWN = "980121101-2022"
ADDED = ("980121", 2019)
"""What happens on the portals on the demonstration's second day (document ids; a body and a year)."""

_SMALL = frozenset({"980121", "980121-agriculture", "980121101", "980300", "980300-health", "980322202"})
_LAST_PUBLISHED = date(LAST_YEAR + 1, 3, 31)


@dataclass(slots=True)
class World:
    """Everything that the portals hold; ``documents`` are in the order of their making, ids never change."""

    seed: int
    portals: tuple[PortalSite, ...]
    bodies: tuple[Body, ...]
    documents: list[Document] = field(default_factory=list)
    figures: dict[str, dict[int, Figures]] = field(default_factory=dict)
    editions: dict[tuple[str, int], int] = field(default_factory=dict)

    def document(self, document_id: str) -> Document:
        """Return a document by its id; raises KeyError."""
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)

    def served(self) -> Iterator[Document]:
        """Yield the documents that are not withdrawn."""
        return (document for document in self.documents if not document.withdrawn)

    def reports(self) -> Iterator[Document]:
        """Yield the documents that hold a report and are not withdrawn."""
        return (document for document in self.served() if document.truth is not None)

    def change(self, document_id: str) -> list[Document]:
        """Publish a report again with another number in it, at the same address; return what changed."""
        changed = self.document(document_id)
        body, year = changed.body, changed.year
        self.editions[body.key, year] = self.editions.get((body.key, year), 0) + 1
        again = {document.id: document for document in self._publish(body, year)}
        out = []
        for number, old in enumerate(self.documents):
            new = again.get(old.id)
            if new is not None and new.data != old.data:
                self.documents[number] = replace(
                    new, modified=old.modified + timedelta(days=1), withdrawn=old.withdrawn
                )
                out.append(self.documents[number])
        return out

    def withdraw(self, document_id: str) -> None:
        """Take a document and its attachments off its portal: no list names it, its address answers 404."""
        for document in self.documents:
            if document_id in (document.id, document.parent):
                document.withdrawn = True

    def add(self, body_key: str, year: int = LAST_YEAR) -> list[Document]:
        """Publish the report that a body owes for ``year`` (one planned as missing); return its documents."""
        body = next(body for body in self.bodies if body.key == body_key)
        new = self._publish(body, year, late=True)
        known = {document.id for document in self.documents}
        if known & {document.id for document in new}:
            raise ValueError(f"{body_key} has published its report of {year} already")
        self.documents += new
        return new

    def next_day(self) -> str:
        """Let the demonstration's second day come: changes, a withdrawal, a late report; return what happened."""
        for document_id in CHANGED:
            self.change(document_id)
        self.withdraw(WITHDRAWN)
        self.add(*ADDED)
        return f"{len(CHANGED)} reports changed, 1 was withdrawn, 1 was added"

    def truth(self) -> dict[str, Any]:
        """Return the truth of every document as plain values, by document id."""
        return {
            document.id: {
                "portal": document.portal,
                "path": document.path,
                "sha256": document.sha256,
                "format": document.format,
                "published": document.published.isoformat(),
                "withdrawn": document.withdrawn,
                "report": document.truth and document.truth.to_json(),
            }
            for document in self.documents
        }

    def paper(self, document: Document) -> tuple[Paper, Truth]:
        """Return the report of a document as it was before it was put into a format."""
        late = document.published > _published(self.seed, document.body, document.year, False)
        return self._write(document.body, document.year, late)[1:]

    def _publish(self, body: Body, year: int, late: bool = False) -> list[Document]:
        return printer.documents(*self._write(body, year, late))

    def _write(self, body: Body, year: int, late: bool) -> tuple[Assignment, Paper, Truth]:
        kinds = tuple(kind for kind in faults.planned(body.key, year) if kind != "missing")
        published = _published(self.seed, body, year, late or "late" in kinds)
        edition = self.editions.get((body.key, year), 0)
        assignment = Assignment(self.seed, body, year, SITES[body.portal].title, published, kinds, edition)
        return assignment, *compose(assignment, self.figures[body.key].get(year))


def build(seed: int = SEED, scale: Scale = "full") -> World:
    """Make the world; "small" holds six of its bodies, whose documents are the same as in the full one."""
    chosen = tuple(body for body in bodies() if scale == "full" or body.key in _SMALL)
    keys = {body.portal for body in chosen}
    world = World(seed, tuple(site for site in PORTALS if site.key in keys), chosen)
    for body in chosen:
        old_form = "old_form" in faults.planned(body.key, 2021)
        world.figures[body.key] = series(seed, body, old_form)
        for year in range(_first_year(seed, body), LAST_YEAR + 1):
            if "missing" not in faults.planned(body.key, year):
                world.documents += world._publish(body, year)
    return world


def _first_year(seed: int, body: Body) -> int:
    """Return the first report year that is still on the portal: governments keep more than their departments."""
    if body.kind == "government":
        return FIRST_YEAR
    throw = dice(seed, "first year", body.key)
    return throw.one((2020, 2021, 2022)) if body.kind == "department" else throw.one((2021, 2022))


def _published(seed: int, body: Body, year: int, late: bool) -> date:
    throw = dice(seed, "published", body.key, year)
    latest = date(year + 1, 3, 31) if body.kind == "government" else date(year + 1, 1, 31)
    if late:
        return min(
            latest + timedelta(days=throw.randint(9, 50)), _LAST_PUBLISHED + timedelta(days=throw.randint(1, 20))
        )
    return latest - timedelta(days=throw.randint(1, 40 if body.kind == "government" else 24))


def moment(day: date) -> datetime:
    """Return the time of day at which the world's portals publish."""
    return datetime.combine(day, time(9, 30))
