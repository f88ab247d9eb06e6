"""Segments → one segment: the same arrays with places and document numbers moved, deleted documents left out.

Runs over arrays only, a stretch of terms at a time, so that memory stays small; no text is cut again.  The embedded
index calls it when there are too many segments.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from config.errors import OperatorError
from indexer.index.build import BLOBS, narrow, starts
from indexer.index.files import Packer
from indexer.index.schema import FIELDS, MANY, SINGLE, STATES
from indexer.index.segment import finish
from indexer.index.snapshot import Part

NONE = np.uint32(0xFFFFFFFF)
STRETCH = 4_000_000
"""Elements that are moved at a time."""


class TooLarge(OperatorError):  # noqa: N818 - says what is the case
    """The texts of one segment exceed what a place can count."""


@dataclass(frozen=True, slots=True)
class _Moved:
    """A part on its way: which documents are kept, their new numbers (NONE: deleted), and how its text moves."""

    part: Part
    kept: np.ndarray
    numbers: np.ndarray
    begin: np.ndarray
    by: np.ndarray

    def documents(self, start: int, end: int) -> tuple[list[np.ndarray], np.ndarray]:
        """Return the postings ``start:end`` (documents, counts, fields) and which of them are kept."""
        segment = self.part.segment
        docs = self.numbers[segment.stretch("docs", start, end)]
        return [docs, *(segment.stretch(name, start, end) for name in ("counts", "fields"))], docs != NONE

    def places(self, name: str, start: int, end: int) -> tuple[list[np.ndarray], np.ndarray]:
        """Return the places ``start:end``, moved, and which of them are kept."""
        places = self.part.segment.stretch(name, start, end)
        document = np.searchsorted(self.begin, places, "right") - 1
        return [(places + self.by[document]).astype(np.uint32)], self.numbers[document] != NONE


@dataclass(frozen=True, slots=True)
class _Source:
    """Runs of elements by term in one part: where each begins, its rank among all terms, how to read and count."""

    at: np.ndarray
    ranks: np.ndarray
    read: Callable[[int, int], tuple[list[np.ndarray], np.ndarray]]
    whole: bool

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Yield ranges of terms with at most STRETCH elements (or one term)."""
        first = 0
        while first < len(self.ranks):
            last = int(np.searchsorted(self.at, self.at[first] + np.uint64(STRETCH), "right")) - 1
            last = min(max(last, first + 1), len(self.ranks))
            yield first, last
            first = last

    def counts(self) -> np.ndarray:
        """Return how many elements of each term are kept."""
        runs = np.asarray(self.at[1:] - self.at[:-1], np.int64)
        if self.whole:
            return runs
        found = np.zeros(len(runs), np.int64)
        for first, last in self.stretches():
            _, kept = self.read(int(self.at[first]), int(self.at[last]))
            term = np.repeat(np.arange(last - first), runs[first:last])
            found[first:last] = np.bincount(term[kept], minlength=last - first)
        return found


def merge(folder: Path, parts: Sequence[Part]) -> None:
    """Write one segment with the living documents of ``parts``, in order."""
    folder.mkdir()
    packer = Packer(folder / "data")
    moved = _texts(packer, parts)
    _words(packer, moved)
    _pairs(packer, moved)
    values = _facets(packer, moved)
    _cells(packer, moved)
    _stored(packer, moved)
    ids = [m.part.segment.ids[i] for m in moved for i in m.kept]
    digests = [m.part.segment.digests[i] for m in moved for i in m.kept]
    finish(folder, packer, ids, digests, values)


def _texts(packer: Packer, parts: Sequence[Part]) -> list[_Moved]:
    """Lay the texts end to end: new bounds and lengths, and how far each document's places move."""
    width, bounds, lengths, moved = len(FIELDS), [], [], []
    end = first = 0
    for part in parts:
        size = part.segment.size
        kept = np.arange(size) if part.alive is None else np.flatnonzero(part.alive)
        numbers = np.full(size, NONE, np.uint32)
        numbers[kept] = np.arange(first, first + len(kept), dtype=np.uint32)
        old = part.segment.bounds.astype(np.int64)
        begin = old[:-1:width]
        sizes = np.where(numbers != NONE, np.append(begin[1:], old[-1:]) - begin, 0)
        target = end + np.cumsum(sizes) - sizes
        bounds.append((old[:-1].reshape(-1, width) + (target - begin)[:, None])[kept].ravel())
        lengths.append(part.segment.small("lengths").reshape(-1, width)[kept].ravel())
        moved.append(_Moved(part, kept, numbers, begin, target - begin))
        end, first = end + int(sizes.sum()), first + len(kept)
    if end >= int(NONE):
        raise TooLarge(f"{end} characters of text in one segment; the limit is {int(NONE)}")
    packer.add("bounds", np.append(np.concatenate(bounds), end).astype(np.uint32))
    packer.add("lengths", np.concatenate(lengths))
    return moved


