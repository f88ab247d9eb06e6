"""How often agency, level, place and year are right on generated titles, and how long that takes.

    python -m benchmarks.identity.run [CASES] [SEED]

Cases are drawn from all divisions of the register: bodies of every level, twenty shapes of titles, homonyms with and
without hints in the first paragraph.  "open" is what was left undecided; a wrong one is worse than an open one.
"""

import sys
import time
from collections import Counter

from indexer.jurisdictions import load
from indexer.read.identity import Identity, identify
from indexer.read.plain import plain
from tests.indexer.read.identity_cases import Case, cases

TEXT = "本单位认真贯彻落实条例，主动公开政府信息，办理群众来信，积极回应社会关切。" * 60
"""About 2,200 characters without hints: the usual length of a report's narrative."""


def judge(case: Case, found: Identity) -> dict[str, str]:
    """Return for agency, level, place and year: right, wrong or open."""
    region = {level: getattr(found.region, level) for level in case.place}
    name = plain(found.publisher.name or "")
    return {
        "agency": "open" if not name else "right" if name.endswith(case.name) else "wrong",
        "level": "open" if not found.region.level else "right" if found.region.level == case.level else "wrong",
        "place": "open" if not found.region.province else "right" if region == case.place else "wrong",
        "year": "open" if not found.report_year else "right" if found.report_year == case.year else "wrong",
    }


def main(count: int = 20_000, seed: int = 1) -> None:
    """Print the figures."""
    begin = time.process_time()
    register = load()
    print(f"register read in {time.process_time() - begin:.2f} s")
    drawn = list(cases(register, seed, count))
    counted: Counter[tuple[str, str]] = Counter()
    begin = time.process_time()
    read = [identify(case.opening, TEXT, case.closing or ["2021年1月25日"], {}, case.context) for case in drawn]
    seconds = time.process_time() - begin
    for case, found in zip(drawn, read, strict=True):
        counted.update(judge(case, found).items())
    print(f"{count} cases, seed {seed}: {seconds / count * 1000:.2f} ms each")
    print(f"{'':8}{'right':>8}{'wrong':>8}{'open':>8}  right where decided")
    for fact in ("agency", "level", "place", "year"):
        right, wrong, left = (counted[fact, answer] for answer in ("right", "wrong", "open"))
        print(f"{fact:8}{right:8}{wrong:8}{left:8}  {right / max(1, right + wrong):.4%}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
