"""A paper as clean HTML, the way a CMS editor with discipline writes it."""

from html import escape

from demo.paper import Grid, Paper, Text


def render(paper: Paper) -> str:
    """Return the content of the page, without its title (the page's frame prints that)."""
    return "\n".join(_grid(item) if isinstance(item, Grid) else _text(item) for item in paper.items)


def _text(text: Text) -> str:
    body = escape(text.text)
    match text.style:
        case "heading":
            return f"<h3>{body}</h3>"
        case "subheading":
            return f"<p><strong>{body}</strong></p>"
        case "sign":
            return f'<p style="text-align:right">{body}</p>'
        case _:
            return f"<p>{body}</p>"


def _grid(grid: Grid) -> str:
    rows = "\n".join(
        "<tr>" + "".join(f"<td{spans(box.rowspan, box.colspan)}>{lines(box.text)}</td>" for box in row) + "</tr>"
        for row in grid.rows()
    )
    return f'<table border="1">\n{rows}\n</table>'


def lines(text: str) -> str:
    """Return a cell's text with its line breaks."""
    return escape(text).replace("\n", "<br>")


def spans(rowspan: int, colspan: int) -> str:
    """Return the attributes of a merged cell, with a blank before each."""
    return (f' rowspan="{rowspan}"' if rowspan > 1 else "") + (f' colspan="{colspan}"' if colspan > 1 else "")
