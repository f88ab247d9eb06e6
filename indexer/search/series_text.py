"""A series as lines for a terminal."""

from indexer.search.measures import is_ratio
from indexer.search.model import Figure, Series


def as_text(found: Series) -> str:
    """Return a block for each line and number: group, reports, known, blank, sum, median, mean."""
    out: list[str] = []
    for line in found.lines:
        for key, label in found.numbers.items():
            out.append(f"{line.label} · {label} · {line.reports}")
            out.append(f"  {found.by:<14}{'reports':>8}{'known':>8}{'blank':>8}{'sum':>14}{'median':>12}{'mean':>12}")
            for point in line.points:
                for figure in point.figures[key]:
                    name = point.label if key not in found.breaks else f"{point.label} ({', '.join(figure.forms)})"
                    out.append(f"  {name:<14}{_figure(figure, is_ratio(key))}")
            if key in found.breaks:
                out.append(f"  {found.breaks[key]}")
            out.append("")
    return "\n".join(out).rstrip()


def _figure(figure: Figure, share: bool) -> str:
    numbers = "".join(
        f"{_amount(value, share):>{width}}"
        for value, width in ((figure.total, 14), (figure.median, 12), (figure.mean, 12))
    )
    return f"{figure.reports:>8}{figure.known:>8}{figure.blank:>8}{numbers}"


def _amount(value: float | None, share: bool) -> str:
    if value is None:
        return "–"
    return f"{value:.1%}" if share else f"{value:.10g}"
