"""Names and spellings of the numbers that can be searched, sorted and drawn (config/numbers.toml, cells of forms)."""

from collections.abc import Sequence

from indexer.search.measures import is_ratio
from indexer.search.numbers import key_numbers
from indexer.search.numbers import label as label_in
from search_app.filters import number
from search_app.language import current, pick

DEFAULT = "new_requests"
MORE = ("granted", "reconsiderations", "lawsuits")


def choices() -> list[tuple[str, str]]:
    """Return (key, label) of the key numbers in the order of their file."""
    return [(key, pick(n.label, n.label_en)) for key, n in key_numbers().items()]


def label(key: str) -> str:
    """Return what a number is called in the language of the page: its name, its row and column, or its key."""
    return label_in(key, current())


def text(key: str, value: float | None) -> str:
    """Return a value as people write it, ratios in per cent; "" for None."""
    if value is not None and is_ratio(key):
        return f"{value:.1%}".replace(".0%", "%")
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


def shown_in(asked: Sequence[str], with_words: bool) -> list[str]:
    """Return the numbers that a list of results shows: those asked for, else the applications.

    A search without words has nothing else to tell, so it shows a few more.
    """
    return list(dict.fromkeys([*asked, *(() if asked else (DEFAULT,)), *(() if with_words or asked else MORE)]))[:4]
