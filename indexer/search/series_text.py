"""A series as lines for a terminal."""

from indexer.search import vocabulary
from indexer.search.measures import is_ratio
from indexer.search.model import Figure, Point, Series
from indexer.search.notes import SERIES, said
from indexer.terminal import left, right, width

COLUMNS = (("reports", 10), ("known", 12), ("blank", 8), ("unclear", 9), ("absent", 14))
AMOUNTS = (("total", 14), ("share", 9), ("median", 12), ("mean", 12))


def as_text(found: Series, language: str) -> str:
    """Return a block for each line and number, a row for each group and form: counts, sum, median and mean."""
    out: list[str] = []
    for line in found.lines:
        for key, label in found.numbers.items():
            out.append(f"{line.label} · {label} · {said(SERIES, 'count', language, count=line.reports)}")
            rows = [(_name(found, key, p, figure, language), figure) for p in line.points for figure in p.figures[key]]
            size = max((width(name) for name, _ in rows), default=0) + 2
            out.append(f"  {left(vocabulary.facet_name(found.by, language), size)}{_head(language)}")
            out += [f"  {left(name, size)}{_figure(figure, is_ratio(key))}" for name, figure in rows]
            if key in found.breaks:
                out.append(f"  {found.breaks[key]}")
            out.append("")
    if any(is_ratio(key) for key in found.numbers):
        out.append(said(SERIES, "of_sums", language))
    return "\n".join([*out, said(SERIES, "legend", language)])


def _name(found: Series, key: str, point: Point, figure: Figure, language: str) -> str:
    of_forms = ", ".join(form or vocabulary.label_of("form", "", language) for form in figure.forms)
    return f"{point.label} ({of_forms})" if key in found.breaks else point.label


def _head(language: str) -> str:
    return "".join(right(said(SERIES, name, language), size) for name, size in (*COLUMNS, *AMOUNTS))


def _figure(figure: Figure, share: bool) -> str:
    counts = "".join(right(f"{getattr(figure, name):,}", size) for name, size in COLUMNS)
    return counts + "".join(
        right(_amount(getattr(figure, name), share or name == "share"), size) for name, size in AMOUNTS
    )


def _amount(value: float | None, share: bool) -> str:
    """Return a value with at most two decimals, a share in per cent."""
    if value is None:
        return "–"
    return f"{value:.1%}" if share else f"{value:,.2f}".rstrip("0").rstrip(".")
