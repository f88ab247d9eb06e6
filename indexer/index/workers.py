"""Building many batches on all cores; a single batch is built in this process."""

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import Any

from indexer.index.build import Arrays, build
from indexer.index.entry import entry

Batch = list[dict[str, Any]]


def built(batches: Iterable[Batch], full: int, workers: int = 0) -> Iterator[Arrays]:
    """Yield the arrays of each batch, in order; worker processes start only if the first batch is ``full``."""
    stream = iter(batches)
    first = next(stream, None)
    if first is None:
        return
    if len(first) < full:
        yield _build(first)
        return
    count = workers or os.cpu_count() or 1
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        running: list[Future[Arrays]] = []
        for batch in chain([first], stream):
            running.append(pool.submit(_build, batch))
            if len(running) > count:
                yield running.pop(0).result()
        yield from (future.result() for future in islice(running, None))


def _build(batch: Batch) -> Arrays:
    return build(map(entry, batch))
