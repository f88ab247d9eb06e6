"""What an address for programs may hold: a parameter that nobody reads would silently widen the answer.

Pages ignore what they do not know (links carry marks of their own); the API and the exports refuse it here.
"""

from flask import Flask, request
from rapidfuzz import process

from search_app.faults import ParameterError
from search_app.language import LANGUAGES
from search_app.parameters import KEYS

EVERYWHERE = ("lang",)
SEARCH = (*KEYS, "q", "range", "sort", "page", "size", "synonyms", "histogram", "number", "min", "max")
KNOWN: dict[str, tuple[str, ...]] = {
    "api.search": (*SEARCH, "facets", "facet_size", "histograms", "snippets"),
    "series.twin": (*SEARCH, "show", "by", "line", "statistic"),
    "duties.twin": ("year",),
    "export.download": (*SEARCH, "shape", "field", "excel", "about", "after", "most_bytes"),
    "export.meanings": (*SEARCH, "shape", "field", "excel"),
}
"""Endpoint → its parameters; another one below /api/ has none of its own."""

VALUES = {"lang": LANGUAGES, "synonyms": ("0", "1"), "excel": ("0", "1"), "about": ("0", "1")}
"""Parameters that are one of a few words, or empty."""

_NEAR = ("，是否指 {}？", "; did you mean {}?")


def init_app(app: Flask) -> None:
    """Look at every request for a program before it is answered."""
    app.before_request(_look)


def _look() -> None:
    endpoint = request.endpoint or ""
    if endpoint not in KNOWN and not request.path.startswith("/api/"):
        return
    known = (*KNOWN.get(endpoint, ()), *EVERYWHERE)
    for name, value in request.args.items(multi=True):
        if name not in known:
            raise _unknown(name[:100], known)
        if name in VALUES and value and value not in VALUES[name]:
            raise ParameterError(name, "form", form=", ".join(VALUES[name]))


def _unknown(name: str, known: tuple[str, ...]) -> ParameterError:
    close = [match for match, _, _ in process.extract(name, known, limit=3, score_cutoff=60)]
    near = tuple(text.format(", ".join(close)) if close else "" for text in _NEAR)
    return ParameterError(name, "unknown", near=near, known=", ".join(sorted(known)))
