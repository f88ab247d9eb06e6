"""Whole result sets, report by report, for exports.  The embedded backend hands them out."""

from collections.abc import Iterator

import numpy as np

from indexer.index.schema import STATES, cell_columns
from indexer.index.snapshot import Snapshot
from indexer.search import order
from indexer.search.controls import understood
from indexer.search.found import Found
from indexer.search.model import Record, SearchRequest
from indexer.search.notes import refusal

BATCH = 500


def records(
    snapshot: Snapshot, request: SearchRequest, cells: tuple[str, ...], text: bool, details: bool
) -> Iterator[Record]:
    """Yield what a request matches, in its order.  Raises QueryError at once, not at the first record."""
    columns = cell_columns()
    if unknown := set(cells) - set(columns):
        raise refusal("no_cell", name=min(unknown))
    request, parsed = understood(request)
    found = Found(snapshot, request, parsed.tree)
    wanted, _ = order.first(found, found.total)
    return _batches(snapshot, wanted, cells, [columns.index(path) for path in cells], text, details)


def _batches(
    snapshot: Snapshot, wanted: np.ndarray, cells: tuple[str, ...], rows: list[int], text: bool, details: bool
) -> Iterator[Record]:
    for start in range(0, len(wanted), BATCH):
        batch = [int(n) for n in wanted[start : start + BATCH]]
        values, states = _cells(snapshot, batch, rows)
        for i, document in enumerate(batch):
            part = snapshot.part_of(document)
            pairs = zip(cells, states[i].tolist(), values[i].tolist(), strict=True)
            yield Record(
                snapshot.stored(document),
                {path: (STATES[s], v if STATES[s] == "value" else None) for path, s, v in pairs},
                tuple(part.segment.pieces(document - part.first)) if text else (),
                part.segment.details(document - part.first) if details else {},
            )


def _cells(snapshot: Snapshot, batch: list[int], rows: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Return values and state codes (report × cell) of some documents."""
    values, states = np.empty((len(batch), len(rows))), np.empty((len(batch), len(rows)), np.uint8)
    for i, document in enumerate(batch):
        part = snapshot.part_of(document)
        codes = part.segment.whole("cells").reshape(-1, part.segment.size)[rows, document - part.first]
        values[i], states[i] = part.segment.decoded(codes)
    return values, states
