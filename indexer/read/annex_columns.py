"""The table of an annex → lines that print a label, a unit and one number each, in the order they are to be read.

Called by ``indexer.read.annex``.  Serial numbers, codes, other years and remarks are left out; indicators that stand
side by side come one column of them after the other, where that is the form's order.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from indexer.read.annex_above import upright
from indexer.read.annex_heads import own, role
from indexer.read.annex_labels import disorder, groups, known
from indexer.read.labels import bare, squeeze
from indexer.read.lines import Field, Line
from indexer.read.printed import UNITS, Printed
from indexer.report import Number

_SIGNED = re.compile(
    r"^(?:单位)?(?:联系|填[报表制]|审[核批]|制表|报送|统计)?(?:负责)?(?:人|单位|日期|时间|电话|传真|邮编)(?:[:：].*)?$"
)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_ADDRESS = re.compile(r"!([A-Z]{1,3})\d+$")
_END = 10**9
_REMARK = re.compile("备注|说明")
_CAPTION = re.compile(r"统\s*计\s*表|情\s*况\s*表|报告|附[件表]|填报|年报")
_SKIPPED = 2
_MOST_NUMBERS = 5  # columns of numbers behind a label; more are those of labels above them
_COUNTING = 5  # numbers, each one more than that above it, that number the lines


@dataclass(frozen=True, slots=True)
class _Layout:
    """Columns of a table: where each run of indicators begins, what to leave out, and which hold numbers."""

    starts: tuple[int, ...]
    left_out: frozenset[int]
    numbers: frozenset[int]


def one_number_each(form: str, lines: Sequence[Line]) -> list[Line]:
    """Return the lines without what is no label, unit or number of the report's own year."""
    out: list[Line] = []
    layout: _Layout | None = None
    rows: list[Line] = []  # of ``layout``, from one table or from several that a head stands above
    counted = 0
    above: list[Line] = []  # a head that is a table of its own
    for _, run in groupby(lines, key=lambda line: line.block):
        block = [_on_sheet(line) for line in run if line.is_row and not _is_signature(line)]
        for head, body in _parts(form, block):
            if body and all(len(line.fields) == 1 and not line.loose for line in body):
                rows, out = (rows + body, out) if layout else (rows, out + body)  # a heading on a line of its own
                above = head or above
                continue
            head = head or above
            above = [] if body else head
            if any(line.loose for line in body):
                loose, counted = _loose(head, body, counted)
                out += loose
            elif body:
                body = [_in_doubt(line) for line in upright(body)]
                found = _layout(form, head, body)
                if layout and (head or not found.numbers <= layout.numbers):
                    out += _in_order(form, rows, layout)
                    layout, rows = None, []
                layout = layout or found
                rows += body
    return out + (_in_order(form, rows, layout) if layout else [])


def _parts(form: str, block: Sequence[Line]) -> Iterator[tuple[list[Line], list[Line]]]:
    """Yield the heads of a table with the rows below each; the rows above the first head have none."""
    head: list[Line] = []
    for heads, run in groupby(block, key=lambda line: is_head(form, line)):
        rows = list(run)
        if heads and len(_heads(rows)) > 1:
            head = rows
        else:
            yield head, rows
            head = []
    if head:
        yield head, []


def is_head(form: str, line: Line) -> bool:
    """Whether a line says what stands below it, and prints nothing else."""
    shown = [f for f in line.fields if f.begins and f.printed.raw]
    heads = _heads([line])
    return (
        len(heads) >= len(shown) > (0 if line.loose else 1)
        and sum(role(head) != "unknown" for head in heads) * 2 > len(heads)
        and not any(f.is_label and _is_indicator(form, f.text) for f in shown)
    )


