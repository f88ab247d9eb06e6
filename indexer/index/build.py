"""Entries → arrays of one segment.  Pure; ``indexer.index.embedded`` calls it, in worker processes for many entries.

The texts of a batch stand one after the other as one string of folded characters.  A word's postings are
documents, counts, the fields it occurs in (bits) and its places; a pair of neighbouring characters has its places
alone, from which any string is found exactly.  All places are characters from the segment's beginning.
"""

import json
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from indexer.fold import folded
from indexer.index.schema import FIELDS, MANY, SINGLE, STATES, TITLE_FIELDS, cell_columns
from indexer.search.numbers import key_numbers
from indexer.tokenize import tokenizer

ALL, HEADING = "a", "h"
"""First character of a term: which of the two word spaces it belongs to."""

BLOBS = ("stored", "pieces", "details")
"""What is kept of each document as a string of bytes (see docs/index.md)."""

PAIR_SHIFT = np.uint64(21)
"""A pair's key is its first character's code point, shifted by so much, and its second's."""


@dataclass(slots=True)
class Arrays:
    """A segment in memory: named arrays and byte strings (see docs/index.md), texts of facets by code, ids."""

    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)


class _Texts:
    """Collects the folded text and the words of a batch."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.bounds: list[int] = []
        self.vocabulary: dict[str, int] = {}
        self.terms = array("I")
        self.places = array("I")

    def add(self, pieces: list[tuple[str, int, str, str]]) -> None:
        """Add one entry's text; pieces of a field follow each other, a line break ends each."""
        by_field: dict[str, list[str]] = {name: [] for name in FIELDS}
        for name, _, _, text in pieces:
            if text:
                by_field[name].append(folded(text))
        for name in FIELDS:
            self.bounds.append(self.length)
            for text in by_field[name]:
                self._add_words(text, name)
                self.parts.append(text + "\n")
                self.length += len(text) + 1

    def _add_words(self, text: str, name: str) -> None:
        vocabulary, terms, places, base = self.vocabulary, self.terms, self.places, self.length
        heading = name in TITLE_FIELDS
        for start, word in tokenizer().tokens(text):
            terms.append(vocabulary.setdefault(ALL + word, len(vocabulary)))
            places.append(base + start)
            if heading:
                terms.append(vocabulary.setdefault(HEADING + word, len(vocabulary)))
                places.append(base + start)


def build(entries: Iterable[dict[str, Any]]) -> Arrays:
    """Build the arrays of a segment from entries (see ``indexer.index.entry``)."""
    made, texts = Arrays(), _Texts()
    rows: list[dict[str, Any]] = []
    kept: dict[str, list[bytes]] = {name: [] for name in BLOBS}
    for item in entries:
        texts.add(item["pieces"])
        made.ids.append(item["id"])
        made.digests.append(item["digest"])
        rows.append(item)
        kept["stored"].append(_json({k: v for k, v in item["stored"].items() if k != "numbers"}))
        kept["pieces"].append(zlib.compress(_json(item["pieces"]), 1))
        kept["details"].append(zlib.compress(_json(item["details"]), 1) if item["details"] else b"")
    made.arrays["bounds"] = np.array([*texts.bounds, texts.length], np.uint32)
    _words(made, texts, len(rows))
    _pairs(made, "".join(texts.parts))
    _facets(made, rows)
    _cells(made, rows)
    for name, items in kept.items():
        made.blobs[name] = b"".join(items)
        made.arrays[f"{name}_at"] = starts(np.array([len(item) for item in items], np.uint64))
    return made


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def starts(counts: np.ndarray) -> np.ndarray:
    """Return where each of ``counts`` consecutive runs begins, and where the last one ends."""
    return narrow(np.concatenate([np.zeros(1, np.uint64), np.cumsum(counts, dtype=np.uint64)]))


