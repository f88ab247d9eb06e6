"""How far the cells of a workbook reach, and which are formatted though empty.  Called by ``sheets``.

Looked at before calamine makes room for all cells: a file of a kilobyte may name a cell in the last row and column, and
a dense sheet of that size needs hundreds of gigabytes.  calamine does not tell an empty cell of a table from no cell.
"""

import io
import re
import struct
from collections import Counter

import olefile

from indexer.extract.errors import ExtractError
from indexer.extract.package import Package, local

_MOST = 4_000_000
"""Most fields (rows x columns) of a sheet."""
_REFERENCE = re.compile(rb'<(?:\w+:)?c [^>]{0,200}?\br="([A-Z]{1,7})(\d{1,20})"')
_EXTENT = re.compile(rb'\bref="[A-Z]{1,7}\d{1,20}(?::([A-Z]{1,7})(\d{1,20}))?"')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,200}?\br="(\d{1,20})"')
_CELL_RECORDS = {0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00BD, 0x00BE, 0x0001, 0x0002, 0x0003, 0x0004}


def cells_in_rows(data: bytes) -> list[Counter[int]]:
    """Return for each worksheet, in order, how many cells each row has, empty ones included (none: not known).

    Raises ExtractError("too_large") if a sheet reaches too far, "encrypted" if the workbook is.
    """
    return _package_rows(Package(data)) if data[:2] == b"PK" else _biff_rows(data)


def _package_rows(package: Package) -> list[Counter[int]]:
    found: dict[str, Counter[int]] = {}
    for name in package.names():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            content = package.read(name)
            found[name] = Counter(int(m.group(2)) - 1 for m in _REFERENCE.finditer(content))
            columns = max((_column(m.group(1)) for m in _REFERENCE.finditer(content)), default=0)
            rows = max((int(m.group(2)) for m in _REFERENCE.finditer(content)), default=0)
            rows = max(rows, max((int(m.group(1)) for m in _ROW.finditer(content)), default=0))
            _judge(rows, columns, name)
            for extent in _EXTENT.finditer(content):
                if extent.group(1):
                    _judge(int(extent.group(2)), _column(extent.group(1)), name)
        elif name == "content.xml":
            repeats = re.findall(rb'number-(?:rows|columns)-repeated="(\d+)"', package.read(name))
            if sum(int(n) for n in repeats if len(n) < 12) > 40 * 1_100_000:
                raise ExtractError("too_large", "the sheet repeats its cells too often")
        elif name.endswith(".bin") and name.startswith("xl/worksheets/"):
            package.read(name)
    return [found.get(name, Counter()) for name in _sheet_parts(package)]


def _sheet_parts(package: Package) -> list[str]:
    """Return the parts of the worksheets in the order of the workbook."""
    if not package.has("xl/workbook.xml") or not package.has("xl/_rels/workbook.xml.rels"):
        return []
    targets: dict[str, str] = {}
    for relation in package.xml("xl/_rels/workbook.xml.rels"):
        target = (relation.get("Target") or "").lstrip("/").lower()
        targets[relation.get("Id") or ""] = target if target.startswith("xl/") else f"xl/{target}"
    sheets = [e for e in package.xml("xl/workbook.xml").iter() if local(e) == "sheet"]
    return [targets.get(str(value), "") for e in sheets for key, value in e.attrib.items() if str(key).endswith("}id")]


def _judge(rows: int, columns: int, name: str) -> None:
    if rows * columns > _MOST:
        raise ExtractError("too_large", f"{name} reaches to row {rows:,} and column {columns:,}")


def _column(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value


def _biff_rows(data: bytes) -> list[Counter[int]]:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            stream: bytes = ole.openstream(name).read()
    except Exception as error:  # olefile raises whatever a damaged sector leads to
        raise ExtractError("truncated", f"the compound file is damaged ({error})") from error
    found: list[Counter[int]] = []
    at = rows = columns = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0x002F and at < 4096:
            raise ExtractError("encrypted", "the workbook needs a password")
        if kind in _CELL_RECORDS and size >= 4 and at + 8 <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at + 4)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if found:
                found[-1][row] += max(1, (size - 6) // 2) if kind == 0x00BE else 1
        elif kind == 0x0809:
            rows = columns = 0
            if at + 8 <= len(stream) and struct.unpack_from("<H", stream, at + 6)[0] == 0x0010:
                found.append(Counter())
        _judge(rows, columns, "a sheet")
        at += 4 + size
    return found
