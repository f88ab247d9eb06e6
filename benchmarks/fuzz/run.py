"""``python -m benchmarks.fuzz.run``: mutated originals of every format; ends with 1 if a reader crashed, hung or grew.

Each mutant is read to the end (extract, read, check) in a bounded process.  What goes wrong is printed with the format
and number that make the mutant again: ``benchmarks.fuzz.mutants.mutant(format, number)``.  Time is processor time, so
that the result does not depend on what else the machine does.  A process that a library under us ended (pdfium aborts
where forms that draw themselves use up the memory it may have) costs that mutant alone; such are counted apart.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import click

from benchmarks.fuzz.mutants import Cost, formats, mutant, read_mutant
from config.settings import Settings
from indexer.extract.workers import Outcome, Readers

MEMORY = 700 * 1024 * 1024
_WAITED = 10
"""Times the allowed processor time that may pass on a busy machine."""


@dataclass
class Seen:
    """What a run has seen: outcomes by reason, the most memory and time by format, and what went wrong."""

    reasons: Counter[str] = field(default_factory=Counter)
    memory: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, tuple[float, int]] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def take(self, name: str, number: int, outcome: Outcome[Cost], allowed: float) -> None:
        """Take what came of one mutant."""
        cost = outcome.result
        if cost is None:
            ended = "(signal " in (outcome.detail or "")
            self.note(self.ended if ended else self.bad, f"{name} {number}: {outcome.reason}: {outcome.detail}")
            return
        self.memory[name] = max(self.memory[name], cost.memory)
        self.seconds[name] = max(self.seconds.get(name, (0.0, 0)), (cost.seconds, number))
        self.reasons.update(reason.partition(":")[0] or "read" for reason in cost.reasons)
        wrong = [r for r in cost.reasons if r.startswith(("reader_failed", "out_of_memory"))]
        wrong += [f"{cost.seconds:.1f} s"] if cost.seconds > allowed else []
        wrong += [f"{cost.memory / 2**20:.0f} MB"] if cost.memory > MEMORY else []
        for what in wrong:
            self.note(self.bad, f"{name} {number}: {what}")

    def note(self, where: list[str], line: str) -> None:
        """Keep a line and show it at once."""
        where.append(line)
        click.echo(line, err=True)


@click.command()
@click.option("--count", default=20_000, show_default=True, help="how many mutants, over all formats")
@click.option("--start", default=0, show_default=True, help="number of the first mutant of each format")
@click.option("--format", "wanted", multiple=True, help="only these formats")
@click.option("--seconds", default=20.0, show_default=True, help="processor time for one mutant")
@click.option("--workers", default=1, show_default=True, help="reader processes")
@click.option("--within", default=10_000.0, show_default=True, help="seconds after which the run ends")
def main(count: int, start: int, wanted: tuple[str, ...], seconds: float, workers: int, within: float) -> None:
    """Read mutants and name every one that crashed, hung, or needed too much memory."""
    names = [name for name in formats() if not wanted or name in wanted]
    each = -(-count // len(names))
    items = [(name, number) for number in range(start, start + each) for name in names]
    settings = Settings(reader_seconds=seconds * _WAITED, reader_memory_bytes=2 * MEMORY, workers=workers)
    seen, done, begun = Seen(), 0, time.monotonic()
    with Readers(read_mutant, settings) as readers:
        for item, outcome in zip(items, readers.map((mutant(*i), f"{i[1]}.{i[0]}") for i in items), strict=False):
            done += 1
            seen.take(*item, outcome, seconds)
            if done % 500 == 0:
                click.echo(
                    f"{done:,} of {len(items):,}, {len(seen.bad)} bad, {time.monotonic() - begun:.0f} s", err=True
                )
            if time.monotonic() - begun > within:
                break
    click.echo(f"{done:,} mutants of {len(names)} formats in {time.monotonic() - begun:.0f} s: {dict(seen.reasons)}")
    click.echo(f"most memory that one mutant took, MB: {_megabytes(seen.memory)}")
    click.echo(f"most processor time, s: {', '.join(f'{n} {s:.1f} ({i})' for n, (s, i) in seen.seconds.items())}")
    click.echo(f"{len(seen.ended)} reader processes ended by a library, {len(seen.bad)} mutants that went wrong")
    for line in [*seen.bad[:60], *seen.ended[:60]]:
        click.echo(line)
    sys.exit(1 if seen.bad else 0)


def _megabytes(peaks: Counter[str]) -> str:
    return ", ".join(f"{name} {memory / 2**20:.0f}" for name, memory in peaks.most_common())


if __name__ == "__main__":
    main()
