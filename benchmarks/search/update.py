"""What an update of 100 reports costs, and how much slower questions are after it.

python benchmarks/search/update.py --size 100000 --data FOLDER   (after run.py has built the index there)

Works on a second list of the same segments (hard links); the built index stays as it is.
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
from run import measure, quantile

CHANGED = 100


def medians(engine: Nianbao) -> dict[str, tuple[float, float]]:
    """Return cold and warm p50 by class of questions, in milliseconds of processor time."""
    measure(engine, time.process_time)
    times = measure(engine, time.process_time)
    return {name: (quantile(t["cold"], 0.5), quantile(t["warm"], 0.5)) for name, t in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=Path("benchmark-data"))
    given = parser.parse_args()
    built = given.data / str(given.size)
    with tempfile.TemporaryDirectory(dir=built) as folder:
        shutil.copytree(built / "nianbao", Path(folder) / "nianbao", copy_function=os.link)
        engine = Nianbao(Path(folder))
        before = medians(engine)
        changed = [{**report, "digest": "changed"} for report in reports(CHANGED, first=given.size // 2)]
        cpu, wall = time.process_time(), time.perf_counter()
        engine.index.update(changed)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        building = json.loads((built / "nianbao.built.json").read_text())["cpu"]
        print(f"updating {CHANGED} reports: {cpu:.2f} s CPU, {wall:.2f} s; {cpu / building:.2%} of building")
        for name, (cold, warm) in medians(engine).items():
            was = before[name]
            print(f"{name}: cold {was[0]:.2f} → {cold:.2f} ms, warm {was[1]:.2f} → {warm:.2f} ms")


if __name__ == "__main__":
    main()
