"""Parquet, a row group for each batch; query, data version and codebook are in the file's metadata."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from config.errors import OperatorError
from indexer.export.columns import Column, Value, codebook
from indexer.export.drain import Drain, batches

ROWS = 5_000
"""Rows of a row group."""


class NotInstalled(OperatorError):  # noqa: N818 - says what is the case
    """Parquet needs pyarrow; the message names the extra that brings it."""


def parquet(columns: Sequence[Column], rows: Iterator[list[Value]], told: dict[str, Any]) -> Iterator[bytes]:
    """Yield the file piece by piece.  Raises NotInstalled at once where pyarrow is missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise NotInstalled("Parquet needs pyarrow: pip install 'nianbao[export]'") from error
    kinds = {"text": pyarrow.string(), "whole": pyarrow.int64(), "number": pyarrow.float64()}
    fields = [
        pyarrow.field(c.name, kinds[c.kind], metadata={"label": c.label, "label_en": c.label_en, "unit": c.unit})
        for c in columns
    ]
    metadata = {"about": json.dumps(told, ensure_ascii=False), "codebook": json.dumps(codebook(columns))}
    schema = pyarrow.schema(fields, metadata)

    def pieces() -> Iterator[bytes]:
        drain = Drain()
        with pyarrow.parquet.ParquetWriter(drain, schema, compression="zstd") as writer:
            for batch in batches(rows, ROWS):
                values = [pyarrow.array([row[i] for row in batch], field.type) for i, field in enumerate(schema)]
                writer.write_batch(pyarrow.record_batch(values, schema=schema))
                yield drain.take()
        yield drain.take()

    return pieces()
