"""A segment: an immutable batch of entries on disk, and the questions that one can ask it.

``write`` lays the arrays of ``indexer.index.build`` into a folder; :class:`Segment` answers postings, places, columns
and stored entries from it.  ``indexer.index.embedded`` puts segments together to an index.
"""

import json
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from indexer.fold import folded
from indexer.index.build import BLOBS, PAIR_SHIFT, Arrays
from indexer.index.files import Cache, Packed, Packer, write_json
from indexer.index.schema import FIELDS, STATES, VALUE, cell_columns
from indexer.search.numbers import key_numbers

SMALL = (
    "bounds",
    "lengths",
    "docs_at",
    "places_at",
    "pairs",
    "pair_places_at",
    "terms_at",
    *(f"{b}_at" for b in BLOBS),
)
"""Arrays that are asked for at many places: mapped into memory, where the system drops what is not used."""


_STATE_OF = np.array([*range(len(STATES)), VALUE], np.uint8)
"""State codes by the codes of cells, of which the last stands for all numbers."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a word occurs: document numbers (ascending), occurrences in each, and the fields as bits."""

    docs: np.ndarray
    counts: np.ndarray
    fields: np.ndarray


Span = tuple[int, int]
"""First and last (excluded) of a run of elements."""

NO_POSTINGS = Postings(np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.uint16))
NO_PLACES = np.zeros(0, np.uint32)


def write(folder: Path, made: Arrays) -> None:
    """Write a segment into a new folder; nothing refers to it before the index's list does."""
    folder.mkdir()
    packer = Packer(folder / "data")
    for name, array in made.arrays.items():
        packer.add(name, array)
    for name, blob in made.blobs.items():
        packer.add(name, blob)
    finish(folder, packer, made.ids, made.digests, made.values)


def finish(folder: Path, packer: Packer, ids: list[str], digests: list[str], values: dict[str, list[str]]) -> None:
    """Write what is read whole: ids, digests, the texts of facets and the table of arrays."""
    packer.add("ids", "\n".join((*ids, *digests)).encode())
    packer.close()
    write_json(folder / "segment.json", {"size": len(ids), "table": packer.table, "values": values})


