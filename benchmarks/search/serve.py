"""`nianbao serve` over the built index: first answer, memory, and eight visitors at once whose answers must be right.

python benchmarks/search/serve.py --size 100000 --data FOLDER   (after run.py has built nianbao and whoosh there)

Whatever stock Whoosh can be asked is compared with its count, everything with what one visitor alone was told.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from corpus import vocabulary
from engines import Whoosh
from whoosh import query as q

THREADS, QUESTIONS = 8, 240
STARTS = 4
"""The first brings program and index into the system's memory; what counts are the others, on a quiet machine."""
SHAPES = (
    "{0}",
    "{0} {1}",
    "{0} OR {1} OR {2}",
    "{0} -{1}",
    "{0} 年:2020..2022 新收:>3",
    '"{0}"',
    "问题:{0}",
    "予以公开/总计>0.4 {0}",
)


def questions() -> list[tuple[str, Any]]:
    """Return lines with what they are for stock Whoosh (None where it cannot be asked)."""
    rng, words = random.Random(9), vocabulary()[:600]
    found = []
    for _ in range(QUESTIONS):
        picked, shape = rng.sample(words, 3), rng.choice(SHAPES)
        found.append((shape.format(*picked), _stock(shape, [q.Term("text", word) for word in picked])))
    return found


def _stock(shape: str, terms: list[Any]) -> Any:
    one, two, three = terms
    trees = {
        "{0}": one,
        "{0} {1}": q.And([one, two]),
        "{0} OR {1} OR {2}": q.Or([one, two, three]),
        "{0} -{1}": q.And([one, q.Not(two)]),
        "{0} 年:2020..2022 新收:>3": q.And([one, q.NumericRange("year", 2020, 2022), q.NumericRange("new", 4, None)]),
    }
    return trees.get(shape)


class Server:
    """A running `nianbao serve`."""

    def __init__(self, folder: Path) -> None:
        began = time.perf_counter()
        command = [
            sys.executable,
            "-c",
            "import nianbao; nianbao.main()",
            "serve",
            "--port",
            "0",
            "--data",
            str(folder),
        ]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        found = re.search(r"http://\S+/", self.process.stderr.readline())
        assert found is not None
        self.address = found.group()
        self.started = time.perf_counter() - began

    def ask(self, line: str) -> dict[str, Any]:
        with urlopen(f"{self.address}api/v1/search?q={quote(line)}&synonyms=0") as answer:
            return {**json.load(answer), "seconds": 0}

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def processor_time(self) -> float:
        """Return the seconds of processor time used so far; on a machine that others use, less than what passes."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self, name: str = "VmHWM") -> float:
        """Return the most that the process ever held in memory, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name)) / 1024


def _first_answer(folder: Path) -> Server:
    """Start a server, ask it at once, and print how long both took."""
    server = Server(folder)
    began = time.perf_counter()
    server.ask("政府信息公开 年:2021 新收:>3")
    first = time.perf_counter() - began
    print(
        f"listening after {server.started:.2f} s, first answer after another {first:.2f} s; "
        f"{server.processor_time():.2f} s of processor time until then"
    )
    return server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=Path("benchmark-data"))
    given = parser.parse_args()
    built = (given.data / str(given.size)).resolve()
    asked = questions()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index").symlink_to(built / "nianbao")
        for _ in range(STARTS - 1):
            _first_answer(Path(folder)).stop()
        server = _first_answer(Path(folder))
        try:
            expected = [server.ask(line) for line, _ in asked]
            wrong, seconds = _together(server, asked, expected)
            print(
                f"{THREADS * QUESTIONS} answers to {THREADS} visitors at once in {seconds:.1f} s, {wrong} differ from "
                f"what one visitor is told; at most {server.resident():.0f} MB"
            )
        finally:
            server.stop()
    if (built / "whoosh").exists():
        searcher = Whoosh(built).index.searcher()
        pairs = [(found["total"], tree) for found, (_, tree) in zip(expected, asked, strict=True) if tree is not None]
        differ = sum(total != sum(1 for _ in searcher.docs_for_query(tree)) for total, tree in pairs)
        print(f"stock Whoosh counts {differ} of {len(pairs)} questions otherwise")


def _together(server: Server, asked: list[tuple[str, Any]], expected: list[dict[str, Any]]) -> tuple[int, float]:
    wrong: list[str] = []

    def visitor(offset: int) -> None:
        for n in range(QUESTIONS):
            at = (n * 7 + offset * 53) % QUESTIONS
            if server.ask(asked[at][0]) != expected[at]:
                wrong.append(asked[at][0])

    threads = [threading.Thread(target=visitor, args=(n,)) for n in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(wrong), time.perf_counter() - began


if __name__ == "__main__":
    main()
