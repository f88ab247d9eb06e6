"""Table four: blocks that stand side by side above one line of values.  Called by ``indexer.read.tables``."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.forms import Table
from indexer.read.cells import ambiguous_row, assign, cells
from indexer.read.doubt import doubt
from indexer.read.labels import bare
from indexer.read.lines import Field
from indexer.read.rows import Printout
from indexer.report import Cell, CellPath


@dataclass(slots=True)
class Blockrow:
    """The cells, and the first and last line of the table."""

    cells: dict[CellPath, Cell] = field(default_factory=dict)
    span: tuple[int, int] | None = None


def read(table: Table, found: Sequence[Printout], after: int, *, doubtful: bool) -> Blockrow:
    """Read the blocks from the rows after line ``after``."""
    paths = [path for path, _, _ in table.cells()]
    columns = [column for _, _, column in table.cells()]
    candidates = [p for p in found if p.first > after]
    header = [p for p in candidates if _is_header(p, table)]
    best: tuple[int, Printout, list[Field]] | None = None
    for printout in candidates:
        values = _values(printout)
        filled = sum(f.printed.kind == "number" for f in values)
        if len(values) < 3 or (not header and len(values) < len(columns)):
            continue
        if best is None or filled > best[0]:
            best = (filled, printout, values)
    if best is None:
        return Blockrow({path: Cell(state="missing") for path in paths}, _span(header, None))
    _, printout, values = best
    fields = assign(values, len(columns))
    read_ = cells(fields, columns) if fields else ambiguous_row(values, columns)
    doubt([read_], [doubtful or not printout.exact])
    fragments = _fragments(table, candidates, printout)
    return Blockrow(dict(zip(paths, read_, strict=True)), _span([*fragments, *header], printout))


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
    texts = [bare(f.text) for f in printout.fields if f.is_label]
    return sum(text in labels for text in texts) >= 2


def _values(printout: Printout) -> list[Field]:
    last = max((n for n, f in enumerate(printout.fields) if f.is_label and len(bare(f.text)) > 1), default=-1)
    if last > 0 and any(f.printed.kind == "number" for f in printout.fields[:last]):
        return []
    return printout.fields[last + 1 :]


def _span(header: Sequence[Printout], row: Printout | None) -> tuple[int, int] | None:
    parts = [*header, row] if row else list(header)
    parts = [p for p in parts if row is None or p.first <= row.last]
    return (min(p.first for p in parts), max(p.last for p in parts)) if parts else None