class Segment:
    """A segment open for reading; threads may share it."""

    def __init__(self, folder: Path, cache: Cache) -> None:
        self.folder, self.name, self._cache = folder, folder.name, cache
        about = json.loads((folder / "segment.json").read_text("utf-8"))
        self.size: int = about["size"]
        self.values: dict[str, list[str]] = about["values"]
        self._file = Packed(folder / "data", about["table"])
        self._small = {name: self._file.mapped(name) for name in SMALL}
        self._extents: dict[str | None, tuple[np.ndarray, np.ndarray]] = {}
        self.tokens_in_field = self._small["lengths"].reshape(self.size, len(FIELDS)).sum(axis=0, dtype=np.int64)

    def whole(self, name: str) -> np.ndarray:
        """Return a whole array, for merging."""
        return self._file.mapped(name)

    def stretch(self, name: str, start: int, end: int) -> np.ndarray:
        """Return elements ``start:end`` of an array, for merging."""
        return self._file.read(name, start, end)

    def all_terms(self) -> Iterator[bytes]:
        """Yield all terms in order."""
        at, blob = self._small["terms_at"].astype(np.int64), self._file.bytes("terms")
        yield from (blob[start:end] for start, end in pairwise(at.tolist()))

    @cached_property
    def _terms(self) -> list[bytes]:
        return list(self.all_terms())

    def small(self, name: str) -> np.ndarray:
        """Return one of the SMALL arrays."""
        return self._small[name]

    # -- words ---------------------------------------------------------------------------------------------------

    def term(self, term: str) -> int | None:
        """Return a term's number (its first character is its word space, see build), or None."""
        wanted = term.encode()
        at = self.term_from(wanted)
        return at if at < self.terms and self._terms[at] == wanted else None

    def term_from(self, wanted: bytes) -> int:
        """Return the number of the first term that is not before ``wanted``."""
        return bisect_left(self._terms, wanted)

    def term_at(self, number: int) -> bytes:
        """Return a term by its number; terms are in the order of their bytes."""
        return self._terms[number]

    @property
    def terms(self) -> int:
        """How many terms there are."""
        return len(self._small["terms_at"]) - 1

    def frequency(self, term: str) -> int:
        """Return in how many documents a term occurs, deleted ones included."""
        number = self.term(term)
        if number is None:
            return 0
        at = self._small["docs_at"]
        return int(at[number + 1] - at[number])

    def postings(self, term: str) -> Postings:
        """Return where a term occurs, deleted documents included."""
        return self._cache.get((self.name, "postings", term), lambda: self._read_postings(term))

    def _read_postings(self, term: str) -> Postings:
        number = self.term(term)
        if number is None:
            return NO_POSTINGS
        start, end = (int(i) for i in self._small["docs_at"][number : number + 2])
        return Postings(*(self._file.read(name, start, end) for name in ("docs", "counts", "fields")))

    def places(self, term: str) -> np.ndarray:
        """Return the places (characters from the segment's beginning) where a term occurs."""
        number = self.term(term)
        if number is None:
            return NO_PLACES
        start, end = (int(i) for i in self._small["places_at"][number : number + 2])
        return self._cache.get((self.name, "places", term), lambda: self._file.read("places", start, end))

    def places_in(self, term: str, document: int) -> np.ndarray:
        """Return the places of a term in one document, without reading the others."""
        number = self.term(term)
        if number is None:
            return NO_PLACES
        found = self.postings(term)
        at = int(np.searchsorted(found.docs, document))
        if at == len(found.docs) or found.docs[at] != document:
            return NO_PLACES
        start = int(self._small["places_at"][number]) + int(found.counts[:at].sum(dtype=np.int64))
        return self._file.read("places", start, start + int(found.counts[at]))

    # -- strings -------------------------------------------------------------------------------------------------

    def pair_spans(self, text: str) -> list[Span]:
        """Return for each two neighbouring characters of a string where the places of that pair begin and end."""
        pairs, at = self._small["pairs"], self._small["pair_places_at"]
        letters = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint64)
        keys = (letters[:-1] << PAIR_SHIFT) | letters[1:]
        found = np.searchsorted(pairs, keys)
        after = found + (pairs[np.minimum(found, len(pairs) - 1)] == keys) if len(pairs) else found
        return list(zip(at[found].tolist(), at[after].tolist(), strict=True))

    def character_places(self, character: str) -> np.ndarray:
        """Return the places where a character begins a pair, unsorted."""
        first, last = self._beginning_with(character)
        at = self._small["pair_places_at"]
        return self.pair_places((int(at[first]), int(at[last])))

    def _beginning_with(self, character: str) -> Span:
        low = np.uint64(ord(character)) << PAIR_SHIFT
        bounds = np.array([low, low + (np.uint64(1) << PAIR_SHIFT)])
        first, last = np.searchsorted(self._small["pairs"], bounds).tolist()
        return first, last

    def followers(self, character: str, most: int) -> list[str]:
        """Return the characters that most often stand behind one."""
        first, last = self._beginning_with(character)
        counts = np.diff(self._small["pair_places_at"][first : last + 1].astype(np.int64))
        chosen = first + np.argsort(-counts, kind="stable")[:most]
        second = self._small["pairs"][chosen] & ((np.uint64(1) << PAIR_SHIFT) - np.uint64(1))
        return [chr(code) for code in second.tolist()]

    def pair_places(self, span: Span) -> np.ndarray:
        """Return the places of a pair, ascending."""
        return self._cache.get((self.name, "pair", span), lambda: self._file.read("pair_places", *span))

    def some_pair_places(self, span: Span, most: int) -> np.ndarray:
        """Return about ``most`` of the places of a pair, chosen evenly, without reading the others."""
        start, end = span
        return self.whole("pair_places")[start : end : -(-(end - start) // most)]

    def at_pair(self, span: Span, places: np.ndarray) -> np.ndarray:
        """Mark the places (ascending) at which a pair stands, without reading all places of the pair."""
        return self._file.contains("pair_places", *span, places)

    # -- documents -----------------------------------------------------------------------------------------------

    @property
    def bounds(self) -> np.ndarray:
        """Return where each field of each document begins (document × field, flat), and where the last ends."""
        return self._small["bounds"]

    def extents(self, field: str | None) -> tuple[np.ndarray, np.ndarray]:
        """Return where each document, or its text in a field, begins and ends (excluded)."""
        if field not in self._extents:
            first, count = (0, len(FIELDS)) if field is None else (FIELDS.index(field), 1)
            begin, end = (self.bounds[n :: len(FIELDS)][: self.size] for n in (first, first + count))
            self._extents[field] = np.ascontiguousarray(begin), np.ascontiguousarray(end)
        return self._extents[field]

    def character_at(self, place: int) -> str:
        """Return the character at a place, folded."""
        slot = int(np.searchsorted(self.bounds, place, "right")) - 1
        document, field = divmod(slot, len(FIELDS))
        texts = (folded(text) + "\n" for name, _, _, text in self.pieces(document) if name == FIELDS[field] and text)
        return next(islice(chain.from_iterable(texts), place - int(self.bounds[slot]), None))

    def lengths(self, field: str | None) -> np.ndarray:
        """Return the number of words of each document, in one field or in all."""
        table = self._small["lengths"].reshape(self.size, len(FIELDS))
        found = table.sum(axis=1) if field is None else table[:, FIELDS.index(field)]
        return np.asarray(found, np.float32)

    def facet(self, name: str) -> np.ndarray:
        """Return the codes of a facet (into ``values[name]``), one a document or one an owner."""
        return self._file.read(f"facet.{name}")

    def owners(self, name: str) -> np.ndarray:
        """Return the documents that the codes of a facet with many values belong to."""
        return self._file.read(f"owner.{name}")

    def cell(self, path: str) -> tuple[np.ndarray, np.ndarray]:
        """Return values (NaN where there is none) and state codes of a cell, one a document."""
        row = cell_columns().index(path)
        return self.decoded(self._file.read("cells", row * self.size, (row + 1) * self.size))

    def decoded(self, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return values and state codes for codes of cells (see ``build``)."""
        return self._numbers[codes], _STATE_OF[np.minimum(codes, len(STATES))]

    @cached_property
    def _numbers(self) -> np.ndarray:
        return np.concatenate([np.full(len(STATES), np.nan), self._file.read("cell_numbers")])

    def stored(self, document: int) -> dict[str, Any]:
        """Return what lists show of a document."""
        found: dict[str, Any] = json.loads(str(self._blob("stored", document), "utf-8"))
        pairs = zip(key_numbers(), self._key_numbers[document].tolist(), strict=True)
        found["numbers"] = {k: int(v) if v.is_integer() else v for k, v in pairs if v == v}  # NaN equals nothing
        return found

    @cached_property
    def _key_numbers(self) -> np.ndarray:
        return self.whole("numbers").reshape(self.size, -1)

    def pieces(self, document: int) -> list[tuple[str, int, str, str]]:
        """Return the text of a document as it was given: field, section number, section title, text."""
        return [tuple(piece) for piece in json.loads(zlib.decompress(self._blob("pieces", document)))]

    def details(self, document: int) -> dict[str, dict[str, Any]]:
        """Return what the cells of a document have beside value and state, by path (``schema.DETAILS``)."""
        kept = self._blob("details", document)
        found: dict[str, dict[str, Any]] = json.loads(zlib.decompress(kept)) if kept else {}
        return found

    def _blob(self, name: str, document: int) -> bytes:
        at = self._small[f"{name}_at"]
        return self._file.bytes(name, int(at[document]), int(at[document + 1]))

    @property
    def ids(self) -> list[str]:
        """The report ids by document number."""
        return self._ids[: self.size]

    @property
    def digests(self) -> list[str]:
        """The digests of the entries by document number."""
        return self._ids[self.size :]

    @cached_property
    def _ids(self) -> list[str]:
        return self._file.bytes("ids").decode().split("\n") if self.size else []

    def words(self, field: str | None) -> int:
        """Return how many words all documents have, in one field or in all."""
        return int(self.tokens_in_field.sum() if field is None else self.tokens_in_field[FIELDS.index(field)])
