"""The facet "section of the hit": in which fields of a report the query's words occur."""

from collections.abc import Iterable

import numpy as np

from indexer.index.build import ALL
from indexer.index.schema import FIELDS
from indexer.index.segment import Segment
from indexer.index.snapshot import Snapshot
from indexer.search import vocabulary
from indexer.search.leaves import Leaf, Pattern, Word
from indexer.search.model import SECTION, FacetValue, SearchRequest
from indexer.search.occurrences import pattern_fields, places


def field_bits(snapshot: Snapshot, marks: Iterable[Leaf]) -> np.ndarray:
    """Return for each document the fields (as bits, in the order of FIELDS) with any of the words and strings."""
    bits = np.zeros(snapshot.size, np.uint16)
    for leaf in marks:
        docs, fields = snapshot.remember(("fields", leaf), lambda leaf=leaf: _of_leaf(snapshot, leaf))  # type: ignore[misc]
        bits[docs] |= fields
    return bits


def _of_leaf(snapshot: Snapshot, leaf: Leaf) -> tuple[np.ndarray, np.ndarray]:
    docs, fields = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint16)]
    for part in snapshot.parts:
        found, bits = _in_segment(part.segment, leaf)
        docs.append(found + np.uint32(part.first))
        fields.append(bits)
    return np.concatenate(docs), np.concatenate(fields)


def _in_segment(segment: Segment, leaf: Leaf) -> tuple[np.ndarray, np.ndarray]:
    if isinstance(leaf, Pattern):
        bits = pattern_fields(segment, leaf)
        docs = np.flatnonzero(bits).astype(np.uint32)
        return docs, bits[docs]
    if isinstance(leaf, Word):
        number = segment.terms.number(ALL + leaf.text)
        found, in_fields = segment.fields_of(np.array([] if number is None else [number], np.int64))
        if leaf.field is None:
            return found, in_fields
        bit = np.uint16(1 << FIELDS.index(leaf.field))
        return found, in_fields & bit
    slot = np.searchsorted(segment.bounds, places(segment, leaf), "right") - 1
    if leaf.field is not None:
        slot = slot[slot % len(FIELDS) == FIELDS.index(leaf.field)]
    bits = np.zeros(segment.size, np.uint16)
    np.bitwise_or.at(bits, slot // len(FIELDS), np.left_shift(np.uint16(1), (slot % len(FIELDS)).astype(np.uint16)))
    docs = np.flatnonzero(bits).astype(np.uint32)
    return docs, bits[docs]


def section_mask(snapshot: Snapshot, marks: Iterable[Leaf], chosen: Iterable[str]) -> np.ndarray:
    """Mark the documents with a hit in one of the fields."""
    wanted_bits = sum(1 << FIELDS.index(field) for field in chosen if field in FIELDS)
    return np.asarray(field_bits(snapshot, marks) & np.uint16(wanted_bits) != 0, bool)


def count_sections(
    snapshot: Snapshot, marks: Iterable[Leaf], within: np.ndarray, request: SearchRequest
) -> tuple[FacetValue, ...]:
    """Count the documents of ``within`` by the fields that have a hit."""
    bits = field_bits(snapshot, marks)[within]
    selected = request.filters.get(SECTION, ())
    counts = {field: int(np.count_nonzero(bits & np.uint16(1 << i))) for i, field in enumerate(FIELDS)}
    return tuple(
        FacetValue(field, vocabulary.section_label(field, request.language), n, field in selected)
        for field, n in counts.items()
        if n or field in selected
    )
