"""A paper as RTF: rows of ``\\cellx`` with ``\\clmgf``/``\\clvmgf`` merges, text as ``\\u`` escapes or GBK bytes."""

from demo.paper import Box, Grid, Paper, Text

_TWIPS = 9600


def render(paper: Paper, gbk: bool = False) -> bytes:
    """Return the file; with ``gbk`` the text is code page 936 in ``\\'hh`` pairs."""
    parts = [r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\f0\fs28 "]
    for item in [Text(paper.title, "title"), *paper.items]:
        parts.append(_grid(item, gbk) if isinstance(item, Grid) else _paragraph(item, gbk))
    return ("".join(parts) + "}").encode("ascii")


def _paragraph(text: Text, gbk: bool) -> str:
    bold = r"\b" if text.style in ("title", "heading", "subheading") else r"\b0"
    return rf"\pard{bold} {_escape(text.text, gbk)}\par" + "\n"


def _escape(text: str, gbk: bool) -> str:
    out = []
    for character in text:
        if character in "\\{}":
            out.append(f"\\{character}")
        elif character == "\n":
            out.append(r"\line ")
        elif character.isascii():
            out.append(character)
        elif gbk and (data := _gbk(character)):
            out += [f"\\'{byte:02x}" for byte in data]
        else:
            code = ord(character)
            out.append(rf"\u{code if code < 0x8000 else code - 0x10000}?")
    return "".join(out)


def _gbk(character: str) -> bytes:
    return character.encode("gbk", "ignore")


def _grid(grid: Grid, gbk: bool) -> str:
    rows = []
    for number in range(grid.height):
        line = sorted((b for b in grid.boxes if b.row <= number < b.row + b.rowspan), key=lambda b: b.column)
        edges = "".join(_edge(box, number, grid.width) for box in line)
        cells = "".join(_cell(box, number, gbk) for box in line)
        rows.append(rf"\trowd\trgaph60 {edges}\pard\intbl {cells}\row" + "\n")
    return "".join(rows) + r"\pard\par" + "\n"


def _edge(box: Box, number: int, width: int) -> str:
    merge = "" if box.rowspan == 1 else r"\clvmgf" if box.row == number else r"\clvmrg"
    return rf"{merge}\clbrdrt\brdrs\cellx{_TWIPS * (box.column + box.colspan) // width} "


def _cell(box: Box, number: int, gbk: bool) -> str:
    return (_escape(box.text, gbk) if box.row == number else "") + r"\cell "
