"""Names and spellings of the numbers that can be searched, sorted and drawn (config/numbers.toml, cells of forms)."""

from indexer.search.model import SearchRequest
from indexer.search.numbers import key_numbers
from indexer.search.numbers import label as label_in
from search_app.filters import number
from search_app.language import current, pick

DEFAULT = "new_requests"


def choices() -> list[tuple[str, str]]:
    """Return (key, label) of the key numbers in the order of their file."""
    return [(key, pick(n.label, n.label_en)) for key, n in key_numbers().items()]


def label(key: str) -> str:
    """Return what a number is called in the language of the page: its name, its row and column, or its key."""
    return label_in(key, current())


def text(key: str, value: float | None) -> str:
    """Return a value as people write it, ratios in per cent; "" for None."""
    known = key_numbers().get(key)
    if value is not None and known is not None and known.kind == "ratio":
        return f"{value:.1%}"
    return number(value)


def span(key: str, low: float | None, high: float | None) -> str:
    """Return a range as people write it: ≥ 10, ≤ 20, 10 – 20, = 5; "✓" where any value will do."""
    if low is None and high is None:
        return "✓"
    if low == high:
        return f"= {text(key, low)}"
    if high is None:
        return f"≥ {text(key, low)}"
    return f"≤ {text(key, high)}" if low is None else f"{text(key, low)} – {text(key, high)}"


def shown_in(asked: SearchRequest) -> list[str]:
    """Return the keys of the numbers that a list of results shows: those asked for, else the applications."""
    by = asked.sort.removeprefix("-")
    keys = [*asked.ranges, *([by] if by in key_numbers() else [])]
    return list(dict.fromkeys(keys or [DEFAULT]))[:4]
