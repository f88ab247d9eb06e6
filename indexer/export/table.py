"""A result set as a table file, streamed: what `nianbao export` writes and `GET /export` sends."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from indexer.export.columns import (
    FACTS,
    GROUPS,
    Column,
    Value,
    cells_of,
    codebook,
    has_details,
    long_columns,
    long_rows,
    wide,
)
from indexer.export.drain import Counted, batches
from indexer.export.formulas import defused
from indexer.export.parquet import parquet
from indexer.export.xlsx import xlsx
from indexer.index.schema import FIELDS, cell_columns
from indexer.search import render
from indexer.search.controls import understood
from indexer.search.model import Backend, SearchRequest

FORMATS = {
    "csv": ("text/csv; charset=utf-8", ".csv"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "jsonl": ("application/x-ndjson", ".jsonl"),
    "parquet": ("application/vnd.apache.parquet", ".parquet"),
}
SHAPES = ("wide", "long")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take away.

    ``fields`` are names of columns or groups (see ``columns.wide``); the long shape has all cells, or those of the
    numbers and cells that are named.  ``excel`` writes
    CSV with a byte order mark.  ``about`` puts query and data version inside.
    """

    format: str = "csv"
    shape: str = "wide"
    fields: tuple[str, ...] = ()
    excel: bool = False
    about: bool = True


def export(backend: Backend, request: SearchRequest, wanted: Wanted, counted: Counted | None = None) -> Iterator[bytes]:
    """Yield the file piece by piece.  Raises QueryError or UnknownField at once, before the first piece."""
    counted = counted or Counted()
    if wanted.shape == "long":
        columns = long_columns()
        named = [field for field in wanted.fields if field not in (*GROUPS, *FACTS)]
        cells = tuple(c for c in cells_of(named or ("cells",)) if c in cell_columns())
        records = counted.reports(backend.records(request, cells, details=True))
        rows: Iterator[list[Value]] = (row for record in records for row in long_rows(record))
    else:
        columns = wide(wanted.fields)
        text = any(column.name in FIELDS[2:] for column in columns)
        found = backend.records(request, cells_of(wanted.fields), text, has_details(columns))
        rows = ([column.value(record) for column in columns] for record in counted.reports(found))
    rows = counted.written(rows)
    told = about(backend, request) | {"shape": wanted.shape} if wanted.about else {}
    if wanted.format == "csv":
        return _csv(columns, rows, told, wanted.excel)
    return _WRITERS[wanted.format](columns, rows, told)


def about(backend: Backend, request: SearchRequest) -> dict[str, Any]:
    """Return what a file says of itself: the whole request as a line, the state of the data, the time."""
    request, parsed = understood(request)
    return {
        "query": render.line(request, parsed.plain),
        "synonyms": request.synonyms,
        "data": backend.version(),
        "taken": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _csv(columns: Sequence[Column], rows: Iterator[list[Value]], told: dict[str, Any], excel: bool) -> Iterator[bytes]:
    """Comments ("# key: value") first, then the header, then the rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    if excel:
        buffer.write("\ufeff")
    for key, value in told.items():
        buffer.write(f"# {key}: {' '.join(str(value).split())}\r\n")
    writer.writerow([column.name for column in columns])
    for batch in batches(rows):
        writer.writerows([defused(value) for value in row] for row in batch)
        yield _taken(buffer)
    yield _taken(buffer)


def _jsonl(columns: Sequence[Column], rows: Iterator[list[Value]], told: dict[str, Any]) -> Iterator[bytes]:
    """One object a line; the first one says what the file is and what its columns mean."""
    if told:
        yield (json.dumps({"about": told, "codebook": codebook(columns)}, ensure_ascii=False) + "\n").encode()
    names = [column.name for column in columns]
    for batch in batches(rows):
        lines = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in batch)
        yield ("\n".join(lines) + "\n").encode()


_WRITERS: dict[str, Callable[[Sequence[Column], Iterator[list[Value]], dict[str, Any]], Iterator[bytes]]] = {
    "jsonl": _jsonl,
    "xlsx": xlsx,
    "parquet": parquet,
}


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data