def _heads(lines: Sequence[Line]) -> list[str]:
    """Return the words of a head; a tool may have put several into one field, and a year alone is a number."""
    words: list[str] = []
    for f in (f for line in lines for f in line.fields if f.begins):
        if f.is_label and not _CAPTION.search(f.text):
            apart = f.text.split()
            words += apart if len(apart) > 1 and all(role(word) != "unknown" for word in apart) else [f.text]
        elif f.printed.kind == "number" and _FIRST_YEAR < (f.printed.number or 0) < _LAST_YEAR:
            words.append(f"{f.text}年")
    return words


def _on_sheet(line: Line) -> Line:
    """Return a row of a spreadsheet with the sheet's own columns, which its tables share."""
    found = _ADDRESS.search(line.fields[0].place.path or "")
    if not found:
        return line
    first = 0
    for letter in found[1]:
        first = 26 * first + ord(letter) - ord("A") + 1
    shift = first - line.fields[0].column
    return replace(line, fields=[replace(f, column=f.column + shift) for f in line.fields])


def _in_doubt(line: Line) -> Line:
    """Leave open the numbers of a row that prints more of them than an indicator has: they are of labels above."""
    numbers = [f for f in line.fields if f.begins and f.printed.kind == "number"]
    labels = [f for f in line.fields if f.begins and f.is_label and squeeze(f.text) not in UNITS]
    if len(labels) != 1 or len(numbers) <= _MOST_NUMBERS:
        return line
    doubt = {id(f) for f in numbers}
    return replace(
        line, fields=[replace(f, printed=Printed("doubt", f.text)) if id(f) in doubt else f for f in line.fields]
    )


def _is_signature(line: Line) -> bool:
    """Whether a row below or above the indicators names who filled them in: its numbers are telephones and dates."""
    first = next((f for f in line.fields if f.is_label), None)
    text = squeeze(first.text) if first else ""
    return len(bare(text)) > 1 and bool(_SIGNED.match(text))


def _is_indicator(form: str, text: str) -> bool:
    return known(form, text) is not None or bare(text) in groups(form)


def _layout(form: str, head: Sequence[Line], body: Sequence[Line]) -> _Layout:
    heads: dict[int, str] = defaultdict(str)
    for f in (f for line in head for f in line.fields if f.begins):
        for column in range(f.column, f.column + max(f.span, 1)):
            heads[column] += squeeze(f.text)
    labels: dict[int, int] = defaultdict(int)
    numbers: dict[int, list[Number]] = defaultdict(list)
    for f in (f for line in body for f in line.fields if f.begins):
        if f.printed.kind == "number" and f.printed.number is not None:
            numbers[f.column].append(f.printed.number)
        elif f.is_label and _is_indicator(form, f.text):
            labels[f.column] += 1
    said = [c for c, text in heads.items() if role(text) == "label" and c not in numbers]
    named = [*said, *(c for c in labels if c not in said and labels[c] > len(numbers.get(c, ())))]
    columns = sorted({*named, *numbers, *(c for c, text in heads.items() if role(text) in ("value", "total", "other"))})
    starts: list[int] = []
    values: list[list[int]] = []
    left_out = {c for c in columns if role(heads[c]) in ("serial", "other") and c not in named}
    for column in columns:
        if column in named:
            if not values or values[-1]:
                starts.append(column)
                values.append([])
        elif column in left_out:
            continue
        elif values:
            values[-1].append(column)
        elif len(numbers) > 1:
            left_out.add(column)
    for mine in values:
        counting = {c for c in mine if _counts(numbers.get(c, ()))} if len(mine) > 1 else set()
        mine = [c for c in mine if c not in counting]
        many = 1 < len(mine) <= _MOST_NUMBERS and not any(_is_indicator(form, heads[c]) for c in mine)
        chosen = own([heads[c] for c in mine]) if many else None
        left_out |= counting | (set(mine) - {mine[chosen]} if chosen is not None else set())
    return _Layout(tuple(starts), frozenset(left_out), frozenset(c for c in columns if c not in named))


