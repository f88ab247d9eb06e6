"""``python -m benchmarks.extract.run [FILE…]``: reading to the last cell and finding, beside the parsing library alone.

Both run in turn in one process, on the same file; the figures are CPU milliseconds (the best of several rounds).
Without files it takes one report of every format from the demonstration world.  Memory is that of a reader process.
"""

import gc
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks.extract.libraries import LIBRARIES
from benchmarks.fuzz.seeds import seeds
from config.settings import Settings
from indexer.extract import ExtractError, extract
from indexer.extract.workers import Readers
from indexer.reading import Original, read_original


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rounds", default=9, show_default=True)
def main(files: tuple[Path, ...], rounds: int) -> None:
    """Print a table: format, library, its time, ours (extract, whole reading), the ratio, and peak memory."""
    found = {path.name: path.read_bytes() for path in files} if files else seeds()
    click.echo("| original | library | parse ms | extract ms | read to the last finding ms | ratio | memory MB |")
    click.echo("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    worst = 0.0
    with Readers(peak, Settings(reader_seconds=600, workers=1)) as readers:
        for name, data in found.items():
            kind = name.rpartition(".")[2].replace("wps", "doc")
            if kind not in LIBRARIES:
                continue
            library, parse = LIBRARIES[kind]
            try:
                extract(data, name)
            except ExtractError as error:
                click.echo(f"| {name} | {error} | | | | | |")
                continue
            try:
                ours, theirs, alone = _measured(data, name, parse, rounds)
            except ImportError as error:
                click.echo(f"| {name} | {library} | not installed: {error.name} | | | | |")
                continue
            worst = max(worst, ours / theirs)
            memory = next(readers.map([(data, name)])).result or 0
            click.echo(
                f"| {name} | {library} | {theirs:.1f} | {alone:.1f} | {ours:.1f} | {ours / theirs:.2f} "
                f"| {memory / 2**20:.0f} |"
            )
    sys.exit(0 if worst else 1)


def _measured(data: bytes, name: str, parse: Callable[[bytes], None], rounds: int) -> tuple[float, float, float]:
    """Return the best times of the whole reading, of the library, and of extraction, taken in turn."""
    calls: list[Callable[[], object]] = [
        lambda: read_original(Original(data, name)),
        lambda: parse(data),
        lambda: extract(data, name),
    ]
    best = [1e9, 1e9, 1e9]
    for _ in range(rounds):
        for i, call in enumerate(calls):
            gc.collect()
            begun = time.process_time()
            call()
            best[i] = min(best[i], (time.process_time() - begun) * 1000)
    return best[0], best[1], best[2]


def peak(item: tuple[bytes, str]) -> int:
    """Read an original and return the peak memory of the process in bytes."""
    read_original(Original(*item))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
