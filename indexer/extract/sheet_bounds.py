"""How far the cells of a workbook reach, before calamine makes room for all of them.  Called by ``sheets``.

A file of a kilobyte may name a cell in the last row and column; a dense sheet of that size needs hundreds of gigabytes.
"""

import io
import re
import struct

import olefile

from indexer.extract.errors import ExtractError
from indexer.extract.package import Package

_MOST = 4_000_000
"""Most fields (rows x columns) of a sheet."""
_REFERENCE = re.compile(rb'<(?:\w+:)?c [^>]{0,200}?\br="([A-Z]{1,7})(\d{1,9})"')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,200}?\br="(\d{1,9})"')
_CELL_RECORDS = {0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00BD, 0x00BE, 0x0001, 0x0002, 0x0003, 0x0004}


def check_bounds(data: bytes) -> None:
    """Raise ExtractError("too_large") if a sheet reaches too far, "encrypted" if the workbook is."""
    if data[:2] == b"PK":
        _check_package(Package(data))
    else:
        _check_biff(data)


def _check_package(package: Package) -> None:
    for name in package.names():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            content = package.read(name)
            columns = max((_column(m.group(1)) for m in _REFERENCE.finditer(content)), default=0)
            rows = max((int(m.group(2)) for m in _REFERENCE.finditer(content)), default=0)
            rows = max(rows, max((int(m.group(1)) for m in _ROW.finditer(content)), default=0))
            _judge(rows, columns, name)
        elif name == "content.xml":
            repeats = re.findall(rb'number-(?:rows|columns)-repeated="(\d+)"', package.read(name))
            if sum(int(n) for n in repeats if len(n) < 12) > 40 * 1_100_000:
                raise ExtractError("too_large", "the sheet repeats its cells too often")
        elif name.endswith(".bin") and name.startswith("xl/worksheets/"):
            package.read(name)


def _judge(rows: int, columns: int, name: str) -> None:
    if rows * columns > _MOST:
        raise ExtractError("too_large", f"{name} reaches to row {rows:,} and column {columns:,}")


def _column(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value


def _check_biff(data: bytes) -> None:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            stream: bytes = ole.openstream(name).read()
    except Exception as error:  # olefile raises whatever a damaged sector leads to
        raise ExtractError("truncated", f"the compound file is damaged ({error})") from error
    at = rows = columns = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0x002F and at < 4096:
            raise ExtractError("encrypted", "the workbook needs a password")
        if kind in _CELL_RECORDS and size >= 4 and at + 8 <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at + 4)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == 0x0809:
            rows = columns = 0
        _judge(rows, columns, "a sheet")
        at += 4 + size
