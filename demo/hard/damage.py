"""Damage after which some numbers are gone or open: lost rows, six or eight values for seven columns, broken labels."""

from collections.abc import Callable
from dataclasses import replace

from demo.hard.case import Draft, moved
from demo.paper import Box, Grid

_CONFUSED = {
    "勾": "]",
    "部": "P",
    "本": "才",
    "年": "|",
    "度": "庋",
    "理": "埋",
    "公": "么",
    "开": "幵",
    "申": "中",
    "请": "清",
    "法": "怯",
    "人": "入",
    "未": "末",
    "果": "杲",
    "维": "淮",
    "持": "特",
    "信": "倌",
    "政": "攻",
    "一": "—",
    "商": "啇",
}


def damaged_labels(draft: Draft) -> None:
    """Damage labels as a bad text recognition does: similar characters, lost ones, a stray blank."""
    for grid in draft.grids():
        grid.boxes = [replace(b, text=_damage(draft, b.text)) if b.path is None else b for b in grid.boxes]


def _damage(draft: Draft, text: str) -> str:
    out = []
    for place, character in enumerate(text):
        roll = draft.throw.random()
        if len(text) < 4 or place == 0:
            out.append(character)
        elif roll < 0.05:
            out.append(_CONFUSED.get(character, character))
        elif roll < 0.08:
            continue
        elif roll < 0.10:
            out.append(f" {character}")
        else:
            out.append(character)
    return "".join(out)


def lost_rows(draft: Draft) -> None:
    """Lose one to four outcome rows altogether."""
    for grid in draft.grids("requests"):
        rows = sorted({b.row for b in grid.boxes if b.path and b.path[1] not in ("new_received", "results_total")})
        if len(rows) < 6:
            continue
        first = draft.throw.randrange(len(rows) - 3)
        for row in reversed(rows[first : first + draft.throw.randint(1, 4)]):
            for box in grid.boxes:
                if box.path and box.row == row:
                    draft.lose(box.path)
            grid.boxes = _without_row(grid, row)


def _without_row(grid: Grid, row: int) -> list[Box]:
    out = []
    for box in grid.boxes:
        if box.row <= row < box.row + box.rowspan:
            if box.rowspan > 1:
                out.append(replace(box, rowspan=box.rowspan - 1))
        else:
            out.append(moved(box, -1) if box.row > row else box)
    return out


def lost_table(draft: Draft) -> None:
    """Lose the table of litigation."""
    for grid in draft.grids("litigation"):
        for box in grid.boxes:
            if box.path:
                draft.lose(box.path)
        draft.paper.items = [item for item in draft.paper.items if item is not grid]
    draft.judged = False


def six_values(draft: Draft) -> None:
    """Lose one value of a row together with its place: six values stand for seven columns."""
    for grid in draft.grids("requests"):
        row = draft.throw.one(sorted({b.row for b in grid.boxes if b.path}))
        values = sorted((b for b in grid.boxes if b.row == row and b.path), key=lambda b: b.column)
        gone = draft.throw.randrange(7)
        kept = [b.text for n, b in enumerate(values) if n != gone]
        draft.open_cells |= {b.path for b in values if b.path}
        prints = dict(zip((b.column for b in values), [*kept, ""], strict=True))
        grid.boxes = [replace(b, text=prints[b.column]) if b in values else b for b in grid.boxes]


def eight_values(draft: Draft) -> None:
    """Print one value of a row twice: eight values stand for seven columns."""
    for grid in draft.grids("requests"):
        blank = {b.row for b in grid.boxes if b.path and not b.text}
        rows = sorted({b.row for b in grid.boxes if b.path} - blank)
        if not rows:
            continue
        row = draft.throw.one(rows)
        values = sorted((b for b in grid.boxes if b.row == row and b.path), key=lambda b: b.column)
        place = draft.throw.randrange(7)
        texts = [b.text for b in values]
        texts.insert(place, texts[place])
        draft.open_cells |= {b.path for b in values if b.path}
        start, width = values[0].column, grid.width
        grid.boxes = [b for b in grid.boxes if b not in values]
        paths = [b.path for b in values] + [values[-1].path]
        grid.boxes += [Box(text, row, start + n, path=paths[n]) for n, text in enumerate(texts)]
        grid.boxes += [Box("", other, width) for other in range(grid.height) if other != row]


DAMAGES: tuple[Callable[[Draft], None], ...] = (damaged_labels, lost_rows, lost_table)
"""Damage that any format may carry."""

FLAT_DAMAGES: tuple[Callable[[Draft], None], ...] = (six_values, eight_values)
"""Damage of flattened text, where a value has no place but the one between its neighbours."""
