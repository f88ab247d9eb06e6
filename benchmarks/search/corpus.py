"""A seeded corpus of synthetic reports: dictionary words with Zipf-like frequencies, sentences that recur."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import jieba
import numpy as np

from indexer import forms

WORDS, SENTENCES = 30_000, 4_000
SENTENCES_IN_REPORT = 26
LEVELS = ["city", "city_department", "county", "county_department", "township"]


@cache
def vocabulary() -> list[str]:
    """The most frequent dictionary words of two to four characters, most frequent first."""
    with jieba.get_module_res("dict.txt") as listed:
        rows = [line.decode().split() for line in listed]
    words = sorted((int(f), w) for w, f, *_ in rows if 2 <= len(w) <= 4 and int(f))
    return [word for _, word in reversed(words)][:WORDS]


def _zipf(rng: np.random.Generator, size: int, count: int, s: float) -> np.ndarray:
    weights = 1.0 / np.arange(1, size + 1) ** s
    return rng.choice(size, count, p=weights / weights.sum())


def _sentence(words: list[str], picked: np.ndarray) -> str:
    return "".join(words[i] + ("，" if n % 7 == 6 else "") for n, i in enumerate(picked)) + "。"


@cache
def sentences() -> list[str]:
    """Sentences that stand in many reports, as offices copy them from each other."""
    rng, words = np.random.default_rng(1), vocabulary()
    return [_sentence(words, _zipf(rng, WORDS, 14, 0.9)) for _ in range(SENTENCES)]


def reports(count: int, first: int = 0, batch: int = 1_000) -> Iterator[dict[str, Any]]:
    """Yield reports as the store gives them."""
    words, common = vocabulary(), sentences()
    form = forms.forms()["2021"]
    paths = [path for path, _, _ in form.cells()]
    for start in range(first, first + count, batch):
        size = min(batch, first + count - start)
        rng = np.random.default_rng([7, start])
        fresh = _zipf(rng, WORDS, size * SENTENCES_IN_REPORT * 14, 0.9).reshape(size, SENTENCES_IN_REPORT, 14)
        copied = _zipf(rng, SENTENCES, size * SENTENCES_IN_REPORT, 0.7).reshape(size, SENTENCES_IN_REPORT)
        is_copied = rng.random((size, SENTENCES_IN_REPORT)) < 0.4
        values = np.floor(rng.lognormal(1.5, 1.8, (size, len(paths)))).astype(int)
        for i in range(size):
            lines = [
                common[copied[i, n]] if is_copied[i, n] else _sentence(words, fresh[i, n])
                for n in range(SENTENCES_IN_REPORT)
            ]
            yield _report(start + i, lines, paths, values[i].tolist(), rng.integers(0, 2**31, 6).tolist())


def _report(number: int, lines: list[str], paths: list[Any], values: list[int], dice: list[int]) -> dict[str, Any]:
    tables: dict[str, Any] = {"annex2014": [], "procurement_unit": None}
    for path, value in zip(paths, values, strict=True):
        node = tables
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = {"value": value, "state": "value"}
    province, city, county = f"省{dice[0] % 31:02}", f"市{dice[1] % 12:02}", f"县{dice[2] % 9}"
    sections = [
        {"number": n + 1, "title": "", "narrative": "\n".join(lines[n * 5 : n * 5 + 5 if n < 5 else None])}
        for n in range(6)
    ]
    return {
        "id": f"r{number:07}",
        "digest": str(number),
        "formats": [["html", "pdf", "docx"][dice[3] % 3]],
        "portals": [f"p{dice[1] % 400}"],
        "documents": 1,
        "report": {
            "form": "2021",
            "title": f"{county}机关{number}年度报告",
            "report_year": 2019 + dice[4] % 7,
            "publisher": {"name": f"{county}机关{number}", "normalised": None, "scope": None},
            "region": {
                "province": province,
                "city": city,
                "county": county,
                "township": None,
                "level": LEVELS[dice[5] % 5],
                "code": None,
            },
            "sections": sections,
            "tables": tables,
            "checks": [],
            "findings": [],
        },
    }


def plain(report: dict[str, Any]) -> dict[str, Any]:
    """Return what the other engines index of a report."""
    body = report["report"]
    cells = body["tables"]["requests"]
    new, total = cells["new_received"]["total"]["value"], cells["results_total"]["total"]["value"]
    return {
        "id": report["id"],
        "text": "\n".join([body["title"], *(s["narrative"] for s in body["sections"])]),
        "year": body["report_year"],
        "province": body["region"]["province"],
        "level": body["region"]["level"],
        "city": f"{body['region']['province']}/{body['region']['city']}",
        "format": report["formats"][0],
        "new": new,
        "granted": cells["granted"]["total"]["value"],
        "total": total,
    }
