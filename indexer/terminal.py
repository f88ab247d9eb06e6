"""Text for a terminal, on which a Chinese character takes two columns."""

from unicodedata import east_asian_width


def width(text: str) -> int:
    """Return how many columns a text takes.

    >>> width("年报 2024")
    9
    """
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def left(text: str, columns: int) -> str:
    """Return a text with blanks behind it."""
    return text + " " * (columns - width(text))


def right(text: str, columns: int) -> str:
    """Return a text with blanks before it; at least one, so that columns never touch."""
    return " " * max(1, columns - width(text)) + text
