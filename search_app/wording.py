"""What templates say of places, cells and evidence: pure functions from data to words in the page's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, request, url_for

from crawler.wording import in_language
from indexer.forms import forms
from search_app import numbers
from search_app.facets import label as facet_label
from search_app.filters import number
from search_app.grids import Drawn
from search_app.language import current, known, pick, t
from search_app.narrative import paragraphs_of
from search_app.parameters import query_string


def init_app(app: Flask) -> None:
    """Give templates their words."""
    app.jinja_env.globals |= {
        "cell_title": cell_title,
        "path_label": path_label,
        "place_of": place_of,
        "place_words": place_words,
        "facet_label": facet_label,
        "query_string": query_string,
        "evidence_text": evidence_text,
        "paragraphs_of": paragraphs_of,
        "number_label": numbers.label,
        "number_text": numbers.text,
        "with_query": lambda q: url_for("search.page", q=q),
    }
    app.jinja_env.filters["said"] = lambda text: in_language(text, current())
    app.context_processor(lambda: {"other_language_url": other_language_url()})


def other_language_url() -> str:
    """Return the address of this page in the other language."""
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    arguments: dict[str, Any] = {}
    for key, value in kept:
        arguments.setdefault(key, []).append(value)
    arguments |= request.view_args or {}
    endpoint = request.endpoint if request.endpoint and request.method == "GET" else "search.page"
    if endpoint.startswith("api.") or endpoint in ("static", "originals.original"):
        endpoint, arguments = "search.page", {}
    return url_for(endpoint, **arguments | {"lang": "zh" if current() == "en" else "en"})


def place_words(place: Mapping[str, Any] | None) -> str:
    """Return where something stands in its original: "第 3 页 · 第 2 行第 4 列"."""
    if not place:
        return ""
    words = [t("places.member", member=place["member"])] if "member" in place else []
    if "page" in place:
        words.append(t("places.page", page=place["page"]))
    if "line" in place:
        words.append(t("places.line", line=place["line"]))
    if "table" in place:
        words.append(t("places.table", table=place["table"] + 1))
    elif "paragraph" in place:
        words.append(t("places.paragraph", paragraph=place["paragraph"] + 1))
    if "row" in place and "column" in place:
        words.append(t("places.cell", row=place["row"] + 1, column=place["column"] + 1))
    if not words and "path" in place:
        words.append(str(place["path"]))
    return " · ".join(words)


def cell_title(drawn: Drawn, mark: object) -> str:
    """Return what is known of a cell in a few lines, for its tool tip."""
    cell = drawn.cell
    state = cell.get("state")
    lines = [drawn.label]
    if state in ("blank", "missing", "ambiguous"):
        lines.append(t(f"legend.{state}"))
    if cell.get("raw") is not None and str(cell["raw"]).strip() != number(cell.get("value")):
        lines.append(f"{t('report.raw')}: {cell['raw']}")
    if cell.get("inferred") is not None:
        lines.append(t("report.inferred_title", by=cell.get("inferred_by") or "H"))
    if cell.get("note"):
        lines.append(str(cell["note"]))
    if place := place_words(cell.get("place")):
        lines.append(f"{t('report.place')}: {place}")
    return "\n".join(lines)


def path_label(path: Sequence[str]) -> str:
    """Return a cell's row and column as the form prints them."""
    wanted = tuple(path)
    for form in reversed(forms().values()):
        for known_path, row, column in form.cells():
            if known_path == wanted:
                return f"{pick(row.label, row.label_en)} × {pick(column.label, column.label_en)}"
    return " / ".join(wanted)


def place_of(stored: Mapping[str, Any]) -> str:
    """Return a hit's place from the province down; the index keeps it as a path."""
    return " ".join(step for step in str(stored.get("place") or "").split("/") if step)


def evidence_text(value: Any) -> str:
    """Return evidence as lines of text, whatever its shape: one for each key or sign."""
    if isinstance(value, Mapping):
        return "\n".join(f"{known('sign', key)}：{_inline(below)}" for key, below in value.items())
    if isinstance(value, list):
        return "\n".join(_inline(one) for one in value)
    return _inline(value)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(f"{known('sign', key)} {_inline(below)}" for key, below in value.items())
    if isinstance(value, list):
        return "；".join(_inline(one) for one in value)
    return "–" if value is None else str(value)
