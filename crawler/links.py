"""What travels between a family and the spider: what to ask for, and what a page was found to hold."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["home", "list", "page", "attachment"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that a family wants made.

    ``chain`` names the run of pages that a list's pager walks: a page of a chain that brings nothing new ends it.
    ``page`` counts the pages of that chain from 1.  ``start`` is a record number for pagers that count records.
    ``instead`` are addresses to try in turn where this one is missing or brings nothing new (page 2 may be ``index_1``
    or ``index_2``).  ``then`` is the request that this one prepares (it fetches what that one must show),
    ``otherwise`` the one that is made where this one is missing or gives nothing.  ``again`` says that an address may
    be asked for although it was asked for before.  ``claimed`` is how many records the list's first page claims.
    """

    url: str
    kind: Kind = "list"
    title: str = ""
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    chain: str = ""
    page: int = 1
    start: int = 1
    instead: tuple[str, ...] = ()
    then: "Ask | None" = None
    otherwise: "Ask | None" = None
    again: bool = False
    claimed: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a document or to a further list; ``title`` is its text, ``date`` as printed beside it (or "")."""

    url: str
    title: str
    kind: Kind = "page"
    date: str = ""


@dataclass(slots=True)
class Listing:
    """What a page holds: documents and further lists, the pager's next step, and remarks that become problems.

    ``total`` is how many documents the list says it has; ``outside`` are report-like links that were left out because
    they belong to another column, ``passed`` the addresses of all rows of a list that holds other columns', too: a page
    of such rows alone is not the list's end.
    """

    links: list[Link] = field(default_factory=list)
    more: list[Ask] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    total: int | None = None
    outside: list[Link] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a portal in this crawl: where its list begins, what it is called, and what its family must know.

    ``url`` is absolute; ``prefix`` (host and folder) is what its documents share; ``options`` come from the register.
    """

    url: str
    name: str
    prefix: str
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str, default: str = "") -> str:
        """Return one option of the register entry."""
        return dict(self.options).get(name, default)