def _words(packer: Packer, moved: list[_Moved]) -> None:
    vocabularies = [list(m.part.segment.terms) for m in moved]
    order = sorted(set().union(*vocabularies))
    rank = {term: i for i, term in enumerate(order)}
    ranks = [np.array([rank[term] for term in v], np.int64) for v in vocabularies]
    documents = [_source(m, r, "docs_at", m.documents) for m, r in zip(moved, ranks, strict=True)]
    counts = [source.counts() for source in documents]
    used = _totals(documents, counts, len(order)) > 0
    size = sum(len(m.kept) for m in moved)
    kinds = {"docs": np.min_scalar_type(size), "counts": _widest(moved, "counts"), "fields": np.dtype("<u2")}
    _interleave(packer, {name: kind.str for name, kind in kinds.items()}, "docs_at", documents, counts, used)
    places = [_source(m, r, "places_at", _reader(m, "places")) for m, r in zip(moved, ranks, strict=True)]
    _interleave(packer, {"places": "<u4"}, "places_at", places, [s.counts() for s in places], used)
    words = [term for term, is_used in zip(order, used, strict=True) if is_used]
    packer.add("terms", b"".join(words))
    packer.add("terms_at", starts(np.array([len(word) for word in words], np.uint64)))


def _pairs(packer: Packer, moved: list[_Moved]) -> None:
    order = np.unique(np.concatenate([m.part.segment.small("pairs") for m in moved]))
    sources = [
        _source(m, np.searchsorted(order, m.part.segment.small("pairs")), "pair_places_at", _reader(m, "pair_places"))
        for m in moved
    ]
    everything = np.ones(len(order), bool)
    counts = [source.counts() for source in sources]
    _interleave(packer, {"pair_places": "<u4"}, "pair_places_at", sources, counts, everything)
    packer.add("pairs", order)


def _widest(moved: list[_Moved], name: str) -> np.dtype[Any]:
    return np.result_type(*(m.part.segment.whole(name).dtype for m in moved))


def _reader(moved: _Moved, name: str) -> Callable[[int, int], tuple[list[np.ndarray], np.ndarray]]:
    return lambda start, end: moved.places(name, start, end)


def _source(
    moved: _Moved,
    ranks: np.ndarray,
    at: str,
    read: Callable[[int, int], tuple[list[np.ndarray], np.ndarray]],
) -> _Source:
    return _Source(moved.part.segment.small(at), ranks, read, moved.part.alive is None)


def _totals(sources: list[_Source], counts: list[np.ndarray], size: int) -> np.ndarray:
    total = np.zeros(size, np.int64)
    for source, count in zip(sources, counts, strict=True):
        total[source.ranks] += count
    return total


def _interleave(
    packer: Packer,
    kinds: dict[str, str],
    at: str,
    sources: list[_Source],
    counts: list[np.ndarray],
    used: np.ndarray,
) -> None:
    """Write the kept elements of all parts in the order of terms, then of parts; ``at`` names where terms begin."""
    begin = starts(_totals(sources, counts, len(used)).astype(np.uint64))
    rooms = [packer.room(name, kind, int(begin[-1])) for name, kind in kinds.items()]
    filled = begin[:-1].astype(np.int64)
    for source, count in zip(sources, counts, strict=True):
        for first, last in source.stretches():
            arrays, kept = source.read(int(source.at[first]), int(source.at[last]))
            n = count[first:last]
            to = np.repeat(filled[source.ranks[first:last]] - (np.cumsum(n) - n), n) + np.arange(int(n.sum()))
            for room, array in zip(rooms, arrays, strict=True):
                room[to] = array[kept]
        filled[source.ranks] += count
    packer.add(at, narrow(np.append(begin[:-1][used], begin[-1])))


def _facets(packer: Packer, moved: list[_Moved]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in (*SINGLE, *MANY):
        found[name] = values = sorted({value for m in moved for value in m.part.segment.values[name]})
        code = {value: i for i, value in enumerate(values)}
        codes, owners = [], []
        for m in moved:
            segment = m.part.segment
            recoded = np.array([code[v] for v in segment.values[name]], np.int32)[segment.facet(name)]
            if name in MANY:
                owner = m.numbers[segment.owners(name)]
                codes.append(recoded[owner != NONE])
                owners.append(owner[owner != NONE])
            else:
                codes.append(recoded[m.kept])
        packer.add(f"facet.{name}", np.concatenate(codes))
        if name in MANY:
            packer.add(f"owner.{name}", np.concatenate(owners))
    return found


def _cells(packer: Packer, moved: list[_Moved]) -> None:
    size = sum(len(m.kept) for m in moved)
    values = [m.part.segment.whole("cell_numbers") for m in moved]
    distinct = np.unique(np.concatenate(values))
    plain = np.arange(len(STATES))
    recoded = [np.append(plain, len(STATES) + np.searchsorted(distinct, value)) for value in values]
    tables = [m.part.segment.whole("cells").reshape(-1, max(m.part.segment.size, 1)) for m in moved]
    kind = np.min_scalar_type(len(STATES) + len(distinct)).str
    room = packer.room("cells", kind, size * len(tables[0])).reshape(-1, size)
    for row in range(len(room)):
        parts = zip(recoded, tables, moved, strict=True)
        room[row] = np.concatenate([codes[table[row][m.kept]] for codes, table, m in parts])
    packer.add("cell_numbers", distinct)
    numbers = [m.part.segment.whole("numbers").reshape(m.part.segment.size, -1)[m.kept] for m in moved]
    packer.add("numbers", np.concatenate(numbers))


def _stored(packer: Packer, moved: list[_Moved]) -> None:
    for name in BLOBS:
        items: list[bytes] = []
        for m in moved:
            at, blob = m.part.segment.small(f"{name}_at"), m.part.segment.whole(name)
            items += [blob[int(at[i]) : int(at[i + 1])].tobytes() for i in m.kept]
        packer.add(name, b"".join(items))
        packer.add(f"{name}_at", starts(np.array([len(item) for item in items], np.uint64)))
