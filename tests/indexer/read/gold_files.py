"""Comparing a reading with a gold file; shared by the tests of this folder."""

from collections.abc import Iterator
from typing import Any

from indexer.report import CellPath, Report


def gold_cells(node: Any, path: CellPath = ()) -> Iterator[tuple[CellPath, dict[str, Any]]]:
    if isinstance(node, dict) and "state" in node:
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from gold_cells(value, (*path, key))


def wrong_cells(report: Report, gold: dict[str, Any]) -> dict[CellPath, tuple[Any, Any]]:
    out = {}
    for path, want in gold_cells(gold["tables"]):
        have = report.cells[path]
        pair = (have.value, have.state, have.inferred), (want["value"], want["state"], want.get("inferred"))
        if pair[0] != pair[1]:
            out[path] = pair
    return out


def squeezed(text: str) -> str:
    return "".join(text.split())
