"""What the values of facets are called on the pages."""

from collections.abc import Mapping
from functools import lru_cache

from crawler import register
from indexer.search import vocabulary
from indexer.search.model import SECTION
from search_app.language import catalogue, current


def place_name(path: str) -> str:
    """Return a place from the province down, from its path."""
    return " ".join(step for step in path.split("/") if step)


def label(key: str, value: str) -> str:
    """Return what a facet's value is called on the page."""
    if key == SECTION:
        return vocabulary.section_label(value, current()) if value in vocabulary.SECTIONS else value
    if key == "form" and value:
        return catalogue(current()).get(f"form.{value}", value)
    if key == "portal":
        return _portals().get(value, value)
    return vocabulary.label_of(key, value, current())


@lru_cache(maxsize=1)
def _portals() -> Mapping[str, str]:
    """Return the portals' titles by name; where the register is wrong for the moment, names must do."""
    try:
        return {entry.name: entry.title or entry.name for entry in register.load()}
    except register.RegisterError:
        return {}
