"""Running a query tree over a snapshot: masks and scores as arrays over all documents.

A mask marks the documents that match; scores are BM25F as Whoosh computes it (K1 1.2, B 0.75, sums over words, what
stands in title or agency added).  Leaves are kept in the snapshot's cache, so a second look costs a few additions.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from whoosh import query

from indexer.index.schema import STATES, TITLE_FIELDS
from indexer.index.snapshot import Snapshot
from indexer.search import places
from indexer.search.leaves import (
    HEADING_WEIGHT,
    TEXTUAL,
    Among,
    Compare,
    Exact,
    HitIn,
    InState,
    Known,
    Leaf,
    Pattern,
    Word,
)
from indexer.search.model import PLACES
from indexer.search.numbers import Measure
from indexer.search.occurrences import Occurrences, expanded, heading, occurrences, pattern_fields
from indexer.search.sections import section_mask

K1, B = 1.2, 0.75
FEW = 20
"""So many values of a facet are compared one after the other as fast as each document's is looked up."""
YEAR = Measure(("year",))


@dataclass(slots=True)
class Matched:
    """Which documents match (bool, one a document; not to be written to) and their scores (None: all zero)."""

    mask: np.ndarray
    scores: np.ndarray | None = None


def run(snapshot: Snapshot, tree: query.Query) -> Matched:
    """Evaluate a tree of Whoosh's And, Or, Not, Every and our leaves; what it marks may be deleted."""
    if isinstance(tree, query.And):
        return _all_of(snapshot, list(tree.subqueries))
    if isinstance(tree, query.Or):
        return _any_of([run(snapshot, part) for part in tree.subqueries], snapshot.size)
    if isinstance(tree, query.Not):
        return Matched(~run(snapshot, tree.query).mask)
    if isinstance(tree, Pattern):
        return _pattern(snapshot, tree)
    if isinstance(tree, TEXTUAL):
        return _spread(*_scored(snapshot, tree), snapshot.size)
    if isinstance(tree, Leaf):
        return Matched(snapshot.remember(("mask", tree), lambda: _column_mask(snapshot, tree)))
    if isinstance(tree, query.Every):
        return Matched(np.ones(snapshot.size, bool))
    return Matched(np.zeros(snapshot.size, bool))


def _all_of(snapshot: Snapshot, parts: list[query.Query]) -> Matched:
    found = [run(snapshot, part) for part in parts]
    mask = found[0].mask.copy()
    for other in found[1:]:
        mask &= other.mask
    return Matched(mask, _total(found))


def _any_of(found: list[Matched], size: int) -> Matched:
    mask = np.zeros(size, bool)
    for other in found:
        mask |= other.mask
    return Matched(mask, _total(found))


def _pattern(snapshot: Snapshot, leaf: Pattern) -> Matched:
    """Find all words that a pattern fits; the most frequent of them rank."""
    ranked = _any_of([run(snapshot, word) for word in expanded(snapshot, leaf)], snapshot.size)
    bits = snapshot.remember(("bits", leaf), lambda: snapshot.joined(lambda part: pattern_fields(part.segment, leaf)))
    return Matched(bits != 0, ranked.scores)


def _total(found: Iterable[Matched]) -> np.ndarray | None:
    total: np.ndarray | None = None
    for other in found:
        if other.scores is not None:
            total = other.scores if total is None else total + other.scores
    return total


def _spread(docs: np.ndarray, scores: np.ndarray, size: int) -> Matched:
    mask = np.zeros(size, bool)
    mask[docs] = True
    full = np.zeros(size, np.float32)
    full[docs] = scores
    return Matched(mask, full)


# -- words and strings ---------------------------------------------------------------------------------------------


def kept_scores(snapshot: Snapshot, leaf: Leaf) -> tuple[np.ndarray, np.ndarray]:
    """Return the documents of a word or string that were not deleted, ascending, and their scores."""
    if snapshot.alive is None:
        return _scored(snapshot, leaf)
    return snapshot.remember(("living", leaf), lambda: scored(snapshot, leaf, deleted=False))


def _scored(snapshot: Snapshot, leaf: Leaf) -> tuple[np.ndarray, np.ndarray]:
    """Return the same with deleted documents: one mask for the whole tree is cheaper than leaving them out of each."""
    return snapshot.remember(("scored", leaf), lambda: scored(snapshot, leaf, deleted=True))


