"""Measures search side by side; one command builds what is missing, measures, prints and writes docs/performance.md.

python benchmarks/search/run.py --size 10000 --data /somewhere/with/10GB

Beside the times it says whether the engines count the same, how times grow from a tenth of the size (where that was
measured), and how far the ratios are from what is promised.
"""

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from corpus import reports, sentences, vocabulary
from engines import ENGINES, Engine

from indexer.tokenize import tokenizer

CLASSES = (
    "word", "two words", "any of five", "phrase", "word, year, range", "facets", "facets of all", "ratio",
    "sort by number", "page as served",
)  # fmt: skip
QUESTIONS = 60


def questions() -> dict[str, list[tuple[Any, ...]]]:
    """The same seeded questions for every engine: common words, strings that occur, years and bounds."""
    rng, words = random.Random(3), [word for word in vocabulary()[:400] if word != "或者"]  # an operator
    pick = lambda n: tuple(rng.sample(words, n))  # noqa: E731
    phrases = [_phrase(rng) for _ in range(QUESTIONS)]
    return {
        "word": [pick(1) for _ in range(QUESTIONS)],
        "two words": [pick(2) for _ in range(QUESTIONS)],
        "any of five": [pick(5) for _ in range(QUESTIONS)],
        "phrase": phrases,
        "word, year, range": [(*pick(1), rng.choice([2020, 2021, 2022])) for _ in range(QUESTIONS)],
        "facets": [pick(1) for _ in range(QUESTIONS)],
        "facets of all": [(2022,)] * QUESTIONS,
        "ratio": [(*pick(1), rng.choice([0.3, 0.5, 2])) for _ in range(QUESTIONS)],
        "sort by number": [pick(1) for _ in range(QUESTIONS)],
        "page as served": [pick(1) for _ in range(QUESTIONS)],
    }


def _phrase(rng: random.Random) -> tuple[str, tuple[str, ...]]:
    """A stretch of a sentence that recurs, or of one that does not: as a string, and as the words it consists of.

    The words follow each other in the index of words as well (no shorter word inside one lies between them), so that
    every engine finds something.
    """
    while True:
        if rng.random() < 0.5:
            text = rng.choice(sentences())
        else:
            report = next(reports(1, first=1000 * rng.randrange(5)))
            text = rng.choice(report["report"]["sections"][rng.randrange(5)]["narrative"].split("\n"))
        run = max(text.rstrip("。").split("，"), key=len)
        found = list(tokenizer().tokens(run))
        for chain in zip(found, found[1:], found[2:], strict=False):
            if all(at + len(word) == after for (at, word), (after, _) in pairwise(chain)):
                words = tuple(word for _, word in chain)
                return "".join(words), words


def measure(engine: Engine, clock: Any) -> dict[str, dict[str, list[Any]]]:
    """Return milliseconds by class, cold (own caches empty; the first time asked) and warm (the second), and counts."""
    out: dict[str, dict[str, list[Any]]] = {}
    for name, asked in questions().items():
        ask = engine.ask.get(name)
        if ask is None:
            continue
        times: dict[str, list[Any]] = {"cold": [], "warm": [], "total": []}
        for question in asked:
            engine.cool()
            for kind in ("cold", "warm"):
                began = clock()
                answer = ask(*question)
                times[kind].append((clock() - began) * 1000)
            is_count = isinstance(answer, tuple) and isinstance(answer[0], int)
            times["total"].append(answer[0] if is_count else None)
        out[name] = times
    return out


def one(name: str, folder: Path, size: int, clock: str) -> dict[str, Any]:
    """Build where needed and measure one engine, in this process."""
    engine = ENGINES[name](folder)
    mark = folder / f"{name}.built.json"
    if not mark.exists():
        cpu = lambda: sum(os.times()[:4])  # noqa: E731
        began, began_cpu = time.perf_counter(), cpu()
        engine.build(size)
        mark.write_text(json.dumps({"seconds": time.perf_counter() - began, "cpu": cpu() - began_cpu}))
        return one(name, folder, size, clock)
    for path in _files(folder, name):  # what is measured is searching, not the disk: every file is in memory
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass
    began = time.perf_counter()
    times = measure(engine, time.process_time if clock == "cpu" else time.perf_counter)
    return {
        "build": json.loads(mark.read_text()),
        "times": times,
        "seconds": time.perf_counter() - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "disk": _disk(folder, name),
    }


def differing(results: dict[str, dict[str, Any]]) -> str:
    """Return how many counts differ between engines; a phrase of words is not a string, and is left out."""
    compared = differ = 0
    for name in CLASSES:
        lists = [r["times"][name]["total"] for r in results.values() if name in r["times"] and name != "phrase"]
        for counts in zip(*lists, strict=True):
            known = [count for count in counts if count is not None]
            compared += len(known) > 1
            differ += len(set(known)) > 1
    return f"The engines count {differ} of {compared} questions differently."


def growth(small: dict[str, Any], large: dict[str, Any]) -> str:
    """Return by class how many times the p50 grows where the reports are ten times as many."""
    lines = ["| growth of p50 from a tenth of the reports | cold | warm |", "| --- | --- | --- |"]
    for name in CLASSES:
        pairs = [(small["times"][name][k], large["times"][name][k]) for k in ("cold", "warm")]
        lines.append(f"| {name} | " + " | ".join(f"{_p50(b) / _p50(a):.1f}" for a, b in pairs) + " |")
    lines += ["", "Ten would be linear; more than that is growing worse than the index does."]
    return "\n".join(lines)


