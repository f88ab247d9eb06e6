"""Originals built to hurt a reader, seeded: their structure is sound enough that the damage is met deep inside.

Called by ``mutants``: every third mutant of a format is one of these.
"""

import random
import re
import struct
import zlib
from collections.abc import Callable

from benchmarks.fuzz import packages
from benchmarks.fuzz.seeds import seeds

_MANY = (10, 300, 5_000, 100_000)


def _html_spans(throw: random.Random) -> bytes:
    page, value = seeds()["html"], throw.choice((b"1000000000", b"65535", b"-7", b"0", b"9" * 400))
    attribute = throw.choice((b"colspan", b"rowspan", b"rowspan=0 colspan"))
    return page.replace(b"<td", b"<td " + attribute + b"=" + value, throw.choice((1, 5, 10_000)))


def _html_deep(throw: random.Random) -> bytes:
    page, times = seeds()["html"], throw.choice(_MANY)
    tag = throw.choice((b"<div>", b"<font>", b"<table><tr><td>", b"<ul><li>", b"<b><i>", b"<p><span>", b"<td>"))
    at = throw.choice((page.find(b"<body"), page.find(b"<table"), page.rfind(b"</table>"), 0))
    return page[:at] + tag * times + page[at:]


def _html_wide(throw: random.Random) -> bytes:
    page, times = seeds()["html"], throw.choice((100, 5_000, 60_000))
    one = throw.choice(
        (
            b"<p></p>",
            b"<p>\xe3\x80\x80</p>",
            b"<a href=x>1</a>",
            b"<table><tr><td>1</table>",
            b"<tr><td>1<td>2",
            b"<br>",
            b"<!--x-->",
            b"&amp;",
            b"&#1114111;",
            "<p>（一）予以公开</p>".encode(),
            "<p>一、总体情况</p>".encode(),
        )
    )
    at = throw.choice((page.find(b"<table"), page.rfind(b"</table>")))
    return page[:at] + one * times + page[at:]


def _html_attributes(throw: random.Random) -> bytes:
    many = b" ".join(b"a%d=%d" % (n, n) for n in range(throw.choice((100, 20_000))))
    return seeds()["html"].replace(b"<td", b"<td " + many, throw.choice((1, 20)))


def _text_wide(throw: random.Random) -> bytes:
    text = seeds()["txt"]
    one = throw.choice(
        ("县", "1", " ", "\t", "、", "（", "《", "2020年", "（一）予以公开 1 2\n", "\n", "。", "|", "┃", "-+-", "　")
    )
    at = throw.choice([m.end() for m in re.finditer(rb"\n", text)] or [0])
    return text[:at] + one.encode() * (throw.choice((1000, 50_000, 500_000)) // len(one)) + text[at:]


def _rtf_deep(throw: random.Random) -> bytes:
    data, times = seeds()["rtf"], throw.choice(_MANY)
    one = throw.choice(
        (b"{", rb"{\*\x ", rb"\trowd\cellx1 ", rb"{\field{\*\fldinst ", rb"\itap9 ", b"}", rb"\cell ", rb"\row ")
    )
    at = throw.choice([m.start() for m in re.finditer(rb"\\par", data)])
    return data[:at] + one * times + data[at:]


def _rtf_numbers(throw: random.Random) -> bytes:
    data = seeds()["rtf"]
    at = throw.choice([m.start() for m in re.finditer(rb"\\par", data)])
    word = throw.choice((rb"\bin", rb"\uc", rb"\u", rb"\cellx", rb"\itap", rb"\ansicpg", rb"\f", rb"\trgaph"))
    value = throw.choice((b"1000000000", b"-1000000000", b"9" * 5000, b"0", b"99999"))
    return data[:at] + (word + value + b" ") * throw.choice((1, 1, 2000)) + data[at:]


def _ole(name: str, throw: random.Random) -> bytes:
    """A compound file whose chains of sectors or directory run in circles."""
    data = bytearray(seeds()[name])
    fat = 512 + struct.unpack_from("<I", data, 76)[0] * 512
    directory = 512 + struct.unpack_from("<I", data, 48)[0] * 512
    for _ in range(throw.choice((1, 3, 60))):
        place = throw.choice(("chain", "directory", "size", "header"))
        value = throw.choice((0, 1, throw.randrange(200), 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF))
        at = {
            "chain": fat + 4 * throw.randrange(128),
            "directory": directory + 128 * throw.randrange(4) + throw.choice((68, 72, 76, 116)),
            "size": directory + 128 * throw.randrange(4) + 120,
            "header": throw.choice((44, 48, 56, 60, 64, 68, 72, 76)),
        }[place]
        if at + 4 <= len(data):
            struct.pack_into("<I", data, at, value)
    return bytes(data)


def _pdf(objects: list[bytes], throw: random.Random) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    loop = b"/Prev %d" % throw.choice((table, 0, 9)) if throw.random() < 0.3 else b""
    return out + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, loop, table)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more, packed)


