"""Table rows that reach us as plain paragraphs (`（一）予以公开 38 2 0 0 2 0 42`) become rows again.

Called by ``indexer.read.report`` after the headings are cut free.  A run of short paragraphs (and of rows of flattened
text) counts as a table if it holds several labels of a statutory form and several numbers; narrative never does.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from indexer.blocks import Place
from indexer.forms import annexes, forms
from indexer.read.labels import bare, numbered, plain
from indexer.read.lines import Field, Line
from indexer.read.printed import UNITS, printed
from indexer.read.title import parse_title

_TOKEN = re.compile(r"\S+")
_TABBED = re.compile(r"[^\t]*\S[^\t]*")
_HAN = re.compile(r"[\u3400-\u9fff〇]")
_SENTENCE = re.compile(r"[。；！？]")
_TITLE = re.compile(r"报\s*告|年\s*报|总\s*结")
_LONGEST = 90  # characters of a row without its spaces
_WIDEST = 2000  # and with them
_FEWEST = 3  # numbers, and labels, that make a run a table
_CLOSE = 0.3  # share of lines that follow one another without an empty line
_MOST_EMPTY = 20  # empty lines that may be cells of one row
_MANY = 8  # labels that do without numbers
_LONG = 10  # numbers in one line, which only a table prints


@cache
def known_labels() -> frozenset[str]:
    """Return the labels of all rows, columns and groups of all forms."""
    found: set[str] = set()
    for form in forms().values():
        for table in form.tables:
            for row in table.rows:
                found |= {w for label in (row.label, *row.variants) for w in (bare(label), plain(label))}
                found |= {bare(group) for group in row.groups}
                found |= {plain(label) for c in table.columns_of(row) for label in (c.label, *c.variants)}
    for form in annexes().values():
        found |= {bare(label) for i in form.indicators for label in (i.label, *i.variants)}
    return frozenset(found)


@cache
def _titles() -> frozenset[str]:
    return frozenset(bare(w) for form in forms().values() for s in form.sections for w in (s.title, *s.variants))


def loosen(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the paragraphs of every such run turned into rows of one table."""
    out = list(lines)
    for first, end in reversed(list(_runs(lines))):
        rows = _rows(lines[first:end], lines[end].place.line if end < len(lines) else None)
        labels = sum(bare(f.text) in known_labels() for row in rows for f in row.fields if f.is_label)
        numbers = sum(f.printed.kind == "number" for row in rows for f in row.fields)
        long = any(sum(f.printed.kind == "number" for f in row.fields) >= _LONG for row in rows)
        if (labels >= _FEWEST and numbers >= _FEWEST) or labels >= _MANY or long:
            last = max(n for n, row in enumerate(rows) if _belongs(row))
            added = sum(row.loose and not row.text for row in rows[: last + 1])
            out[first : first + last + 1 - added] = rows[: last + 1]
    return out


def _belongs(row: Line) -> bool:
    return any(not f.is_label or bare(f.text) in known_labels() for f in row.fields)


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for number, line in enumerate(lines):
        if not line.is_row and not line.text.strip():
            continue
        if _may_be_row(line):
            first = number if first is None else first
        elif first is not None:
            yield first, number
            first = None
    if first is not None:
        yield first, len(lines)


def _may_be_row(line: Line) -> bool:
    if line.is_row:
        return not line.exact
    if line.heading:
        return False
    text = line.text.strip()
    if len(text) > _WIDEST or _SENTENCE.search(text) or len("".join(text.split())) > _LONGEST:
        return False
    if _TITLE.search(text) and parse_title(text):
        return False
    label = numbered(text)
    return not (bare(text) in _titles() and label[:1] in "一二三四五六")


def _rows(run: Sequence[Line], following: int | None) -> list[Line]:
    out: list[Line] = []
    for line in run:
        block = out[-1].block if out else line.block
        out.append(_row(line, block) if line.text.strip() and not line.is_row else line)
    return _with_empty_cells(out, following)


