"""``python -m benchmarks.extract.run [FILE…]``: reading to the last cell and finding, beside what others take to parse.

The figures are CPU milliseconds of one process on the same file (the best of several rounds), with what a program takes
that is started for it.  Two measures stand beside each other (``libraries``): the floor, which only opens the file, and
the format's usual library, which is what the promise is about.
Without files it takes a small, a normal and a large report of every format, made from the demonstration world.  Memory
is the most that a reader process takes for that original, all it loads before included.  Ends with 1 where a normal
report, or a file that is given, misses what is promised.
"""

import gc
import platform
import resource
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.extract.libraries import FLOORS, USUAL, Peer, UnavailableError
from benchmarks.extract.originals import originals
from benchmarks.fuzz.mutants import highest_memory
from config.settings import Settings
from indexer import loaded as loaded  # as in a reader process: divisions and forms are there and frozen
from indexer.extract import extract
from indexer.extract.workers import Readers
from indexer.reading import Original, read_original

_PROMISED = {"docx": 4.0}
"""Most times the usual library's own time that reading a normal report takes; 2 for other formats."""
_MEMORY = 300


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rounds", default=9, show_default=True)
@click.option("--write", type=click.Path(path_type=Path), help="Page whose part between <!-- reading --> marks is set.")
def main(files: tuple[Path, ...], rounds: int, write: Path | None) -> None:
    """Print a table: what others need for each original, what we need (extract, whole reading), and peak memory."""
    found: Iterable[tuple[str, str, bytes]] = (
        [(path.suffix[1:].lower().replace("wps", "doc"), path.name, path.read_bytes()) for path in files]
        if files
        else originals()
    )
    lines = [
        "| original | kB | floor | ms | usual library | ms | extract | whole reading | to floor | to library | MB |",
        "| --- | ---: | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    missed = []
    for kind, size, data in found:
        name, repeated = f"original.{kind}", max(2, rounds // (3 if size == "large" else 1))
        ours = _best(lambda data=data, name=name: read_original(Original(data, name)), repeated)  # type: ignore[misc]
        alone = _best(lambda data=data, name=name: extract(data, name), repeated)  # type: ignore[misc]
        floor, usual = (_peer(peers.get(kind), data, repeated) for peers in (FLOORS, USUAL))
        memory = _memory(data, name)
        lines.append(
            f"| {kind}, {size} | {len(data) / 1000:.0f} | {floor.shown} | {usual.shown} | {alone:.1f} | {ours:.1f} "
            f"| {floor.ratio(ours)} | {usual.ratio(ours)} | {memory:.0f} |"
        )
        click.echo(lines[-1], err=True)
        if size not in ("small", "large") and usual.time and ours / usual.time > _PROMISED.get(kind, 2.0):
            missed.append(f"{kind} {ours / usual.time:.1f}")
        if size != "large" and memory > _MEMORY:
            missed.append(f"{kind} {memory:.0f} MB")
    table = "\n".join(lines)
    click.echo(table)
    click.echo(f"missed: {', '.join(missed) or 'nothing'}")
    if write:
        _put(write, f"{platform.machine()}, Python {platform.python_version()}.\n\n{table}")
    sys.exit(1 if missed else 0)


@dataclass(frozen=True, slots=True)
class _Measured:
    """What a peer took; no time where there is none, or where it is not installed."""

    name: str = "–"
    time: float | None = None

    @property
    def shown(self) -> str:
        return f"{self.name} | {self.time:.1f}" if self.time is not None else f"{self.name} | –"

    def ratio(self, ours: float) -> str:
        return f"{ours / self.time:.2f}" if self.time else "–"


def _peer(peer: Peer | None, data: bytes, rounds: int) -> _Measured:
    if peer is None:
        return _Measured()
    try:
        return _Measured(peer.name, _best(lambda: peer.parse(data), rounds))
    except UnavailableError:
        return _Measured(f"{peer.name}: not installed")


def _best(call: Callable[[], object], rounds: int) -> float:
    """Return the best CPU milliseconds of a call, its child processes included."""
    call()
    gc.freeze()
    best = 1e9
    for _ in range(rounds):
        gc.collect()
        begun = _spent()
        call()
        best = min(best, (_spent() - begun) * 1000)
    return best


def _spent() -> float:
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


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
