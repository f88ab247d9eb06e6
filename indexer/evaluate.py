"""Readings against gold: `nianbao evaluate` prints per format and form what was right, wrong, invented and missed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from config.settings import Settings
from indexer.files import read_files
from indexer.gold import PLACES, Gold, facts
from indexer.read.context import Context
from indexer.read.identity import identify


@dataclass(slots=True)
class Score:
    """Counts for one format and form.  ``false`` are numbers where gold has none; ``pairs`` hold [right, of]."""

    format: str
    form: str
    reports: int = 0
    cells: int = 0
    right: int = 0
    wrong: int = 0
    false: int = 0
    missed: int = 0
    states: int = 0
    pairs: dict[str, list[int]] = field(default_factory=dict)

    def add(self, name: str, right: bool) -> None:
        """Count one decision."""
        pair = self.pairs.setdefault(name, [0, 0])
        pair[0] += right
        pair[1] += 1

    def to_json(self) -> dict[str, Any]:
        """Return the counts; sections and facts as {right, of}."""
        out = asdict(self)
        pairs = out.pop("pairs")
        return out | {name: {"right": right, "of": of} for name, (right, of) in pairs.items()}


@dataclass(slots=True)
class Evaluation:
    """All scores, and what differed, one line each."""

    scores: dict[tuple[str, str], Score] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def score(self, format_: str, form: str | None) -> Score:
        """Return the score of a format and form."""
        key = (format_, form or "-")
        return self.scores.setdefault(key, Score(*key))


def evaluate(
    golds: Iterable[Gold], settings: Settings, progress: Callable[[int, int], None] | None = None
) -> Evaluation:
    """Read the originals of all entries and compare."""
    out = Evaluation()
    entries = list(golds)
    pairs = [(gold, path) for gold in entries for path in gold.originals]
    out.unread += [f"{gold.name}: no original found" for gold in entries if not gold.is_title and not gold.originals]
    by_name = {str(path): gold for gold, path in pairs}
    for reading in read_files([path for _, path in pairs], settings, progress):
        gold = by_name[reading.file.split("!")[0]]
        if reading.report is None:
            out.unread.append(f"{reading.file}: {reading.reason}: {reading.detail}")
            continue
        _compare(out, reading.file, gold.content, reading.report)
    for gold in entries:
        if gold.is_title:
            _compare_title(out, gold)
    return out


def _compare(out: Evaluation, name: str, gold: dict[str, Any], report: dict[str, Any]) -> None:
    score = out.score(report["format"], gold.get("form"))
    score.reports += 1
    score.add("forms", gold.get("form") == report["form"])
    for path, want in _cells(gold["tables"]):
        have = _at(report["tables"], path)
        _count(out, score, f"{name}: {'.'.join(path)}", want, have)
    _compare_annex(out, score, name, gold, report)
    _compare_sections(out, score, name, gold, report)
    _compare_facts(out, score, name, facts(gold), _read_facts(report))


def _count(out: Evaluation, score: Score, where: str, want: dict[str, Any], have: dict[str, Any]) -> None:
    score.cells += 1
    score.states += want["state"] == have["state"]
    if want["value"] == have["value"]:
        score.right += 1
    elif want["value"] is None:
        score.false += 1
    elif have["value"] is None:
        score.missed += 1
    else:
        score.wrong += 1
    if (want["value"], want["state"]) != (have["value"], have["state"]):
        shown = f"{have['value']} ({have['state']}) for {want['value']} ({want['state']})"
        out.differences.append(f"{where}: {shown}")


def _compare_annex(out: Evaluation, score: Score, name: str, gold: dict[str, Any], report: dict[str, Any]) -> None:
    """Count the indicators of an annex of before 2019; they are told by their label, in printed order."""
    read = list(report["tables"].get("annex2014") or ())
    for want in gold["tables"].get("annex2014") or ():
        have = next((entry for entry in read if entry["label"] == want["label"]), {"value": None, "state": "missing"})
        if have in read:
            read.remove(have)
        _count(out, score, f"{name}: annex2014 {want['label']}", want | {"state": want.get("state", "value")}, have)


def _compare_sections(out: Evaluation, score: Score, name: str, gold: dict[str, Any], report: dict[str, Any]) -> None:
    found = {section["number"]: section for section in report["sections"]}
    for want in gold.get("sections", ()):
        have = found.get(want["number"])
        text = "".join(have["text"].split()) if have else ""
        right = (
            have is not None
            and have["heading_raw"] == want["heading_raw"]
            and text[:15] == (want.get("first15") or text[:15])
            and text[-15:] == (want.get("last15") or text[-15:])
            and len(text) == want.get("chars_no_space", len(text))
        )
        score.add("sections", right)
        if not right:
            out.differences.append(f"{name}: section {want['number']} begins or ends elsewhere")


def _compare_facts(out: Evaluation, score: Score, name: str, wanted: dict[str, Any], found: dict[str, Any]) -> None:
    for key, want in wanted.items():
        score.add(_PLURAL[key], found.get(key) == want)
        if found.get(key) != want:
            out.differences.append(f"{name}: {key}: {found.get(key)} for {want}")


_PLURAL = {"year": "years", "agency": "agencies", "level": "levels", "place": "places"}


def _read_facts(report: dict[str, Any]) -> dict[str, Any]:
    region = report["region"]
    return {
        "year": report["report_year"],
        "agency": report["publisher"]["name"],
        "level": region["level"],
        "place": tuple(region[key] for key in PLACES),
    }


def _compare_title(out: Evaluation, gold: Gold) -> None:
    content = gold.content
    score = out.score("title", content.get("format_version"))
    score.reports += 1
    who = identify([content.get("title") or ""], "", [], {}, Context(url=content.get("url") or ""))
    places = tuple(getattr(who.region, key) for key in PLACES)
    found = {
        "year": who.report_year,
        "agency": who.publisher.name,
        "level": who.region.level,
        "place": places,
    }
    wanted = facts(content)
    if "place" in wanted:  # a list of titles names no townships
        wanted["place"] = tuple(content.get(key, place) for key, place in zip(PLACES, places, strict=True))
    _compare_facts(out, score, gold.name, wanted, found)


def _cells(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(node, dict) and "state" in node:
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _cells(value, (*path, key))


def _at(tables: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    node: Any = tables
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else {"value": None, "state": "missing"}


def table(evaluation: Evaluation) -> Iterator[str]:
    """Yield the lines of a readable table."""
    facts_ = ("sections", "forms", "years", "agencies", "levels", "places")
    counts = ("reports", "cells", "right", "wrong", "false", "missed", "states")
    yield " ".join(["format  form  ", *(f"{name:>9}" for name in (*counts, *facts_))])
    for score in sorted(evaluation.scores.values(), key=lambda s: (s.format, s.form)):
        numbers = [f"{getattr(score, name):>9}" for name in counts]
        numbers += [f"{'/'.join(map(str, score.pairs[n])) if n in score.pairs else '':>9}" for n in facts_]
        yield " ".join([f"{score.format:7} {score.form:6}", *numbers])
