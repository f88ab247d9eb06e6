"""What an entry of the index consists of: text fields, facets and number columns; Whoosh's schema is made from it.

Used by everything that writes or reads the index.  Changing anything here means another SCHEMA number.
"""

import hashlib
from functools import cache

from whoosh.fields import ID, TEXT, Schema

from indexer import forms, tokenize
from indexer.index.analyzer import FoldedTokenizer
from indexer.search import numbers

SCHEMA = 2

FIELDS = ("title", "agency", "preamble", "s1", "s2", "s3", "s4", "s5", "s6", "other", "tail")
"""Text fields in the order in which they stand in an entry's text; "other" holds sections beyond the statutory six."""

TITLE_FIELDS = ("title", "agency")
"""Words here are indexed a second time under "heading", because a hit in a title or name weighs more."""

SINGLE = ("province", "city", "county", "township", "level", "year", "form", "check")
"""Facets with one value in an entry ("" where it is unknown)."""

MANY = ("format", "portal")
"""Facets with any number of values in an entry."""

STATES = ("", "value", "blank", "missing", "ambiguous")
"""Cell states by their code; "" is a cell that the report's form does not have."""

VALUE = STATES.index("value")

DETAILS = ("raw", "unit", "inferred", "inferred_by", "note")
"""What a cell may have beside its value and state; kept for exports."""


@cache
def cell_columns() -> tuple[str, ...]:
    """Return the dotted paths of all number columns: every cell of every form, and the 2014 annex by label."""
    paths = {".".join(path) for form in forms.forms().values() for path, _, _ in form.cells()}
    return (*sorted(paths), *sorted({f"annex2014.{label}" for label in numbers.annex_labels().values()}))


@cache
def whoosh_schema() -> Schema:
    """Return the schema as Whoosh sees it: ``all`` the text, ``heading``, and the fields one by one."""
    text = {name: TEXT(analyzer=FoldedTokenizer(), phrase=False) for name in ("all", "heading", *FIELDS)}
    return Schema(id=ID(stored=True, unique=True), **text)


@cache
def fingerprint() -> str:
    """Return in a line what an index depends on; an index with another one is refused."""
    listed = "\n".join((*FIELDS, *SINGLE, *MANY, *cell_columns(), numbers.source()))
    return f"schema {SCHEMA}/{hashlib.sha256(listed.encode()).hexdigest()[:12]} {tokenize.fingerprint()}"
