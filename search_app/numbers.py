"""Names of the numbers that can be searched, sorted and drawn: config/numbers.toml and every cell of the forms."""

from indexer.forms import forms
from indexer.search.model import SearchRequest
from indexer.search.numbers import numbers
from search_app.filters import number
from search_app.language import pick


def choices() -> list[tuple[str, str]]:
    """Return (key, label) of the named numbers in the order of their file."""
    return [(key, pick(n.label, n.label_en)) for key, n in numbers().items()]


def label(key: str) -> str:
    """Return what a number is called: its name, else its row and column in a form, else the key."""
    named = numbers().get(key)
    if named is not None:
        return pick(named.label, named.label_en)
    for form in reversed(forms().values()):
        for path, row, column in form.cells():
            if ".".join(path) == key:
                return f"{pick(row.label, row.label_en)} · {pick(column.label, column.label_en)}"
    return key


def span(low: float | None, high: float | None) -> str:
    """Return a range as people write it: ≥ 10, ≤ 20, 10–20, = 5."""
    if low is None and high is None:
        return "✓"
    if low == high:
        return f"= {number(low)}"
    if high is None:
        return f"≥ {number(low)}"
    return f"≤ {number(high)}" if low is None else f"{number(low)} – {number(high)}"


def shown_in(asked: SearchRequest) -> list[str]:
    """Return the keys of the numbers that a list of results shows: those asked for, else the applications."""
    keys = [*asked.ranges, *([asked.sort.lstrip("-")] if asked.sort.lstrip("-") in numbers() else [])]
    return list(dict.fromkeys(keys or ["new_requests"]))[:4]
