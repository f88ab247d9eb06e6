"""What an update of 100 reports costs, and how much slower questions are after it.

python benchmarks/search/update.py --size 100000 --data FOLDER   (after run.py has built the index there)

Works on a second list of the same segments (hard links); the built index stays as it is.  Both are asked each question
in turn, so that what else the machine does meets both.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

from corpus import reports
from engines import Nianbao
from run import quantile, questions

CHANGED = 100


ROUNDS = 3


def medians(engines: list[Nianbao]) -> dict[str, list[tuple[float, float]]]:
    """Return by class of questions the cold and warm p50 of each engine, in milliseconds of processor time."""
    found = {}
    for name, asked in questions().items():
        times: list[tuple[list[float], list[float]]] = [([], []) for _ in engines]
        for turn in range(ROUNDS + 1):
            for question in asked:
                for at in range(len(engines)) if turn % 2 else reversed(range(len(engines))):
                    engines[at].cool()
                    for kind in times[at]:
                        began = time.process_time()
                        engines[at].ask[name](*question)
                        if turn:  # the first time, pages of the new files are touched
                            kind.append((time.process_time() - began) * 1000)
        found[name] = [(quantile(cold, 0.5), quantile(warm, 0.5)) for cold, warm in times]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=Path("benchmark-data"))
    given = parser.parse_args()
    built = given.data / str(given.size)
    with tempfile.TemporaryDirectory(dir=built) as folder:
        shutil.copytree(built / "nianbao", Path(folder) / "nianbao", copy_function=os.link)
        engine = Nianbao(Path(folder))
        changed = [{**report, "digest": "changed"} for report in reports(CHANGED, first=given.size // 2)]
        cpu, wall = time.process_time(), time.perf_counter()
        engine.index.update(changed)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        building = json.loads((built / "nianbao.built.json").read_text())["cpu"]
        print(f"updating {CHANGED} reports: {cpu:.2f} s CPU, {wall:.2f} s; {cpu / building:.2%} of building")
        for name, ((cold, warm), (cold_after, warm_after)) in medians([Nianbao(built), engine]).items():
            print(
                f"{name}: cold {cold:.3f} → {cold_after:.3f} ms ({cold_after / cold - 1:+.0%}), "
                f"warm {warm:.3f} → {warm_after:.3f} ms ({warm_after / warm - 1:+.0%})"
            )


if __name__ == "__main__":
    main()
