"""Which printed row is which row of the form: labels matched fuzzily, in the form's order.

Called by ``indexer.read.tables``.  Works the same for a grid, for flattened text and for one cell a line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from indexer.forms import Row
from indexer.read.labels import bare, numbered, plain
from indexer.read.lines import Field, Line

LOWEST = 0.6
LOWEST_SHORT = 0.7
SHORT = 4  # labels up to this length are compared with their number
LONGEST = 120


@dataclass(slots=True)
class Printout:
    """A logical row: its fields, the lines it came from, and whether its columns can be trusted."""

    fields: list[Field]
    first: int
    last: int
    block: int
    exact: bool

    def labels(self) -> Iterator[tuple[str, int]]:
        """Yield the wordings that may be the row's label, each with the ordinal of the field after it."""
        texts: list[str] = []
        for ordinal, field in enumerate(self.fields):
            if field.printed.kind == "number":
                return
            if not field.is_label:
                continue
            texts.append(field.text)
            yield field.text, ordinal + 1
            if len(texts) > 1:
                yield texts[-2] + texts[-1], ordinal + 1
            if len(texts) > 2:
                yield "".join(texts), ordinal + 1


@dataclass(slots=True)
class Match:
    """A logical row that was recognised; ``start`` is the ordinal of its first value field."""

    printout: Printout
    row: Row
    start: int
    score: float

    @property
    def values(self) -> list[Field]:
        """The fields right of the label."""
        return self.printout.fields[self.start :]


def printouts(lines: Sequence[Line]) -> list[Printout]:
    """Group lines into logical rows: a grid row is one; in flattened text labels and the values after them are one."""
    out: list[Printout] = []
    for number, line in enumerate(lines):
        if not line.is_row:
            continue
        current = out[-1] if out else None
        joins = (
            current is not None
            and not line.exact
            and not current.exact
            and current.block == line.block
            and _continues(current, line)
        )
        if joins and current is not None:
            shift = len(current.fields)
            for field in line.fields:
                field.column += shift
            current.fields = current.fields + line.fields
            current.last = number
        else:
            out.append(Printout(line.fields, number, number, line.block, line.exact))
    return out


def _continues(current: Printout, line: Line) -> bool:
    """Whether a flattened line goes on with the row before: one cell a line, or a label without values before."""
    if len(line.fields) > 1:
        return False
    if line.fields[0].is_label:
        return all(f.is_label for f in current.fields)
    return len(current.fields) == 1 or current.last > current.first


class Matcher:
    """The labels of a form's rows, ready for comparison; :meth:`options` says which rows a printed label may be."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self._wordings: list[tuple[list[str], list[str]]] = []
        for row in rows:
            labels = (row.label, *row.variants)
            both = list(dict.fromkeys(w for label in labels for w in (bare(label), plain(label))))
            self._wordings.append((both, [numbered(label) for label in labels]))
        self.options = lru_cache(maxsize=20_000)(self._options)

    def similarity(self, label: str, ordinal: int) -> float:
        """Return how well a printed label fits a row, 0 to 1.05.  Short labels count with their number."""
        wordings, with_number = self._wordings[ordinal]
        text = bare(label)
        if text in wordings:
            return 1.05 if numbered(label) in with_number else 1.0
        best = max(fuzz.ratio(text, wording) for wording in wordings) / 100
        if min(len(text), min(map(len, wordings))) <= SHORT:
            best = max(fuzz.ratio(numbered(label), wording) for wording in with_number) / 100
            return best if best >= LOWEST_SHORT else 0.0
        return best if best >= LOWEST else 0.0

    def _options(self, label: str) -> tuple[tuple[int, float], ...]:
        if len(label) > LONGEST or not bare(label):
            return ()
        scores = ((ordinal, self.similarity(label, ordinal)) for ordinal in range(len(self.rows)))
        return tuple((ordinal, score) for ordinal, score in scores if score)


def align(matcher: Matcher, found: Sequence[Printout]) -> list[Match]:
    """Return the best monotone pairing of printed rows with the form's rows (sum of similarities)."""
    scored: list[list[tuple[int, float, int]]] = []
    for printout in found:
        best: dict[int, tuple[float, int]] = {}
        for label, start in printout.labels():
            if start >= len(printout.fields):
                continue
            for ordinal, score in matcher.options(label):
                if score > best.get(ordinal, (0.0, 0))[0]:
                    best[ordinal] = (score, start)
        scored.append([(ordinal, *pair) for ordinal, pair in best.items()])
    chain = _best_chain(scored, len(matcher.rows))
    return [Match(found[i], matcher.rows[j], start, score) for i, j, start, score in chain]


def _best_chain(scored: Sequence[Sequence[tuple[int, float, int]]], height: int) -> list[tuple[int, int, int, float]]:
    """Heaviest strictly increasing chain; ``scored[i]`` lists (row, score, start) of printout i."""
    heads: list[tuple[float, tuple[int, int, int, float] | None, int]] = []  # total, link, previous node
    best: list[tuple[float, int]] = [(0.0, -1)] * (height + 1)  # best[j]: total and node of a chain that ends before j
    for i, options in enumerate(scored):
        added: list[tuple[int, float, int]] = []
        for j, score, start in options:
            total, previous = best[j]
            heads.append((total + score, (i, j, start, score), previous))
            added.append((j, total + score, len(heads) - 1))
        for j, total, node in added:
            for k in range(j + 1, height + 1):
                if total <= best[k][0]:
                    break
                best[k] = (total, node)
    chain: list[tuple[int, int, int, float]] = []
    node = best[height][1]
    while node >= 0:
        _, link, node = heads[node]
        if link:
            chain.append(link)
    return chain[::-1]