def promises(results: dict[str, dict[str, Any]]) -> str:
    """Return how close the measured ratios come to what is promised, the worst class of each."""
    own = results["nianbao"]["times"]
    lines = []
    for peer, kind, most in (("fts5", "cold", 1), ("tantivy", "cold", 10), ("tantivy", "warm", 3)):
        theirs = results[peer]["times"] if peer in results else {}
        ratios = {name: _p50(own[name][kind]) / _p50(theirs[name]["warm"]) for name in own if name in theirs}
        if ratios:
            worst = max(ratios, key=lambda name: ratios[name])
            lines.append(f"- {kind} p50 against {peer}: at most {ratios[worst]:.2f} ({worst}); promised {most}")
    peer = results.get("tantivy", {}).get("times", {}).get("facets of all")
    for kind in ("cold", "warm") if peer else ():
        ratio = _p50(own["facets of all"][kind]) / _p50(peer["warm"])
        lines.append(f"- {kind} p50 of four facets over half of all reports against tantivy: {ratio:.2f}; promised 2")
    for kind in ("cold", "warm"):
        spread = {name: quantile(own[name][kind], 0.95) / _p50(own[name][kind]) for name in own}
        worst = max(spread, key=lambda name: spread[name])
        lines.append(f"- {kind} p95 against its p50: at most {spread[worst]:.1f} ({worst}); promised 10")
    return "\n".join(lines)


def _p50(values: list[float]) -> float:
    return quantile(values, 0.5)


def _files(folder: Path, name: str) -> list[Path]:
    path = folder / {"fts5": "fts5.db"}.get(name, name)
    return [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]


def _disk(folder: Path, name: str) -> float:
    return sum(f.stat().st_size for f in _files(folder, name)) / 2**20


def quantile(values: list[float], q: float) -> float:
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


def table(results: dict[str, dict[str, Any]]) -> str:
    """Return the comparison as Markdown: p50 (p95) in ms, and ratios to tantivy."""
    lines = [
        "| question | nianbao cold | warm | "
        + " | ".join(n for n in results if n != "nianbao")
        + " | cold / tantivy | warm / tantivy |"
    ]
    lines.append("|" + " --- |" * (lines[0].count("|") - 1))
    for name in CLASSES:
        times = {engine: r["times"].get(name) for engine, r in results.items()}
        cells = [name]
        for engine, kinds in (("nianbao", ("cold", "warm")), *((e, ("warm",)) for e in results if e != "nianbao")):
            for kind in kinds:
                values = (times.get(engine) or {}).get(kind)
                cells.append(f"{quantile(values, 0.5):.2f} ({quantile(values, 0.95):.2f})" if values else "–")
        for kind in ("cold", "warm"):
            own, other = times.get("nianbao"), times.get("tantivy")
            cells.append(f"{quantile(own[kind], 0.5) / quantile(other['warm'], 0.5):.1f}" if own and other else "–")
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", "| | " + " | ".join(results) + " |", "|" + " --- |" * (len(results) + 1)]
    lines.append("| building, s | " + " | ".join(f"{r['build']['seconds']:.0f}" for r in results.values()) + " |")
    lines.append("| building, CPU s | " + " | ".join(f"{r['build']['cpu']:.0f}" for r in results.values()) + " |")
    lines.append("| on disk, MB | " + " | ".join(f"{r['disk']:.0f}" for r in results.values()) + " |")
    lines.append("| memory while searching, MB | " + " | ".join(f"{r['memory']:.0f}" for r in results.values()) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=Path("benchmark-data"))
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall", help="cpu: for a machine that others use")
    parser.add_argument("--write", type=Path, help="put the tables into this Markdown file, between its markers")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    folder = given.data / str(given.size)
    folder.mkdir(parents=True, exist_ok=True)
    if given.one:
        print(json.dumps(one(given.one, folder, given.size, given.clock)))
        return
    results: dict[str, dict[str, Any]] = {}
    for name in given.engines.split(","):
        print(f"{name} …", file=sys.stderr)
        command = [sys.executable, __file__, "--one", name, "--size", str(given.size), "--data", str(given.data)]
        is_built = (folder / f"{name}.built.json").exists()
        for _ in range(1 if is_built else 2):  # memory and times are those of a process that did not build
            done = subprocess.run([*command, "--clock", given.clock], check=True, stdout=subprocess.PIPE, text=True)
        results[name] = json.loads(done.stdout)
    (folder / "results.json").write_text(json.dumps(results))
    parts = [table(results), promises(results), differing(results)]
    smaller = given.data / str(given.size // 10) / "results.json"
    if smaller.exists():
        parts.append(growth(json.loads(smaller.read_text())["nianbao"], results["nianbao"]))
    text = "\n\n".join(parts)
    print(text)
    if given.write:
        where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {given.clock} time"
        _write(given.write, given.size, f"{given.size:,} reports; {where}.\n\n{text}")


def _write(path: Path, size: int, text: str) -> None:
    begin, end = f"<!-- search {size} -->", f"<!-- /search {size} -->"
    old = path.read_text("utf-8") if path.exists() else "# Performance\n"
    block = f"{begin}\n{text}\n{end}"
    if begin in old:
        old = old[: old.index(begin)] + block + old[old.index(end) + len(end) :]
    else:
        old += f"\n{block}\n"
    path.write_text(old, "utf-8")


if __name__ == "__main__":
    main()