def scored(snapshot: Snapshot, leaf: Leaf, *, deleted: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the documents of a word or string and their scores; for its rarity deleted ones count, as in Whoosh."""
    assert isinstance(leaf, Word | Exact)
    found = occurrences(snapshot, leaf, deleted=deleted)
    scores = _bm25(snapshot, found, leaf.field)
    if isinstance(leaf, Word) and leaf.field is None and len(found.docs):
        above = heading(snapshot, leaf.text, deleted=deleted)
        at = np.searchsorted(found.docs, above.docs)
        scores[at] += np.float32(HEADING_WEIGHT) * _bm25(snapshot, above, *TITLE_FIELDS)
    return found.docs, scores


def _bm25(snapshot: Snapshot, found: Occurrences, *fields: str | None) -> np.ndarray:
    """BM25 as in ``whoosh.scoring``, idf included, over the text of all fields (None) or of some taken together."""
    idf = math.log(snapshot.size / (found.ever + 1)) + 1 if snapshot.size else 0.0
    weight = found.counts.astype(np.float32)
    norm = snapshot.keep(("norm", fields), lambda: _norm(snapshot, fields))[found.docs]
    return np.asarray(np.float32(idf * (K1 + 1)) * weight / (weight + norm), np.float32)


def _norm(snapshot: Snapshot, fields: tuple[str | None, ...]) -> np.ndarray:
    """Return for each document by what its length divides the weight of its words."""
    length = sum((snapshot.lengths(field) for field in fields), start=np.zeros(snapshot.size, np.float32))
    mean = sum(snapshot.average_length(field) for field in fields)
    return np.float32(K1 * (1 - B)) + np.float32(K1 * B / mean) * length


# -- columns -------------------------------------------------------------------------------------------------------


def _column_mask(snapshot: Snapshot, leaf: Leaf) -> np.ndarray:
    if isinstance(leaf, Among):
        if leaf.facet in (*PLACES, "place"):
            return _place_mask(snapshot, leaf)
        return facet_mask(snapshot, leaf.facet, leaf.values)
    if isinstance(leaf, Compare) and leaf.measure == YEAR:
        years, codes = year_codes(snapshot)
        return np.asarray(leaf.holds(years)[codes])
    if isinstance(leaf, Compare):
        return leaf.holds(numbers(snapshot, leaf.measure))
    if isinstance(leaf, Known):
        return np.asarray(~np.isnan(numbers(snapshot, leaf.measure)))
    if isinstance(leaf, HitIn):
        return section_mask(snapshot, leaf.marks, leaf.fields)
    assert isinstance(leaf, InState)
    return _state_mask(snapshot, leaf)


def facet_mask(snapshot: Snapshot, facet: str, wanted: Iterable[str]) -> np.ndarray:
    """Mark the documents whose facet has one of the values."""
    values, codes = snapshot.facet(facet)
    having = _having(codes, accepted(values, wanted))
    if not snapshot.is_many(facet):
        return having
    mask = np.zeros(snapshot.size, bool)
    mask[snapshot.owners(facet)[having]] = True
    return mask


def accepted(values: Sequence[str], wanted: Iterable[str]) -> np.ndarray:
    """Mark the codes of those of a facet's values that are wanted."""
    chosen = set(wanted)
    return np.array([value in chosen for value in values], bool)


def _having(codes: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Mark the codes that are chosen; a few are compared with all faster than each is looked up."""
    few = np.flatnonzero(chosen)
    if len(few) > FEW:
        return np.asarray(chosen[codes])
    mask = np.zeros(len(codes), bool)
    for code in few.tolist():
        mask |= codes == code
    return mask


def _place_mask(snapshot: Snapshot, leaf: Among) -> np.ndarray:
    """Mark the documents of places by path ("省/市"), by name ("甲市"), or by how a name begins ("甲")."""
    mask = np.zeros(snapshot.size, bool)
    for level, paths in places.meant(snapshot, leaf).items():
        mask |= facet_mask(snapshot, level, paths)
    return mask


def numbers(snapshot: Snapshot, measure: Measure) -> np.ndarray:
    """Return a measure for each document, NaN where it is unknown."""
    return snapshot.remember(("numbers", measure), lambda: _measured(snapshot, measure))


def _measured(snapshot: Snapshot, measure: Measure) -> np.ndarray:
    over = summed(snapshot, measure.over)
    if measure.less:
        return np.asarray(over - summed(snapshot, measure.less))
    if not measure.under:
        return over
    under = summed(snapshot, measure.under)
    with np.errstate(divide="ignore", invalid="ignore"):
        out = over / under
    out[~(under > 0)] = np.nan
    return np.asarray(out)


def summed(snapshot: Snapshot, paths: tuple[str, ...]) -> np.ndarray:
    """Sum cells where all that the form has are printed values; cells that the form lacks do not count."""
    if paths == YEAR.over:
        years, codes = year_codes(snapshot)
        return np.asarray(years[codes])
    total = np.zeros(snapshot.size)
    present = np.zeros(snapshot.size, bool)
    for path in paths:
        values, states = snapshot.cell(path)
        in_form = states != 0
        present |= in_form
        total += np.where(in_form, values, 0.0)
    total[~present] = np.nan
    return np.asarray(total)


def year_codes(snapshot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
    """Return the years that occur (NaN: unknown) and for each document which of them it has."""
    values, codes = snapshot.facet("year")
    return np.array([float(value) if value else np.nan for value in values]), codes


def _state_mask(snapshot: Snapshot, leaf: InState) -> np.ndarray:
    code = STATES.index(leaf.state)
    if not leaf.cells:
        return snapshot.any_state(code)
    return np.asarray(np.any([snapshot.cell(path)[1] == code for path in leaf.cells], axis=0))
