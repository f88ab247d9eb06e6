"""Segments → one segment: the same arrays with places and document numbers moved, deleted documents left out.

Runs over arrays only; no text is cut again.  The embedded index calls it when there are too many segments.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.index.build import Arrays, starts
from indexer.index.schema import FIELDS, MANY, SINGLE
from indexer.index.segment import write
from indexer.index.snapshot import Part

NONE = np.uint32(0xFFFFFFFF)


class TooLarge(RuntimeError):  # noqa: N818 - says what is the case
    """The texts of one segment exceed what a place can count."""


def merge(folder: Path, parts: Sequence[Part]) -> None:
    """Write one segment with the living documents of ``parts``, in order."""
    made = Arrays()
    kept = [np.flatnonzero(p.alive) if p.alive is not None else np.arange(p.segment.size) for p in parts]
    moved = [_renumbered(p.segment.size, k, first) for p, k, first in zip(parts, kept, _firsts(kept), strict=True)]
    shifts = _texts(made, parts, kept)
    _words(made, parts, moved, shifts)
    _pairs(made, parts, shifts)
    _columns(made, parts, kept, moved)
    _blobs(made, parts, kept)
    for part, k in zip(parts, kept, strict=True):
        made.ids += [part.segment.ids[i] for i in k]
        made.digests += [part.segment.digests[i] for i in k]
    write(folder, made)


def _firsts(kept: list[np.ndarray]) -> list[int]:
    return [sum(len(k) for k in kept[:i]) for i in range(len(kept))]


def _renumbered(size: int, kept: np.ndarray, first: int) -> np.ndarray:
    """Return new document numbers by old ones, NONE for the deleted."""
    numbers = np.full(size, NONE, np.uint32)
    numbers[kept] = np.arange(first, first + len(kept), dtype=np.uint32)
    return numbers


Shift = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Where each old document begins, how far its places move, and whether it is kept."""


def _texts(made: Arrays, parts: Sequence[Part], kept: list[np.ndarray]) -> list[Shift]:
    """Lay the texts end to end: new bounds and lengths, and how far each document's places move."""
    width = len(FIELDS)
    bounds, lengths, shifts, end = [], [], [], 0
    for part, k in zip(parts, kept, strict=True):
        old = part.segment.bounds.astype(np.int64)
        begin, until = old[:-1:width], np.append(old[:-1:width][1:], old[-1])
        is_kept = np.zeros(part.segment.size, bool)
        is_kept[k] = True
        sizes = np.where(is_kept, until - begin, 0)
        target = end + np.cumsum(sizes) - sizes
        shifts.append((begin, target - begin, is_kept))
        bounds.append((old[:-1].reshape(-1, width) + (target - begin)[:, None])[k].ravel())
        lengths.append(part.segment.small("lengths").reshape(-1, width)[k].ravel())
        end += int(sizes.sum())
    if end >= int(NONE):
        raise TooLarge(f"{end} characters of text in one segment; the limit is {int(NONE)}")
    made.arrays["bounds"] = np.append(np.concatenate(bounds), end).astype(np.uint32)
    made.arrays["lengths"] = np.concatenate(lengths)
    return shifts


def _moved_places(places: np.ndarray, shift: Shift) -> tuple[np.ndarray, np.ndarray]:
    """Return places moved to the new text, and which of them are kept."""
    begin, by, is_kept = shift
    document = np.searchsorted(begin, places, "right") - 1
    return (places + by[document]).astype(np.uint32), is_kept[document]


