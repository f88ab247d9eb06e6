"""Changes of a table's shape that leave every number readable: split, unmerged, widened, with local rows."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from demo.hard.case import Draft, moved
from demo.paper import Box, Grid, Text


def split_in_two(draft: Draft) -> None:
    """Cut the table of requests below a row; half of the time the header comes again."""
    for grid in draft.grids("requests"):
        values = [box for box in grid.boxes if box.path]
        first, last = min(b.row for b in values), max(b.row for b in values)
        cut = draft.throw.randint(first + 2, last - 2)
        header = [b for b in grid.boxes if b.row < first] if draft.throw.chance(0.5) else []
        top = Grid(grid.key, [replace(b, rowspan=min(b.rowspan, cut - b.row)) for b in grid.boxes if b.row < cut])
        offset = (first if header else 0) - cut
        rest = [moved(b, offset) for b in grid.boxes if b.row >= cut]
        for box in grid.boxes:
            if box.row < cut < box.row + box.rowspan and box.row >= first:
                text = box.text if draft.throw.chance(0.5) else ""
                rest.append(Box(text, cut + offset, box.column, box.row + box.rowspan - cut, box.colspan))
        between = [Text("（续表）", "note")] if draft.throw.chance(0.3) else []
        _put(draft, grid, [top, *between, Grid(grid.key, header + rest)])


def one_table_per_article(draft: Draft) -> None:
    """Give every article of table two a table of its own."""
    for grid in draft.grids("active_disclosure"):
        starts = [b.row for b in sorted(grid.boxes, key=lambda b: b.row) if b.colspan == grid.width]
        parts: list[Grid | Text] = []
        for start, stop in zip(starts, [*starts[1:], grid.height], strict=True):
            parts.append(Grid(grid.key, [moved(b, -start) for b in grid.boxes if start <= b.row < stop]))
        _put(draft, grid, parts)


def unmerge_downwards(draft: Draft) -> None:
    """Take the vertical merges of labels away: the label stands in the first row, or in every row."""
    again = draft.throw.chance(0.5)
    for grid in draft.grids():
        boxes: list[Box] = []
        for box in grid.boxes:
            boxes.append(replace(box, rowspan=1))
            boxes += [
                Box(box.text if again else "", box.row + n, box.column, 1, box.colspan) for n in range(1, box.rowspan)
            ]
        grid.boxes = boxes


def unmerge_sideways(draft: Draft) -> None:
    """Take the horizontal merges away: what a merged cell covered becomes empty cells."""
    for grid in draft.grids("requests"):
        boxes: list[Box] = []
        for box in grid.boxes:
            boxes.append(replace(box, colspan=1))
            boxes += [Box("", box.row, box.column + n, box.rowspan) for n in range(1, box.colspan)]
        grid.boxes = boxes


def spacer_column(draft: Draft) -> None:
    """Add an empty column at the right or left of a table."""
    for grid in draft.grids():
        height, width = grid.height, grid.width
        if draft.throw.chance(0.5):
            grid.boxes += [Box("", row, width) for row in range(height)]
        else:
            grid.boxes = [moved(b, columns=1) for b in grid.boxes] + [Box("", row, 0) for row in range(height)]


def local_rows(draft: Draft) -> None:
    """Add rows of a province's own below the statutory ones, or a note over the whole width."""
    for grid in draft.grids("requests"):
        row, width = grid.height, grid.width
        if draft.throw.chance(0.5):
            grid.boxes.append(Box("注：本表由办公室汇总填报，数据截至12月31日。", row, 0, 1, width))
        else:
            labels = width - 7
            grid.boxes.append(Box("附：其中通过互联网提交的申请", row, 0, 1, labels))
            grid.boxes += [Box(str(draft.throw.randint(0, 30)), row, labels + n) for n in range(7)]


def empty_rows(draft: Draft) -> None:
    """Add rows of empty cells, as a word processor leaves them."""
    for grid in draft.grids():
        cut = draft.throw.randint(1, grid.height)
        if any(b.row < cut < b.row + b.rowspan for b in grid.boxes):
            cut = grid.height
        grid.boxes = [moved(b, 1) if b.row >= cut else b for b in grid.boxes]
        grid.boxes += [Box("", cut, column) for column in range(grid.width)]


