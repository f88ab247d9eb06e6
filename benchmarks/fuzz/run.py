"""``python -m benchmarks.fuzz.run``: mutated originals of every format; ends with 1 if a reader crashed, hung or grew.

Each mutant is read to the end (extract, read, check) in a bounded process.  What goes wrong is printed with the format
and number that make the mutant again: ``benchmarks.fuzz.mutants.mutant(format, number)``.
"""

import sys
import time
from collections import Counter

import click

from benchmarks.fuzz.mutants import formats, mutant, read_mutant
from config.settings import Settings
from indexer.extract.workers import Readers

MEMORY = 700 * 1024 * 1024


@click.command()
@click.option("--count", default=20_000, show_default=True, help="how many mutants, over all formats")
@click.option("--start", default=0, show_default=True, help="number of the first mutant of each format")
@click.option("--format", "wanted", multiple=True, help="only these formats")
@click.option("--seconds", default=20.0, show_default=True, help="time for one mutant")
@click.option("--workers", default=1, show_default=True, help="reader processes")
@click.option("--within", default=3000.0, show_default=True, help="seconds after which the run ends")
def main(count: int, start: int, wanted: tuple[str, ...], seconds: float, workers: int, within: float) -> None:
    """Read mutants and name every one that crashed, hung, or needed too much memory."""
    names = [name for name in formats() if not wanted or name in wanted]
    each = -(-count // len(names))
    items = [(name, number) for number in range(start, start + each) for name in names]
    settings = Settings(reader_seconds=seconds, reader_memory_bytes=2 * MEMORY, workers=workers)
    seen: Counter[str] = Counter()
    peaks: Counter[str] = Counter()
    bad: list[str] = []
    begun = time.monotonic()
    done = 0
    with Readers(read_mutant, settings) as readers:
        for item, outcome in zip(items, readers.map((mutant(*i), f"{i[1]}.{i[0]}") for i in items), strict=False):
            done += 1
            if outcome.result is None:
                bad.append(f"{item}: {outcome.reason}: {outcome.detail}")
                click.echo(bad[-1], err=True)
            else:
                reasons, memory = outcome.result
                peaks[item[0]] = max(peaks[item[0]], memory)
                seen.update(reason.partition(":")[0] or "read" for reason in reasons)
                for reason in reasons:
                    if reason.startswith(("reader_failed", "out_of_memory")):
                        bad.append(f"{item}: {reason}")
                        click.echo(bad[-1], err=True)
            if done % 500 == 0:
                click.echo(f"{done:,} of {len(items):,}, {len(bad)} bad, {time.monotonic() - begun:.0f} s", err=True)
            if time.monotonic() - begun > within:
                break
    click.echo(f"{done:,} mutants of {len(names)} formats in {time.monotonic() - begun:.0f} s: {dict(seen)}")
    click.echo(f"most memory that one mutant took, MB: {_megabytes(peaks)}")
    for line in bad[:60]:
        click.echo(line)
    sys.exit(1 if bad or max(peaks.values(), default=0) > MEMORY else 0)


def _megabytes(peaks: Counter[str]) -> str:
    return ", ".join(f"{name} {memory / 2**20:.0f}" for name, memory in peaks.most_common())


if __name__ == "__main__":
    main()