def _with_empty_cells(rows: Sequence[Line], following: int | None) -> list[Line]:
    """Where every cell has a line of its own, an empty line within is an empty cell; ``following`` is the next line."""
    if any(row.place.line is None or not row.loose for row in rows):
        return list(rows)
    steps = [(b.place.line or 0) - (a.place.line or 0) for a, b in pairwise(rows)]
    if sum(len(row.fields) == 1 for row in rows) < 0.8 * len(rows) or sum(s == 1 for s in steps) < _CLOSE * len(steps):
        return list(rows)
    before_label = [s - 1 for s, (a, b) in zip(steps, pairwise(rows), strict=True) if _is_words(b) and not _is_words(a)]
    divider = min(before_label, default=0)
    out = list(rows[:1])
    for step, row in zip(steps, rows[1:], strict=True):
        out += _empty(out[-1], step - 1 - (divider if _is_words(row) else 0))
        out.append(row)
    if following:
        out += _empty(out[-1], following - 2 - (out[-1].place.line or 0))  # one divides it from what follows
    return out


def _empty(after: Line, count: int) -> list[Line]:
    places = [Place(line=(after.place.line or 0) + n) for n in range(1, min(count, _MOST_EMPTY) + 1)]
    return [replace(after, text="", place=p, fields=[Field("", 0, 0, printed(""), p)]) for p in places]


def _is_words(row: Line) -> bool:
    return row.fields[0].is_label


def _row(line: Line, block: int) -> Line:
    pattern = _TABBED if "\t" in line.text.strip() else _TOKEN
    tokens = [(m.group(), m.start()) for m in pattern.finditer(line.text)]
    tokens = list(_with_units(tokens))
    if _is_one_label(line.text, [text for text, _ in tokens]):
        tokens = [(line.text.strip(), tokens[0][1])]
    words = [n for n, (t, _) in enumerate(tokens) if _HAN.search(t) and printed(t).kind == "text" and t not in UNITS]
    after = words[-1] + 1 if words else 0
    fields = [_field(text, at, line) for text, at in _joined(tokens[:after])]
    fields += [_field(text, at, line) for text, at in tokens[after:]]
    return replace(line, block=block, fields=fields, exact=False, loose=True)


def _with_units(tokens: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield the tokens with units put to the numbers before them: `107 件`."""
    last: tuple[str, int] | None = None
    for text, at in tokens:
        if last and text in UNITS and printed(last[0]).kind == "number" and last[0][-1].isdigit():
            yield last[0] + text, last[1]
            last = None
            continue
        if last:
            yield last
        last = (text, at)
    if last:
        yield last


def _is_one_label(text: str, tokens: Sequence[str]) -> bool:
    """Whether a paragraph is one label with blanks in it, and not several labels or a label with numbers."""
    if len(tokens) == 1:
        return True
    if (
        any(printed(token).kind == "blank" or token in UNITS for token in tokens)
        or printed(tokens[-1]).kind == "number"
    ):
        return False
    if plain(text) in known_labels() or bare(text) in known_labels():
        return True
    words = all(printed(token).kind == "text" for token in tokens)
    return words and "  " not in text.strip() and not any(bare(token) in known_labels() for token in tokens)


def _joined(tokens: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Give a number and signs that stand before a word back to it: `1. 属于国家秘密`.  Several numbers are values."""
    out: list[tuple[str, int]] = []
    pending: list[tuple[str, int]] = []
    for text, at in tokens:
        if sum(printed(t).kind == "number" for t, _ in pending) > 1:
            *values, last = pending
            out += values
            pending = [last]
        joined = "".join(t for t, _ in pending) + text
        if text in UNITS or (_HAN.search(text) and len(numbered(joined)) > 1):
            out.append((joined, at))
            pending = []
        else:
            pending.append((text, at))
    rest = "".join(t for t, _ in pending)
    if rest and out:
        out[-1] = (out[-1][0] + rest, out[-1][1])
    elif rest:
        out.append((rest, tokens[0][1]))
    return out


def _field(text: str, at: int, line: Line) -> Field:
    return Field(text, at + _wide(line.text[:at]), len(text) + _wide(text), printed(text), line.place)


def _wide(text: str) -> int:
    return 0 if text.isascii() else sum(unicodedata.east_asian_width(c) in "WF" for c in text)
