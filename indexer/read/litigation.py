"""Table four: three blocks of five results.  Called by ``indexer.read.tables``.

The notice prints the blocks side by side above one line of values.  Reports also set them in two tables, one under the
other, or with rows and columns exchanged; then the labels above and left of a value say what it is.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from indexer.forms import Table
from indexer.read.cells import Shape, ambiguous_row, assign, cell, cells
from indexer.read.doubt import doubt
from indexer.read.labels import bare, han
from indexer.read.lines import Field
from indexer.read.printouts import Printout
from indexer.report import Cell, CellPath


@dataclass(slots=True)
class Litigation:
    """The cells, and the first and last line of the table."""

    cells: dict[CellPath, Cell] = field(default_factory=dict)
    span: tuple[int, int] | None = None


def read(table: Table, found: Sequence[Printout], after: int, *, doubtful: bool) -> Litigation:
    """Read the blocks from the rows after line ``after``."""
    candidates = [p for p in found if p.first > after]
    header = [p for p in candidates if _is_header(p, table)]
    rows = [(p, values) for p in candidates if len(values := _values(p)) >= 1 and (header or len(values) >= _FEWEST)]
    if header:
        rows = [(p, values) for p, values in rows if p.last >= header[0].first]
    for reading in (_one_line, _by_labels, _in_pieces, _one_by_one):
        done = reading(table, rows, candidates, doubtful)
        if done and not any(u.is_text and _is_rest(p, u) for u in done[0] for p in candidates if p not in done[0]):
            used, out = done
            span = _span(
                [*_fragments(table, candidates, used[0]), *(h for h in header if h.first <= used[-1].last), *used]
            )
            return Litigation(out, span)
    return _unsure(table, rows, header)


_ALIKE = 74  # of 100
_TELLING = 3  # numbers of a row that may be the one
_HIGHEST = 60  # rows above a value among which its header is looked for
_FEWEST = 10  # values of a row that is recognised without a header
Rows = Sequence[tuple[Printout, list[Field]]]
Done = tuple[list[Printout], dict[CellPath, Cell]]


def _one_line(table: Table, rows: Rows, found: Sequence[Printout], doubtful: bool) -> Done | None:
    paths = [path for path, _, _ in table.cells()]
    columns = [column for _, _, column in table.cells()]
    best: tuple[int, Printout, list[Cell]] | None = None
    for printout, values in rows:
        while not printout.exact and len(values) > len(columns) and not values[-1].printed.raw:
            values = values[:-1]
        slots = _under_header(printout, found, len(columns))
        fields = assign(values, len(columns), Shape(slots, exact=printout.exact))
        if fields is None or (printout.loose and not _add_up(fields, len(table.columns))):
            continue
        read_ = cells(fields, columns)
        doubt([read_], [doubtful or not printout.exact])
        filled = sum(c.state == "value" for c in read_)
        if best is None or filled > best[0]:
            best = (filled, printout, read_)
    if best is None or (not best[0] and any(_numbers(values) >= _TELLING for _, values in rows)):
        return None
    return [best[1]], dict(zip(paths, best[2], strict=True))


def _is_rest(other: Printout, printout: Printout) -> bool:
    """Whether the line above or below holds nothing but numbers: then digits of this row may stand there."""
    near = other.block == printout.block and (other.last == printout.first - 1 or other.first == printout.last + 1)
    return near and _numbers(other.fields) > 0 and not any(han(f.text) for f in other.fields)


def _add_up(fields: Sequence[Field | None], count: int) -> bool:
    """Whether each block ends with its sum, where empty lines may be cells or may be none."""
    if all(f is not None and f.printed.raw for f in fields):
        return True
    numbers = [f.printed.number or 0 if f else 0 for f in fields]
    blocks = [numbers[n : n + count] for n in range(0, len(numbers), count)]
    return all(sum(block[:-1]) == block[-1] for block in blocks)


def _numbers(values: Sequence[Field]) -> int:
    return sum(f.printed.kind == "number" for f in values)


def _under_header(printout: Printout, found: Sequence[Printout], count: int) -> tuple[int, ...]:
    """Grid columns that have words right above the values, if there are as many of them as there are columns."""
    if not printout.exact:
        return ()
    above = next((p for p in _above(printout, found) if p.block == printout.block), None)
    words = [f.column for f in above.fields if f.is_label and f.span == 1] if above else []
    return tuple(words) if len(words) == count else ()


def _above(printout: Printout, found: Sequence[Printout]) -> Iterator[Printout]:
    """Yield the rows above a row, the nearest first, as far up as its header may stand."""
    end = bisect_left(found, printout.first, key=lambda p: p.first)
    return (found[n] for n in range(end - 1, max(end - _HIGHEST, 0) - 1, -1) if found[n].last < printout.first)


def _by_labels(table: Table, rows: Rows, found: Sequence[Printout], _doubtful: bool) -> Done | None:
    columns = {bare(c.label): c for c in table.columns}
    blocks = {bare(r.label): r for r in table.rows}
    out: dict[CellPath, Cell] = {path: Cell() for path, _, _ in table.cells()}
    used: list[Printout] = []
    for printout, values in rows:
        for value in values:
            stack = _stack(printout, value, found)
            column = next((columns[name] for t in stack if (name := _like(t, tuple(columns)))), None)
            block = next((blocks[name] for t in stack if (name := _like(t, tuple(blocks)))), None)
            if column is None or block is None:
                continue
            path = (table.key, *block.key, column.key)
            if out[path].state == "missing" or (
                out[path].raw is None and out[path].state == "blank" and value.printed.raw
            ):
                out[path] = cell(value, column)
                used.append(printout)
    _the_last_block(table, rows, used, out)
    return (used, out) if len(used) >= len(table.columns) else None


def _the_last_block(table: Table, rows: Rows, used: list[Printout], out: dict[CellPath, Cell]) -> None:
    """Give the one row that is left over to the one block that is: its label stands outside the table."""
    open_ = [r for r in table.rows if all(out[table.key, *r.key, c.key].state == "missing" for c in table.columns)]
    left = [(p, v) for p, v in rows if p not in used and len(v) == len(table.columns) and _numbers(v)]
    if len(open_) == len(left) == 1 and used:
        printout, values = left[0]
        for column, value in zip(table.columns, values, strict=True):
            out[table.key, *open_[0].key, column.key] = cell(value, column)
        used.append(printout)
        used.sort(key=lambda p: p.first)


@lru_cache(maxsize=10_000)
def _like(text: str, names: tuple[str, ...]) -> str | None:
    """Return the name that a label gives: alone, with what it stands under (行政诉讼—复议后起诉), or damaged."""
    if text in names:
        return text
    within = [name for name in names if name in text and len(text) <= len(name) + 8]
    if within:
        return within[0] if len(within) == 1 else None
    alike = {
        name: fuzz.partial_ratio(text, name) if len(text) > len(name) else fuzz.ratio(text, name) for name in names
    }
    best = max(names, key=lambda name: alike[name])
    return best if alike[best] >= _ALIKE and len(text) <= len(best) + 8 else None


def _stack(printout: Printout, value: Field, found: Sequence[Printout]) -> list[str]:
    """Labels left of a value in its row and above it in its column, the nearest first."""
    left = [bare(f.text) for f in reversed(printout.fields) if f.is_label and f.column < value.column]
    above: list[str] = []
    for other in _above(printout, found):
        if other.block != printout.block:
            continue
        whole = printout.is_text and not printout.loose and other.size == printout.size and _is_whole(other)
        if printout.exact or whole:
            above += [bare(f.text) for f, end in _reaching(other) if f.begins and f.column <= value.column < end]
    return left + above


def _is_whole(printout: Printout) -> bool:
    """Whether labels of a flattened row are not torn into single characters."""
    return all(len(bare(f.text)) > 1 for f in printout.fields if f.is_label)


def _reaching(printout: Printout) -> list[tuple[Field, int]]:
    """Labels with the column before which they end: one that was not merged reaches over the empty cells behind it."""
    out: list[tuple[Field, int]] = []
    for item in printout.fields:
        if item.is_label:
            out.append((item, item.column + item.span))
        elif out and not item.printed.raw and out[-1][1] == item.column:
            out[-1] = (out[-1][0], item.column + item.span)
    return out


def _is_below_header(table: Table, printout: Printout, found: Sequence[Printout]) -> bool:
    above = next(_above(printout, found), None)
    names = {bare(c.label) for c in table.columns}
    return above is not None and printout.labelled == 0 and any(bare(f.text) in names for f in above.fields)


def _in_pieces(table: Table, rows: Rows, found: Sequence[Printout], doubtful: bool) -> Done | None:
    """Flattened rows that hold the fifteen values together, in order."""
    columns = [column for _, _, column in table.cells()]
    taken: list[Printout] = []
    fields: list[Field] = []
    for printout, values in rows:
        if len(values) % len(table.columns):
            values = [f for f in values if f.printed.raw]
        if printout.exact or not values or len(values) % len(table.columns):
            continue
        if not any(f.printed.raw for f in values) and not _is_below_header(table, printout, found):
            continue  # a block's heading with the empty cells beside it, or an empty row
        taken.append(printout)
        fields += values
        if len(fields) >= len(columns):
            break
    if len(fields) != len(columns) or (taken[-1].loose and not _add_up(fields, len(table.columns))):
        return None
    read_ = cells(fields, columns)
    doubt([read_], [True])
    return taken, dict(zip([path for path, _, _ in table.cells()], read_, strict=True))


def _one_by_one(table: Table, _rows: Rows, found: Sequence[Printout], _doubtful: bool) -> Done | None:
    """Blocks one below the other in text, of which some have no values: each is named above its own five headers."""
    blocks, columns = {bare(r.label): r for r in table.rows}, [bare(c.label) for c in table.columns]
    out: dict[CellPath, Cell] = {path: Cell() for path, _, _ in table.cells()}
    used: list[Printout] = []
    block, heads = None, list[str]()
    for printout, words, values in _runs([p for p in found if p.is_text]):
        for word in words:
            if name := _like(word, tuple(blocks)):
                block, heads = blocks[name], []
            elif name := _like(word, tuple(columns)):
                heads.append(name)
        if block and values and heads == columns and len(values) == len(columns) and _add_up(values, len(columns)):
            paths = [(table.key, *block.key, c.key) for c in table.columns]
            out |= zip(paths, cells(values, table.columns), strict=True)
            used.append(printout)
            block = None
    return (used, out) if used else None


def _runs(found: Sequence[Printout]) -> Iterator[tuple[Printout, list[str], list[Field]]]:
    """Yield words and the values after them, over all rows."""
    for printout in found:
        words: list[str] = []
        values: list[Field] = []
        for item in printout.fields:
            if item.is_label and values:
                yield printout, words, values
                words, values = [], []
            if item.is_label:
                words.append(bare(item.text))
            elif item.printed.raw:
                values.append(item)
        yield printout, words, values


def _unsure(table: Table, rows: Rows, header: Sequence[Printout]) -> Litigation:
    columns = [column for _, _, column in table.cells()]
    paths = [path for path, _, _ in table.cells()]
    printout, values = max(rows, key=lambda r: _numbers(r[1]), default=(None, []))
    if printout is None or _numbers(values) < len(table.columns):
        return Litigation({path: Cell() for path in paths}, _span(header))
    read_ = ambiguous_row(values, columns)
    return Litigation(dict(zip(paths, read_, strict=True)), _span([*header, printout]))


def _fragments(table: Table, candidates: Sequence[Printout], row: Printout) -> list[Printout]:
    """Rows just above the values that hold nothing but characters of the header, cut up by a flattening tool."""
    letters = set("".join(c.label for c in table.columns) + "".join(r.label + "".join(r.groups) for r in table.rows))
    out: list[Printout] = []
    for printout in reversed([p for p in candidates if p.last < row.first]):
        text = "".join(bare(f.text) for f in printout.fields if f.begins)
        if printout.block != row.block or not text or sum(c in letters for c in text) < 0.8 * len(text):
            break
        out.append(printout)
    return out


def _is_header(printout: Printout, table: Table) -> bool:
    labels = {bare(c.label) for c in table.columns} | {bare(r.label) for r in table.rows}
    labels |= {bare(g) for r in table.rows for g in r.groups}
    return sum(bare(f.text) in labels for f in printout.fields if f.is_label) >= 2


def _values(printout: Printout) -> list[Field]:
    shortest = 1 if printout.loose and printout.last > printout.first else 2  # a header may be printed upright
    last = max((n for n, f in enumerate(printout.fields) if f.is_label and len(bare(f.text)) >= shortest), default=-1)
    if last > 0 and any(f.printed.kind == "number" for f in printout.fields[:last]):
        return []
    return printout.fields[last + 1 :]


def _span(parts: Sequence[Printout]) -> tuple[int, int] | None:
    return (min(p.first for p in parts), max(p.last for p in parts)) if parts else None