def narrow(array: np.ndarray) -> np.ndarray:
    """Return whole numbers ≥ 0 in the smallest type that holds them."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))


def _words(made: Arrays, texts: _Texts, size: int) -> None:
    """Sort (term, place) into postings by term, document."""
    order = sorted(texts.vocabulary)
    rank = np.empty(len(order), np.uint64)
    rank[[texts.vocabulary[term] for term in order]] = np.arange(len(order), dtype=np.uint64)
    places = np.frombuffer(texts.places, np.uint32)
    key = (rank[np.frombuffer(texts.terms, np.uint32)] << np.uint64(32)) | places if len(places) else _none()
    key.sort()
    term, place = (key >> np.uint64(32)).astype(np.uint32), key.astype(np.uint32)
    slot = np.searchsorted(made.arrays["bounds"], place, "right") - 1
    document, in_field = np.divmod(slot, len(FIELDS))
    is_first = np.ones(len(key), bool)
    is_first[1:] = (term[1:] != term[:-1]) | (document[1:] != document[:-1])
    first = np.flatnonzero(is_first)
    bits = np.left_shift(np.uint16(1), in_field.astype(np.uint16))
    made.arrays |= {
        "docs": document[first].astype(np.min_scalar_type(size)),
        "counts": narrow(np.diff(np.append(first, len(key)))),
        "fields": np.bitwise_or.reduceat(bits, first) if len(first) else np.zeros(0, np.uint16),
        "docs_at": starts(np.bincount(term[first], minlength=len(order))),
        "places": place,
        "places_at": starts(np.bincount(term, minlength=len(order))),
        "lengths": np.bincount(slot[_in_all(term, order)], minlength=size * len(FIELDS)).astype(np.uint32),
    }
    encoded = [term.encode() for term in order]
    made.blobs["terms"] = b"".join(encoded)
    made.arrays["terms_at"] = starts(np.array([len(term) for term in encoded], np.uint64))


def _in_all(term: np.ndarray, order: list[str]) -> np.ndarray:
    """Mark the occurrences that are not repeats for the heading."""
    return term < sum(word[0] == ALL for word in order)


def _pairs(made: Arrays, text: str) -> None:
    """Sort the places of all pairs of neighbouring characters in a line, its end counting as one."""
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
    alphabet, letter = np.unique(codes, return_inverse=True)
    place = np.arange(max(len(codes) - 1, 0), dtype=np.uint64)
    inside = codes[:-1] != 10
    dense = letter[:-1].astype(np.uint64) * np.uint64(len(alphabet)) + letter[1:].astype(np.uint64)
    key = ((dense << np.uint64(32)) | place)[inside] if len(place) else _none()
    key.sort()
    found, counts = np.unique(key >> np.uint64(32), return_counts=True)
    first, second = np.divmod(found, np.uint64(max(len(alphabet), 1)))
    wide = alphabet.astype(np.uint64)
    made.arrays |= {
        "pairs": (wide[first.astype(np.intp)] << PAIR_SHIFT) | wide[second.astype(np.intp)],
        "pair_places": key.astype(np.uint32),
        "pair_places_at": starts(counts),
    }


def _facets(made: Arrays, rows: list[dict[str, Any]]) -> None:
    """Code the facets: one code an entry, or (owner, code) pairs."""
    for name in SINGLE:
        made.values[name], codes = _coded([str(row["facets"][name] or "") for row in rows])
        made.arrays[f"facet.{name}"] = codes
    for name in MANY:
        owners = [i for i, row in enumerate(rows) for _ in row["facets"][name]]
        made.values[name], codes = _coded([value for row in rows for value in row["facets"][name]])
        made.arrays[f"facet.{name}"] = codes
        made.arrays[f"owner.{name}"] = np.array(owners, np.uint32)


def _coded(values: list[str]) -> tuple[list[str], np.ndarray]:
    distinct = sorted(set(values))
    code = {value: i for i, value in enumerate(distinct)}
    return distinct, np.array([code[value] for value in values], np.int32)


def _cells(made: Arrays, rows: list[dict[str, Any]]) -> None:
    """Lay cells out column by column as codes, and key numbers row by row.

    A code below ``len(STATES)`` is a state without a number; the others count on into ``cell_numbers``.
    """
    column = {path: i for i, path in enumerate(cell_columns())}
    state_code = {state: i for i, state in enumerate(STATES)}
    values = np.full((len(column), len(rows)), np.nan)
    codes = np.zeros((len(column), len(rows)), np.uint32)
    for i, row in enumerate(rows):
        for path, (state, value) in row["cells"].items():
            at = column[path]
            codes[at, i] = state_code[state]
            if state == "value" and value is not None:
                values[at, i] = value
    is_number = ~np.isnan(values)
    distinct, which = np.unique(values[is_number], return_inverse=True)
    codes[is_number] = which + len(STATES)
    made.arrays["cells"] = narrow(codes)
    made.arrays["cell_numbers"] = distinct
    keys = tuple(key_numbers())
    known = [[row["stored"]["numbers"].get(key, np.nan) for key in keys] for row in rows]
    made.arrays["numbers"] = np.array(known, np.float64).reshape(len(rows), len(keys))


def _none() -> np.ndarray:
    return np.zeros(0, np.uint64)