def _counts(numbers: Sequence[Number]) -> bool:
    """Whether numbers count the lines: each is one more than the one above."""
    return len(numbers) >= _COUNTING and all(b - a == 1 for a, b in pairwise(numbers))


def _in_order(form: str, body: Sequence[Line], layout: _Layout) -> list[Line]:
    """Return the rows with what is kept, one run of indicators after the other where that is the form's order."""
    starts = layout.starts or (0,)
    down: list[tuple[int, int, Line]] = []
    for run, (first, end) in enumerate(pairwise((0, *starts[1:], _END))):
        for n, line in enumerate(body):
            kept = [f for f in line.fields if first <= f.column < end and f.column not in layout.left_out]
            if any(f.begins for f in kept):
                down.append((n, run, replace(line, fields=kept)))
    across = sorted(down, key=lambda found: found[:2])
    both = [[line for _, _, line in found] for found in (down, across)]
    return min(both, key=lambda rows: disorder(form, [f.text for row in rows for f in row.fields if f.is_label]))


def _loose(head: Sequence[Line], body: Sequence[Line], counted: int) -> tuple[list[Line], int]:
    """Do the same for text without columns, as far as the head tells how many numbers follow a label.

    ``counted`` is the last number that counted a line above; the second of what is returned is that of this part.
    """
    heads = _heads(head)
    rows = list(body)
    if any(role(word) == "serial" for word in heads):
        rows, counted = _unnumbered(body, counted)
    numbers = [word for word in heads if role(word) in ("value", "total", "other") and not _REMARK.search(word)]
    return (list(_only(rows, len(numbers), own(numbers))) if len(numbers) > 1 else rows), counted


def _unnumbered(rows: Sequence[Line], counted: int) -> tuple[list[Line], int]:
    """Leave out the numbers that count the lines, all before their labels or all behind them."""
    left_out = max((_counting(rows, side, start) for start in (counted, 0) for side in (1, -1)), key=len)
    out = []
    for line in rows:
        kept = [_without_number(f) if id(f) in left_out else f for f in line.fields]
        if any(kept):
            out.append(replace(line, fields=[f for f in kept if f]))
    return out, max(left_out.values(), default=counted)


def _counting(rows: Sequence[Line], side: int, counted: int) -> dict[int, int]:
    """Return the fields that go on counting, with the label beside them (1: after the number, -1: before it).

    A heading between the tables may have taken a number with it.
    """
    fields = [f for line in rows for f in line.fields]
    found: dict[int, int] = {}
    for at, f in enumerate(fields):
        beside = fields[at + side] if 0 <= at + side < len(fields) else None
        number = f.printed.number
        if isinstance(number, int) and 0 < number - counted <= _SKIPPED and beside and beside.is_label:
            found[id(f)] = counted = number
    return found


def _without_number(f: Field) -> Field | None:
    """Return the unit that a tool put to a number that is left out."""
    unit = f.printed.unit
    return replace(f, text=unit, printed=Printed("text", unit)) if unit else None


def _only(rows: Sequence[Line], count: int, chosen: int | None) -> Iterator[Line]:
    """Keep the chosen of ``count`` numbers behind each label; where there are not as many, they stay in doubt."""
    kept: dict[int, Field] = {}
    fields = [f for line in rows for f in line.fields if squeeze(f.text) not in UNITS]
    for is_label, run in groupby(fields, key=lambda f: f.is_label):
        mine = [f for f in run if is_label or f.printed.raw]
        if not is_label and len(mine) == count and chosen is not None:
            mine = [mine[chosen]]
        elif not is_label:
            kept |= {id(f): replace(f, printed=Printed("doubt", f.text)) for f in mine}
            continue
        kept |= {id(f): f for f in mine}
    for line in rows:
        fields = [kept.get(id(f), f) for f in line.fields if id(f) in kept or squeeze(f.text) in UNITS]
        if fields:
            yield replace(line, fields=fields)
