"""A segment: an immutable batch of entries on disk, and the questions that one can ask it.

``write`` lays the arrays of ``indexer.index.build`` into a folder; :class:`Segment` answers postings, places, columns
and stored entries from it, its ``terms`` and ``pairs`` what is looked up by text.  ``indexer.index.embedded`` puts
segments together to an index.
"""

import json
import zlib
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from indexer.fold import folded
from indexer.index.build import BLOBS, Arrays
from indexer.index.files import Cache, Packed, Packer, write_json
from indexer.index.pairs import Pairs
from indexer.index.schema import FIELDS, STATES, VALUE, cell_columns
from indexer.index.terms import Terms
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
    """Where a word occurs: document numbers (ascending), and occurrences in each."""

    docs: np.ndarray
    counts: np.ndarray


NO_PLACES = np.zeros(0, np.uint32)
NO_POSTINGS = Postings(NO_PLACES, NO_PLACES)


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
        self.terms = Terms(self._file)
        self.pairs = Pairs(self.name, self._file, cache)
        self._extents: dict[str | None, tuple[np.ndarray, np.ndarray]] = {}

    def whole(self, name: str) -> np.ndarray:
        """Return a whole array, for merging."""
        return self._file.mapped(name)

    def stretch(self, name: str, start: int, end: int) -> np.ndarray:
        """Return elements ``start:end`` of an array, for merging."""
        return self._file.read(name, start, end)

    def small(self, name: str) -> np.ndarray:
        """Return one of the SMALL arrays."""
        return self._small[name]

    # -- words ---------------------------------------------------------------------------------------------------

    def frequency(self, term: str) -> int:
        """Return in how many documents a term occurs, deleted ones included."""
        number = self.terms.number(term)
        if number is None:
            return 0
        at = self._small["docs_at"]
        return int(at[number + 1] - at[number])

    def postings(self, term: str) -> Postings:
        """Return where a term occurs, deleted documents included."""
        number = self.terms.number(term)
        if number is None:
            return NO_POSTINGS
        return self._cache.get((self.name, "postings", number), lambda: self._read_postings(number))

    def _read_postings(self, number: int) -> Postings:
        start, end = self._small["docs_at"][number : number + 2].tolist()
        return Postings(*(self._file.read(name, start, end) for name in ("docs", "counts")))

    def fields_of(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return documents of some terms (numbers ascending) and the fields there as bits.

        The documents of each term ascend; those of several terms are not put in order.
        """
        at = self._small["docs_at"]
        runs = np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1) if len(numbers) else []
        spans = [(int(at[run[0]]), int(at[run[-1] + 1])) for run in runs]
        docs = [NO_POSTINGS.docs, *(self._file.read("docs", *span) for span in spans)]
        fields = [np.zeros(0, np.uint16), *(self._file.read("fields", *span) for span in spans)]
        return np.concatenate(docs), np.concatenate(fields)

    def places(self, term: str) -> np.ndarray:
        """Return the places (characters from the segment's beginning) where a term occurs."""
        number = self.terms.number(term)
        if number is None:
            return NO_PLACES
        start, end = (int(i) for i in self._small["places_at"][number : number + 2])
        return self._cache.get((self.name, "places", term), lambda: self._file.read("places", start, end))

    def places_in(self, term: str, document: int) -> np.ndarray:
        """Return the places of a term in one document, without reading the others."""
        number = self.terms.number(term)
        if number is None:
            return NO_PLACES
        found = self.postings(term)
        at = int(np.searchsorted(found.docs, document))
        if at == len(found.docs) or found.docs[at] != document:
            return NO_PLACES
        start = int(self._small["places_at"][number]) + int(found.counts[:at].sum(dtype=np.int64))
        return self._file.read("places", start, start + int(found.counts[at]))

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
        table = self._lengths()
        found = table.sum(axis=1) if field is None else table[:, FIELDS.index(field)]
        return np.asarray(found, np.float32)

    def facet(self, name: str) -> np.ndarray:
        """Return the codes of a facet (into ``values[name]``), one a document or one an owner."""
        return self._file.read(f"facet.{name}")

    def owners(self, name: str) -> np.ndarray:
        """Return the documents that the codes of a facet with many values belong to."""
        return self._file.read(f"owner.{name}")

    def cell(self, path: str, values: np.ndarray, states: np.ndarray) -> None:
        """Write values (NaN where there is none) and state codes of a cell, one a document, into two arrays."""
        row = cell_columns().index(path)
        codes = self._file.read("cells", row * self.size, (row + 1) * self.size)
        self._numbers.take(codes, out=values, mode="clip")
        _STATE_OF.take(np.minimum(codes, len(STATES)), out=states, mode="clip")

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
        return int(self._tokens.sum() if field is None else self._tokens[FIELDS.index(field)])

    @cached_property
    def _tokens(self) -> np.ndarray:
        return np.asarray(self._lengths().sum(axis=0, dtype=np.int64))

    def _lengths(self) -> np.ndarray:
        return self._file.read("lengths").reshape(self.size, len(FIELDS))
