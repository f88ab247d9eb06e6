"""``python -m benchmarks.extract.run [FILE…]``: reading to the last cell and finding, beside the parsing library alone.

Both run in turn in one process, on the same file; the figures are CPU milliseconds (the best of several rounds).
Without files it takes a small, a normal and a large report of every format, made from the demonstration world.  Memory
is the most that a reader process takes for that original, all it loads before included.  Ends with 1 where a normal
report, or a file that is given, misses what is promised.
"""

import gc
import platform
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from benchmarks.extract.libraries import LIBRARIES
from benchmarks.extract.originals import originals
from benchmarks.fuzz.mutants import highest_memory
from config.settings import Settings
from indexer import loaded as loaded  # as in a reader process: divisions and forms are there and frozen
from indexer.extract import extract
from indexer.extract.workers import Readers
from indexer.reading import Original, read_original

_PROMISED = {"docx": 4.0}
"""Most times the library's own time that reading a normal report takes; 2 for other formats."""
_MEMORY = 300


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rounds", default=9, show_default=True)
@click.option("--write", type=click.Path(path_type=Path), help="Page whose part between <!-- reading --> marks is set.")
def main(files: tuple[Path, ...], rounds: int, write: Path | None) -> None:
    """Print a table: format, size, library, its time, ours (extract, whole reading), the ratio, and peak memory."""
    found: Iterable[tuple[str, str, bytes]] = (
        [(path.suffix[1:].lower().replace("wps", "doc"), path.name, path.read_bytes()) for path in files]
        if files
        else originals()
    )
    lines = [
        "| original | kB | library | parse | extract | whole reading | ratio | memory, MB |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    missed = []
    for kind, size, data in found:
        library, parse = LIBRARIES[kind]
        ours, theirs, alone = _measured(
            data, f"original.{kind}", parse, max(2, rounds // (3 if size == "large" else 1))
        )
        memory = _memory(data, f"original.{kind}")
        lines.append(
            f"| {kind}, {size} | {len(data) / 1000:.0f} | {library} | {theirs:.1f} | {alone:.1f} | {ours:.1f} "
            f"| {ours / theirs:.2f} | {memory:.0f} |"
        )
        click.echo(lines[-1], err=True)
        if size not in ("small", "large") and ours / theirs > _PROMISED.get(kind, 2.0):
            missed.append(f"{kind} {ours / theirs:.1f}")
        if size != "large" and memory > _MEMORY:
            missed.append(f"{kind} {memory:.0f} MB")
    table = "\n".join(lines)
    click.echo(table)
    click.echo(f"missed: {', '.join(missed) or 'nothing'}")
    if write:
        _put(write, f"{platform.machine()}, Python {platform.python_version()}.\n\n{table}")
    sys.exit(1 if missed else 0)


def _measured(data: bytes, name: str, parse: Callable[[bytes], None], rounds: int) -> tuple[float, float, float]:
    """Return the best times of the whole reading, of the library, and of extraction, taken in turn."""
    calls: list[Callable[[], object]] = [
        lambda: read_original(Original(data, name)),
        lambda: parse(data),
        lambda: extract(data, name),
    ]
    best = [1e9, 1e9, 1e9]
    for call in calls:
        call()
    gc.freeze()
    for _ in range(rounds):
        for i, call in enumerate(calls):
            gc.collect()
            begun = time.process_time()
            call()
            best[i] = min(best[i], (time.process_time() - begun) * 1000)
    return best[0], best[1], best[2]


def _memory(data: bytes, name: str) -> float:
    """Return the megabytes that a reader process of its own takes for an original."""
    with Readers(peak, Settings(reader_seconds=600, workers=1)) as readers:
        return (next(readers.map([(data, name)])).result or 0) / 2**20


def peak(item: tuple[bytes, str]) -> int:
    """Read an original and return the peak memory of the process in bytes."""
    read_original(Original(*item))
    return highest_memory()


def _put(page: Path, text: str) -> None:
    before, mark, rest = page.read_text("utf-8").partition("<!-- reading table -->\n")
    after = rest.partition("<!-- /reading table -->")[2]
    page.write_text(f"{before}{mark}{text}\n<!-- /reading table -->{after}", "utf-8")


if __name__ == "__main__":
    main()
