"""Eight threads ask the built index at once; every answer is compared with the one a single thread got.

python benchmarks/search/threads.py --size 100000 --data FOLDER   (after run.py has built the index there)
"""

import argparse
import random
import threading
import time
from pathlib import Path

from corpus import vocabulary

from indexer.index.embedded import EmbeddedIndex
from indexer.search.model import SearchRequest

THREADS, QUESTIONS = 8, 300


def questions() -> list[SearchRequest]:
    rng, words = random.Random(9), vocabulary()[:600]
    shapes = (
        "{0}",
        "{0} {1}",
        '"{0}"',
        "问题:{0}",
        "{0} 年:2020..2022 新收:>3",
        "{0} OR {1} OR {2}",
        "予以公开/总计>0.4 {0}",
    )
    return [SearchRequest(rng.choice(shapes).format(*rng.sample(words, 3))) for _ in range(QUESTIONS)]


def resident() -> float:
    """Return the resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=Path("benchmark-data"))
    given = parser.parse_args()
    index = EmbeddedIndex(given.data / str(given.size) / "nianbao")
    asked = questions()
    expected = [index.search(request).to_json() | {"seconds": 0} for request in asked]
    index.forget()
    wrong: list[str] = []
    most = [0.0]

    def ask(offset: int) -> None:
        for n in range(QUESTIONS):
            at = (n * 7 + offset * 53) % QUESTIONS
            if index.search(asked[at]).to_json() | {"seconds": 0} != expected[at]:
                wrong.append(asked[at].q)
            most[0] = max(most[0], resident())

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(f"{THREADS * QUESTIONS} answers in {seconds:.1f} s, {len(wrong)} wrong, at most {most[0]:.0f} MB resident")


if __name__ == "__main__":
    main()
