"""A paper as HTML pasted from Word: nested spans, ``o:p``, digits in spans of their own, ``&nbsp;``, labels split
over lines, full-width digits, attributes without quotes.
"""

import re

from demo.dice import Dice
from demo.paper import Box, Grid, Paper, Text
from demo.typeset.html import lines

_RUNS = re.compile(r"[0-9.]+|[^0-9.]+")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def render(paper: Paper, throw: Dice) -> str:
    """Return the content of the page, without its title."""
    wide = throw.chance(0.4)
    parts = [_grid(item, throw, wide) if isinstance(item, Grid) else _paragraph(item, throw) for item in paper.items]
    return "\n".join(parts)


def _paragraph(text: Text, throw: Dice) -> str:
    if text.style == "sign":
        return f'<p class=MsoNormal align=right style="text-align:right">{_spans(text.text)}</p>'
    bold = text.style in ("heading", "subheading")
    body = _spans(text.text, cut=throw.randint(6, 40))
    body = f"<b>{body}</b>" if bold else body
    return f'<p class=MsoNormal style="text-indent:32.0pt;mso-char-indent-count:2.0">{body}</p>'


def _spans(text: str, cut: int = 0) -> str:
    """Return ``text`` with its digits, and the place ``cut``, in spans of their own; ends in an empty ``o:p``."""
    pieces = [text[:cut], text[cut:]] if 0 < cut < len(text) else [text]
    out = []
    for piece in pieces:
        runs = "".join(
            f"<span lang=EN-US>{run}</span>" if run[0].isdigit() else lines(run) for run in _RUNS.findall(piece)
        )
        out.append(f'<span style="font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:仿宋">{runs}</span>')
    return "".join(out) + "<span lang=EN-US><o:p></o:p></span>"


def _grid(grid: Grid, throw: Dice, wide: bool) -> str:
    rows: list[str] = []
    for row in grid.rows():
        cells = "".join(_cell(box, throw, wide) for box in row)
        rows.append(f'<tr style="mso-yfti-irow:{len(rows)};height:15.6pt">{cells}</tr>')
    return (
        "<div align=center><table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 "
        f'style="border-collapse:collapse;mso-padding-alt:0cm 5.4pt"><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _cell(box: Box, throw: Dice, wide: bool) -> str:
    attributes = (f" rowspan={box.rowspan}" if box.rowspan > 1 else "") + (
        f" colspan={box.colspan}" if box.colspan > 1 else ""
    )
    if box.path is not None:
        text = box.text.translate(_WIDE) if wide else box.text
        inner = throw.one((f"&nbsp;{text}", text, f"{text}&nbsp;")) if text else "&nbsp;"
        body = (
            f'<p class=MsoNormal align=center><span lang=EN-US style="font-size:10.0pt">{inner}<o:p></o:p></span></p>'
        )
    elif len(box.text) > 6 and throw.chance(0.3):
        cut = throw.randint(2, len(box.text) - 2)
        body = "".join(f"<p class=MsoNormal>{_spans(part)}</p>" for part in (box.text[:cut], box.text[cut:]))
    else:
        body = f"<p class=MsoNormal>{_spans(box.text)}</p>"
    return f'<td width=66 valign=top{attributes} style="border:solid windowtext 1.0pt;padding:0cm">{body}</td>'
