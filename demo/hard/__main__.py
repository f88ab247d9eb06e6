"""``python -m demo.hard``: read hard cases and say what went wrong, or write them with their gold files."""

import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import click

from demo.hard.case import Case
from demo.hard.cases import FORMATS, KINDS, cases
from demo.hard.outside import MAKERS
from demo.hard.verdict import Verdict, verdict


@click.command()
@click.option("--count", default=1000, show_default=True, help="how many cases")
@click.option("--seed", default=1, show_default=True)
@click.option("--format", "formats", multiple=True, type=click.Choice([*FORMATS, *MAKERS]), help="only these formats")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), help="only these kinds of table")
@click.option("--show", default=20, show_default=True, help="how many failing cases to name")
@click.option("--write", type=click.Path(path_type=Path), help="write the cases with gold files into a folder instead")
def main(
    count: int, seed: int, formats: tuple[str, ...], kinds: tuple[str, ...], show: int, write: Path | None
) -> None:
    """Read seeded hard cases and compare every cell with the truth.

    \b
    Example:
      python -m demo.hard --count 2000 --format txt
    """
    if write:
        for case in cases(count, seed, formats, kinds):
            _write(write, case)
        return
    begun = time.monotonic()
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    failing: list[tuple[Case, Verdict]] = []
    for case in cases(count, seed, formats, kinds):
        found = verdict(case)
        totals[case.format].update(found.counts())
        if found.lines:
            failing.append((case, found))
    for format, counts in sorted(totals.items()):
        click.echo(f"{format:5} " + "  ".join(f"{key} {counts[key]}" for key in sorted(counts)))
    for case, found in failing[:show]:
        click.echo(f"\n{case.id}")
        for line in found.lines[:6]:
            click.echo(f"    {line}")
    steps = Counter(step for case, _ in failing for step in case.steps)
    click.echo(f"\n{len(failing)} of {count} cases differ, in {time.monotonic() - begun:.0f} s; their steps: {steps}")
    sys.exit(1 if failing else 0)


def _write(folder: Path, case: Case) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"case{int(case.id.partition(':')[0]):05d}"
    original = folder / f"{stem}{Path(case.name).suffix}"
    original.write_bytes(case.data)
    gold = case.truth.to_gold(case.open_cells) | {"file": original.name, "case": case.id}
    (folder / f"{stem}.gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
