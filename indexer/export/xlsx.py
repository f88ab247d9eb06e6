"""XLSX (ECMA-376), written row by row without a library, so that it streams: sheets data, codebook, about.

Text goes into the cells as inline strings, which a spreadsheet never runs as formulas.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from config.errors import OperatorError
from indexer.export.columns import Column, Value, codebook
from indexer.export.drain import Drain, batches

MOST_ROWS = 1_048_576
LONGEST = 32_767
"""Limits of the format: rows of a sheet, characters of a cell."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHEETS = ("data", "codebook", "about")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class TooManyRows(OperatorError):  # noqa: N818 - says what is the case
    """A sheet holds at most MOST_ROWS rows."""


def xlsx(columns: Sequence[Column], rows: Iterator[list[Value]], told: dict[str, Any]) -> Iterator[bytes]:
    """Yield the file piece by piece.  Raises TooManyRows when the sheet is full."""
    drain = Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in _parts():
            file.writestr(name, text)
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            sheet.write(_row([column.name for column in columns]))
            count, cut = 1, 0
            for batch in batches(rows):
                count += len(batch)
                if count > MOST_ROWS:
                    raise TooManyRows(f"a sheet of XLSX holds {MOST_ROWS} rows; take CSV, JSON Lines or Parquet")
                cut += sum(isinstance(value, str) and len(value) > LONGEST for row in batch for value in row)
                sheet.write(b"".join(map(_row, batch)))
                yield drain.take()
            sheet.write(b"</sheetData></worksheet>")
        book = codebook(columns)
        table: list[list[Value]] = [list(book[0]), *(list(entry.values()) for entry in book)] if book else []
        file.writestr("xl/worksheets/sheet2.xml", _sheet(table))
        if cut:
            told = told | {
                "cut": f"{cut} texts are longer than a cell holds ({LONGEST} characters); CSV has them whole"
            }
        file.writestr("xl/worksheets/sheet3.xml", _sheet([[key, str(value)] for key, value in told.items()]))
        yield drain.take()
    yield drain.take()


def _row(values: Sequence[Value]) -> bytes:
    return f"<row>{''.join(map(_cell, values))}</row>".encode()


def _cell(value: Value) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        text = escape(_FORBIDDEN.sub("", value[:LONGEST]))
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c><v>{value!r}</v></c>"


def _sheet(rows: Sequence[Sequence[Value]]) -> bytes:
    head = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode()
    return head + b"".join(map(_row, rows)) + b"</sheetData></worksheet>"


def _parts() -> Iterator[tuple[str, str]]:
    """Yield the parts that every workbook has."""
    numbers = range(1, len(_SHEETS) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{sheets}</Types>',
    )
    yield (
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(_SHEETS, 1))
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
    )
