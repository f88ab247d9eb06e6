"""Ranges and distributions of numbers in an address: ``range=new_requests:10..200``, or the form with two boxes.

``search_app.parameters`` calls this.
"""

import re

from werkzeug.datastructures import MultiDict

from indexer.fold import flat
from indexer.search.measures import is_ratio
from search_app.faults import ParameterError

MAX_RANGES = 12
MAX_HISTOGRAMS = 6

FORM = ("number", "min", "max")
"""The form of a range: which number, and the two boxes."""

NUMBER_KEY = re.compile(r"[\w./+\-()]{1,200}")


def ranges(args: MultiDict[str, str]) -> dict[str, tuple[float | None, float | None]]:
    """Read the ranges, those of the form included.  Raises ParameterError."""
    found: dict[str, tuple[float | None, float | None]] = {}
    for text in args.getlist("range"):
        try:
            key, limits = _range(text)
        except ParameterError as error:
            error.value = text
            raise
        found[key] = limits
    if (name := _chosen(args)) and (args.get("min", "").strip() or args.get("max", "").strip()):
        low, high = (_number(edge, args.get(edge, ""), name) for edge in ("min", "max"))
        if low is not None and high is not None and low > high:
            raise ParameterError("min", "order")
        found[name] = (low, high)
    if len(found) > MAX_RANGES:
        raise ParameterError("range", "many", high=MAX_RANGES)
    return found


def _range(text: str) -> tuple[str, tuple[float | None, float | None]]:
    key, colon, span = text.rpartition(":")
    low, dots, high = span.partition("..")
    if not (colon and dots and NUMBER_KEY.fullmatch(key)):
        raise ParameterError("range", "form", form="new_requests:10..200")
    edges = _number("range", low, key), _number("range", high, key)
    if edges[0] is not None and edges[1] is not None and edges[0] > edges[1]:
        raise ParameterError("range", "order")
    return key, edges


def histograms(args: MultiDict[str, str]) -> tuple[str, ...]:
    """Read the numbers whose distribution is shown: those named, and one chosen in the form without bounds.

    Raises ParameterError.
    """
    chosen = _chosen(args) if not (args.get("min", "").strip() or args.get("max", "").strip()) else ""
    found = tuple(dict.fromkeys(key for key in (chosen, *args.getlist("histogram")) if key))
    if len(found) > MAX_HISTOGRAMS:
        raise ParameterError("histogram", "many", high=MAX_HISTOGRAMS)
    if any(not NUMBER_KEY.fullmatch(key) for key in found):
        raise ParameterError("histogram", "form", form="new_requests")
    return found


def _chosen(args: MultiDict[str, str]) -> str:
    """Return the number that was chosen in the form of ranges."""
    name = args.get("number", "")
    if name and not NUMBER_KEY.fullmatch(name):
        raise ParameterError("number", "form", form="new_requests")
    return name


def _number(name: str, text: str, of: str) -> float | None:
    text = flat(text).strip()
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?%?", text):
        raise ParameterError(name, "number")
    if text.endswith("%") and not is_ratio(of):
        raise ParameterError(name, "percent", name=of)
    return round(float(text[:-1]) / 100, 9) if text.endswith("%") else float(text)