def number_apart(draft: Draft) -> None:
    """Put the number of an outcome (``1.``, ``（一）``) into a cell of its own, where the label covers two columns."""
    for grid in draft.grids("requests"):
        boxes: list[Box] = []
        for box in grid.boxes:
            if box.path is None and box.colspan == 2 and box.text[:1] == "（" and len(box.text) > 3:
                boxes += [replace(box, text=box.text[:3], colspan=1)]
                boxes += [Box(box.text[3:], box.row, box.column + 1, box.rowspan)]
            else:
                boxes.append(box)
        grid.boxes = boxes


def caption(draft: Draft) -> None:
    """Print a caption above the table of requests."""
    for grid in draft.grids("requests"):
        _put(draft, grid, [Text("收到和处理政府信息公开申请情况统计表", "note"), grid])


def subtotal_column(draft: Draft) -> None:
    """Add a column with the subtotal of organisations before the total, as some provinces print."""
    for grid in draft.grids("requests"):
        total = max(b.column for b in grid.boxes if b.path)
        first = min(b.row for b in grid.boxes if b.path)
        rows: dict[int, int] = {}
        for b in grid.boxes:
            if b.path and b.column not in (total, total - 6) and b.text.isdigit():
                rows[b.row] = rows.get(b.row, 0) + int(b.text)
        boxes = [moved(b, columns=1) if b.column == total else b for b in grid.boxes]
        ends = {b.column: b.column + b.colspan for b in boxes if b.row < first and b.colspan > 1}
        wider = {column for column, end in ends.items() if end in (total, total + 1)}
        boxes = [
            replace(b, colspan=b.colspan + 1) if b.row < first and b.colspan > 1 and b.column in wider else b
            for b in boxes
        ]
        boxes.append(Box("小计", first - 1, total))
        covered = {
            row for b in boxes for row in range(b.row, b.row + b.rowspan) if b.column <= total < b.column + b.colspan
        }
        boxes += [Box("", row, total) for row in range(first) if row not in covered]
        boxes += [Box(str(rows.get(row, "")), row, total) for row in range(first, grid.height)]
        grid.boxes = boxes


def _lawsuits(draft: Draft) -> Iterator[tuple[Grid, list[Box]]]:
    """Yield the whole tables of litigation, each with its fifteen numbers block by block."""
    for grid in draft.grids("litigation"):
        values = sorted((b for b in grid.boxes if b.path), key=lambda b: (b.row, b.column))
        if len(values) == 15:
            yield grid, values


def litigation_in_rows(draft: Draft) -> None:
    """Print the table of litigation with a row for each kind and a column for each outcome."""
    for grid, values in _lawsuits(draft):
        heads = ("类别", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
        names = ("行政复议", "未经复议直接起诉", "复议后起诉")
        boxes = [Box(text, 0, n) for n, text in enumerate(heads)]
        for block, name in enumerate(names):
            boxes.append(Box(name, block + 1, 0))
            boxes += [replace(b, row=block + 1, column=n + 1) for n, b in enumerate(values[5 * block : 5 * block + 5])]
        grid.boxes = boxes


def litigation_stacked(draft: Draft) -> None:
    """Put the three blocks of the table of litigation under each other, each with its header."""
    for grid, values in _lawsuits(draft):
        names = ("行政复议", "行政诉讼—未经复议直接起诉", "行政诉讼—复议后起诉")
        heads = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
        boxes: list[Box] = []
        for block, name in enumerate(names):
            boxes.append(Box(name, 3 * block, 0, 1, 5))
            boxes += [Box(head, 3 * block + 1, n) for n, head in enumerate(heads)]
            boxes += [replace(b, row=3 * block + 2, column=n) for n, b in enumerate(values[5 * block : 5 * block + 5])]
        grid.boxes = boxes


def _put(draft: Draft, grid: Grid, parts: list[Grid | Text]) -> None:
    place = next(n for n, item in enumerate(draft.paper.items) if item is grid)
    draft.paper.items[place : place + 1] = parts
    if any(isinstance(part, Text) for part in parts):
        draft.judged = False


SHAPES: tuple[Callable[[Draft], None], ...] = (
    split_in_two,
    one_table_per_article,
    unmerge_downwards,
    unmerge_sideways,
    spacer_column,
    local_rows,
    empty_rows,
    number_apart,
    caption,
    litigation_stacked,
    litigation_in_rows,
    subtotal_column,
)
