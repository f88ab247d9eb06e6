"""A paper as a text PDF: CJK text in a standard, not embedded font, tables with ruling lines, page breaks.

Older portals are full of such files.  The text is addressed through the predefined CMap UniGB-UCS2-H and carries a
ToUnicode map besides (ISO 32000-1, 9.7.5 and 9.10.3), so every reader knows the characters without a font.
"""

import zlib

from demo.paper import Paper
from demo.typeset.press import HEIGHT, WIDTH, Page, lay_out


def render(paper: Paper) -> bytes:
    """Return the file."""
    return _file(lay_out(paper))


def _to_unicode() -> bytes:
    """Return the map of codes to characters: the same, as the codes are UTF-16; a range may not leave its 256."""
    blocks = ""
    for first in range(0, 256, 64):
        ranges = "\n".join(f"<{n:02X}00> <{n:02X}FF> <{n:02X}00>" for n in range(first, first + 64))
        blocks += f"64 beginbfrange\n{ranges}\nendbfrange\n"
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{blocks}endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _file(pages: list[Page]) -> bytes:
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /W [1 95 500 814 939 500] "
        b"/FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        _stream(_to_unicode()),
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Contents {8 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream(_content(page)))
    return _numbered(objects)


def _content(page: Page) -> bytes:
    lines = ["0.5 w"]
    lines += [f"{x0:.2f} {HEIGHT - y0:.2f} m {x1:.2f} {HEIGHT - y1:.2f} l S" for x0, y0, x1, y1 in page.rules]
    for text in page.prints:
        code = text.text.encode("utf-16-be").hex()
        lines.append(f"BT /F1 {text.size:g} Tf {text.x:.2f} {HEIGHT - text.baseline:.2f} Td <{code}> Tj ET")
    return "\n".join(lines).encode()


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"


def _numbered(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe4\xbd\xa0\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
