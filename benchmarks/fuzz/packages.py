"""Containers built to hurt: bombs, members that are not what they say, XML that grows.  Called by ``structures``."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

from benchmarks.fuzz.seeds import seeds, zipped

BODY = {"docx": "word/document.xml", "odt": "content.xml", "xlsx": "xl/worksheets/sheet1.xml"}
_LARGE = b"1000000000"


def members(data: bytes) -> dict[str, bytes]:
    """Return a container's members."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _body(name: str, parts: dict[str, bytes], throw: random.Random) -> str:
    return BODY.get(name) or throw.choice([p for p in sorted(parts) if p.lower().endswith((".xml", ".txt"))])


def swapped(name: str, throw: random.Random) -> bytes:
    """Members under one another's names."""
    parts = members(seeds()[name])
    names = sorted(parts)
    others = throw.sample(names, len(names))
    return zipped({here: parts[there] for here, there in zip(names, others, strict=True)})


def bomb(name: str, throw: random.Random) -> bytes:
    """A member that unpacks to a hundred megabytes."""
    parts = members(seeds()[name])
    filling = throw.choice([b" ", b"<a/>", b"\x00", b"<!-- -->"])
    at = _body(name, parts, throw)
    size = throw.choice((2, 30, 110)) * 2**20
    parts[at] = parts[at][: len(parts[at]) // 2] + filling * (size // len(filling)) + parts[at][len(parts[at]) // 2 :]
    return zipped(parts)


def lying(name: str, throw: random.Random) -> bytes:
    """Sizes and places in the directory that are not the members'."""
    data = bytearray(zipped(members(seeds()[name])))
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        field = throw.choice((20, 24, 42))
        value = throw.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, throw.randrange(2**32)))
        struct.pack_into("<I", data, found.start() + field, value)
    return bytes(data)


def nested(name: str, throw: random.Random) -> bytes:
    """Containers in containers, each several times."""
    inner = seeds()[name]
    for depth in range(throw.choice((2, 6, 40))):
        copies = throw.choice((1, 2, 10)) if depth < 3 else 1
        inner = zipped({f"{n}.zip": inner for n in range(copies)})[: 4 * 2**20]
    return inner


def doubled(name: str, throw: random.Random) -> bytes:
    """Thousands of members, many of the same name."""
    parts = members(seeds()[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
        for n in range(throw.choice((100, 3000, 6000))):
            archive.writestr(zipfile.ZipInfo(throw.choice((f"x{n}.xml", f"x{n}.txt", f"../{n}.html"))), b"<p>1</p>")
    return out.getvalue()


def entities(name: str, throw: random.Random) -> bytes:
    """Entities that stand for entities that stand for entities."""
    parts = members(seeds()[name])
    at = _body(name, parts, throw)
    levels = b"".join(b'<!ENTITY e%d "%s">' % (n + 1, b"&e%d;" % n * 10) for n in range(12))
    external = b'<!ENTITY x SYSTEM "file:///etc/hostname">'
    doctype = b'<!DOCTYPE x [<!ENTITY e0 "' + b"ha" * 20 + b'">' + levels + external + b"]>"
    text = re.sub(rb"^<\?xml[^>]*\?>", b"", parts[at].lstrip())
    middle = throw.randrange(len(text) + 1)
    middle = text.find(b">", middle) + 1 or middle
    parts[at] = doctype + text[:middle] + throw.choice((b"&e12;", b"&x;")) + text[middle:]
    return zipped(parts)


def deep(name: str, throw: random.Random) -> bytes:
    """An element inside itself, thousands of times."""
    parts = members(seeds()[name])
    at = _body(name, parts, throw)
    found = list(re.finditer(rb"<([\w:]+)(?: [^<>]*[^/<>])?>", parts[at]))
    if found:
        one, times = throw.choice(found), throw.choice((50, 250, 5000, 100_000))
        filling = one[0] * times + (b"</" + one[1] + b">") * throw.choice((0, times))
        parts[at] = parts[at][: one.start()] + filling + parts[at][one.start() :]
    return zipped(parts)


def repeated(name: str, throw: random.Random) -> bytes:
    """An element beside itself, thousands of times."""
    parts = members(seeds()[name])
    at = _body(name, parts, throw)
    found = list(re.finditer(rb"<([\w:]+)(?: [^<>]*)?>[^<>]*</\1>|<[\w:]+(?: [^<>]*)?/>", parts[at]))
    if found:
        one = throw.choice(found)
        filling = one[0] * min(throw.choice((1000, 20_000)), 4 * 2**20 // len(one[0]))
        parts[at] = parts[at][: one.start()] + filling + parts[at][one.start() :]
    return zipped(parts)


def spans(name: str, throw: random.Random) -> bytes:
    """Every number of some attribute made a thousand million: spans, repetitions, references, deltas."""
    parts = members(seeds()[name])
    at = _body(name, parts, throw)
    wide = {
        "docx": (b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="%s"/>'),
        "odt": (
            b"<table:table-cell",
            b'<table:table-cell table:number-columns-repeated="%s" table:number-rows-spanned="%s"',
        ),
        "xlsx": (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>%s</v></c></row></sheetData>'),
        "ofd": (b"<ofd:TextCode", b'<ofd:TextCode DeltaX="g %s 1 g %s 2"'),
    }
    if name in wide and throw.random() < 0.6:
        old, new = wide[name]
        at = BODY.get(name) or throw.choice([p for p in sorted(parts) if "Content" in p])
        parts[at] = parts[at].replace(old, new.replace(b"%s", _LARGE), throw.choice((1, 10_000)))
    else:
        keys = sorted(set(re.findall(rb'([\w:]+)="-?\d+', parts[at])))
        if keys:
            key = re.escape(throw.choice(keys))
            parts[at] = re.sub(key + rb'="-?\d+', key + b'="' + _LARGE, parts[at])
    return zipped(parts)


def circular(name: str, throw: random.Random) -> bytes:
    """References that lead back: a page that is its own template, the same page a thousand times."""
    parts = members(seeds()[name])
    for at in sorted(parts):
        if at.endswith(("Document.xml", "workbook.xml", "document.xml.rels", "Content.xml")):
            for one in re.findall(rb"<[\w:]*(?:Page|sheet|Relationship|Template|TemplatePage) [^<>]*/>", parts[at])[:2]:
                parts[at] = parts[at].replace(one, one * throw.choice((2, 300, 600)))
            templates = b'<ofd:TemplatePage ID="1" BaseLoc="%s"/>' % at.encode()
            parts[at] = parts[at].replace(b"</ofd:CommonData>", templates + b"</ofd:CommonData>")
            parts[at] = parts[at].replace(b"<ofd:Content>", b'<ofd:Template TemplateID="1"/><ofd:Content>')
    return zipped(parts)


ALL: list[Callable[[str, random.Random], bytes]] = [
    swapped, bomb, lying, nested, doubled, entities, deep, repeated, spans, circular,
]  # fmt: skip