def _words(made: Arrays, parts: Sequence[Part], moved: list[np.ndarray], shifts: list[Shift]) -> None:
    vocabularies = [[part.segment.term_at(i) for i in range(part.segment.terms)] for part in parts]
    order = sorted(set().union(*vocabularies))
    rank = {term: i for i, term in enumerate(order)}
    ranks = [np.array([rank[term] for term in v], np.int64) for v in vocabularies]
    docs, counts, fields, places, doc_terms, place_terms = [], [], [], [], [], []
    for part, ranked, numbers, shift in zip(parts, ranks, moved, shifts, strict=True):
        segment = part.segment
        new = numbers[segment.whole("docs")]
        keep = new != NONE
        docs.append(new[keep])
        counts.append(segment.whole("counts")[keep])
        fields.append(segment.whole("fields")[keep])
        doc_terms.append(np.repeat(ranked, _runs(segment.small("docs_at")))[keep])
        place, keep = _moved_places(segment.whole("places"), shift)
        places.append(place[keep])
        place_terms.append(np.repeat(ranked, _runs(segment.small("places_at")))[keep])
    used = np.zeros(len(order), bool)
    for terms in doc_terms:
        used[terms] = True
    number = np.cumsum(used) - 1
    size = int(used.sum())
    to, made.arrays["docs_at"] = _destinations([number[t] for t in doc_terms], size)
    for name, pieces in (("docs", docs), ("counts", counts), ("fields", fields)):
        made.arrays[name] = _scattered(pieces, to)
    to, made.arrays["places_at"] = _destinations([number[t] for t in place_terms], size)
    made.arrays["places"] = _scattered(places, to)
    words = [term for term, is_used in zip(order, used, strict=True) if is_used]
    made.blobs["terms"] = b"".join(words)
    made.arrays["terms_at"] = starts(np.array([len(word) for word in words], np.uint64))


def _pairs(made: Arrays, parts: Sequence[Part], shifts: list[Shift]) -> None:
    order = np.unique(np.concatenate([part.segment.small("pairs") for part in parts]))
    places, terms = [], []
    for part, shift in zip(parts, shifts, strict=True):
        segment = part.segment
        ranked = np.searchsorted(order, segment.small("pairs"))
        place, keep = _moved_places(segment.whole("pair_places"), shift)
        places.append(place[keep])
        terms.append(np.repeat(ranked, _runs(segment.small("pair_places_at")))[keep])
    to, made.arrays["pair_places_at"] = _destinations(terms, len(order))
    made.arrays["pairs"] = order
    made.arrays["pair_places"] = _scattered(places, to)


def _runs(at: np.ndarray) -> np.ndarray:
    """Return the lengths of runs from their starts."""
    return np.asarray(at[1:] - at[:-1], np.int64)


def _destinations(terms: list[np.ndarray], size: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Return where each element goes so that all are in the order of terms, then of parts; and the starts by term."""
    counts = [np.bincount(t, minlength=size) for t in terms]
    at = starts(np.sum(counts, axis=0).astype(np.uint64))
    filled = at[:-1].astype(np.int64)
    out = []
    for t, count in zip(terms, counts, strict=True):
        begin = np.cumsum(count) - count
        out.append(np.repeat(filled - begin, count) + np.arange(len(t)))
        filled = filled + count
    return out, at


def _scattered(pieces: list[np.ndarray], to: list[np.ndarray]) -> np.ndarray:
    out = np.empty(sum(map(len, pieces)), pieces[0].dtype)
    for piece, where in zip(pieces, to, strict=True):
        out[where] = piece
    return out


def _columns(made: Arrays, parts: Sequence[Part], kept: list[np.ndarray], moved: list[np.ndarray]) -> None:
    for name in (*SINGLE, *MANY):
        values = sorted({value for part in parts for value in part.segment.values[name]})
        code = {value: i for i, value in enumerate(values)}
        codes, owners = [], []
        for part, k, numbers in zip(parts, kept, moved, strict=True):
            recoded = np.array([code[v] for v in part.segment.values[name]], np.int32)[part.segment.facet(name)]
            if name in MANY:
                owner = numbers[part.segment.owners(name)]
                codes.append(recoded[owner != NONE])
                owners.append(owner[owner != NONE])
            else:
                codes.append(recoded[k])
        made.values[name] = values
        made.arrays[f"facet.{name}"] = np.concatenate(codes)
        if name in MANY:
            made.arrays[f"owner.{name}"] = np.concatenate(owners)
    for name in ("cell_values", "cell_states"):
        tables = [p.segment.whole(name).reshape(-1, p.segment.size)[:, k] for p, k in zip(parts, kept, strict=True)]
        made.arrays[name] = np.concatenate(tables, axis=1)


def _blobs(made: Arrays, parts: Sequence[Part], kept: list[np.ndarray]) -> None:
    for name in ("stored", "pieces"):
        items: list[bytes] = []
        for part, k in zip(parts, kept, strict=True):
            at, blob = part.segment.small(f"{name}_at"), part.segment.whole(name).tobytes()
            items += [blob[int(at[i]) : int(at[i + 1])] for i in k]
        made.blobs[name] = b"".join(items)
        made.arrays[f"{name}_at"] = starts(np.array([len(item) for item in items], np.uint64))