def _pdf_made(throw: random.Random) -> bytes:
    """A page of thousands of texts, lines or forms, of any size, in a tree that may run in circles."""
    times = throw.choice((10, 2_000, 40_000))
    text = b"".join(
        b"BT /F 9 Tf %d %d Td (%d) Tj ET\n" % (n * 7 % 600, n * 13 % 800, n) for n in range(min(times, 20_000))
    )
    content = throw.choice(
        (
            text,
            b"0 0 m 9 9 l S\n" * times + text[:2000],
            b"q " * times + text[:2000],
            b"/X Do " * min(times, 300) + text[:500],
            b"[" * times + b"1" + b"]" * times,
            b" " * throw.choice((10, 60)) * 2**20,
            b"BT /F 9 Tf (" + b"a" * times * 10 + b") Tj ET",
            b"1e38 0 0 1e38 0 0 cm " + text[:5000],
        )
    )
    size = throw.choice((b"0 0 595 842", b"0 0 1e9 1e9", b"0 0 0 0", b"-1e30 -1e30 1e30 1e30", b"0 0 14400 14400"))
    kids = throw.choice((b"3 0 R", b"3 0 R 2 0 R", b"3 0 R " * throw.choice((3, 100, 800)), b"2 0 R"))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, throw.choice((1, 10, 2**31 - 1))),
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>" % size,
        _stream(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        _stream(
            b"/X Do /X Do " + text[:300], b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
        ),
    ]
    return _pdf(objects, throw)


def _image(throw: random.Random) -> bytes:
    """A picture that says it is larger than it is."""
    wide, high = throw.choice(((60_000, 60_000), (2**31 - 1, 1), (1, 10_000_000), (20_000, 9_000), (0, 0), (40, 40)))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    pixels = zlib.compress(b"\xff" * throw.choice((10, 2**20, 60 * 2**20)))
    png = b"\x89PNG\r\n\x1a\n" + chunk(
        b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, throw.choice((0, 2, 6)), 0, 0, 0)
    )
    bmp = b"BM" + struct.pack(
        "<IIIIiiHHIIiiII", 54, 0, 54, 40, min(wide, 2**31 - 1), min(high, 2**31 - 1), 1, 24, 0, 0, 0, 0, 0, 0
    )
    entry = struct.pack("<HHHII", 2, 256, 4, 1, wide) + struct.pack("<HHII", 257, 4, 1, high) + struct.pack("<I", 8)
    gif = b"GIF89a" + struct.pack("<HHBBB", wide & 0xFFFF, high & 0xFFFF, 0, 0, 0)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, wide & 0xFFFF, high & 0xFFFF, 0) + b"\x02\x02\x44\x01\x00"
    return throw.choice(
        (
            png + chunk(b"IDAT", pixels) + chunk(b"IEND", b""),
            png + chunk(b"zTXt", b"a\0\0" + pixels) + chunk(b"IDAT", pixels),
            bmp + b"\0" * 100,
            b"II*\x00\x08\x00\x00\x00" + entry,
            gif + frame * throw.choice((1, 2000)) + b";",
        )
    )


def _mhtml(throw: random.Random) -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    part = b"--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: %s\r\n\r\n" % throw.choice(
        (b"base64", b"quoted-printable", b"8bit", b"uuencode")
    )
    inner = throw.choice((head * throw.choice((3, 200, 3000)), (part + b"PHA+MTwvcD4=\r\n") * throw.choice((10, 3000))))
    return head + inner + part + seeds()["html"] + b"\r\n--x--\r\n"


def _of(name: str) -> list[Callable[[random.Random], bytes]]:
    return [lambda throw, make=make: make(name, throw) for make in packages.ALL]  # type: ignore[misc]


STRUCTURES: dict[str, list[Callable[[random.Random], bytes]]] = {
    "html": [_html_spans, _html_deep, _html_wide, _html_attributes],
    "txt": [_text_wide],
    "rtf": [_rtf_deep, _rtf_numbers],
    "doc": [lambda throw: _ole("doc", throw)],
    "xls": [lambda throw: _ole("xls", throw)],
    "pdf": [_pdf_made],
    "image": [_image],
    "mhtml": [_mhtml],
} | {name: _of(name) for name in ("docx", "xlsx", "odt", "ofd", "zip")}
"""Format → what makes such an original."""
