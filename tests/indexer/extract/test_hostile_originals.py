"""Hostile files cost a bounded time and memory, and end in a reason or in blocks."""

import io
import time
import zipfile

import pytest

from config.settings import Settings
from indexer.extract import ExtractError, extract
from indexer.extract.workers import Readers

SECONDS, MEMORY = 20, 500 * 2**20
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def describe(data: bytes) -> str:
    """Run in a reader process."""
    try:
        blocks = extract(data)
    except ExtractError as error:
        return error.reason
    return f"{len(blocks.items)} items, {sum(len(t.cells) for t in blocks.tables())} cells"


def docx(document: str) -> bytes:
    return container({"word/document.xml": document.encode(), "[Content_Types].xml": b"<x/>"})


def container(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(cell: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheet = (
        f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="1048576"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    )
    book = (
        f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    parts = {"workbook.xml": book, "_rels/workbook.xml.rels": links, "worksheets/sheet1.xml": sheet}
    return container({f"xl/{name}": content.encode() for name, content in parts.items()})


def word(body: str, entities: str = "") -> bytes:
    return docx(f"{entities}<w:document {W}><w:body>{body}</w:body></w:document>")


def repeated_rows() -> bytes:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("o", "office"), ("t", "table"), ("x", "text"))
    )
    cell = '<t:table-cell t:number-columns-repeated="99999999"><x:p>1</x:p></t:table-cell>'
    content = (
        f'<d {spaces}><o:body><o:text><t:table><t:table-row t:number-rows-repeated="999999999">{cell}</t:table-row>'
        "</t:table></o:text></o:body></d>"
    )
    return container({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def ofd(text: str, deltas: str, pages: int) -> bytes:
    """Return an OFD that names one page so many times."""
    text = (
        f'<TextObject Boundary="0 0 9 9"><TextCode DeltaX="{deltas}" DeltaY="{deltas}">{text}</TextCode></TextObject>'
    )
    return container(
        {
            "OFD.xml": b"<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>",
            "D.xml": b"<Document><Pages>" + b'<Page BaseLoc="P.xml"/>' * pages + b"</Pages></Document>",
            "P.xml": f"<Page><Content><Layer>{text}</Layer></Content></Page>".encode(),
        }
    )


def html(text: str) -> bytes:
    return f"<meta charset=utf-8><body><p>一、总体情况</p>{text}".encode()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "zip bomb in a docx": word(f"<w:p><w:r><w:t>{'0' * 120_000_000}</w:t></w:r></w:p>"),
    "billion laughs": word("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'),
    "external entity": word(
        "<w:p><w:r><w:t>a&e;</w:t></w:r></w:p>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    ),
    "deep tables in a docx": word("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000),
    "endless spans": html("<table><tr>" + "<td rowspan=99999999 colspan=99999999>1" * 300 + "</table>"),
    "many spanning rows": html("<table>" + "<tr><td rowspan=65534 colspan=1000>1" * 20_000 + "</table>"),
    "deep html": html("<div><table><tr><td>" * 20_000 + "1"),
    "deep inline html": html("<b><i>" * 50_000 + "1"),
    "a tag of a hundred thousand attributes": html("<b " + " ".join(f"a{n}=1" for n in range(100_000)) + ">1</b>"),
    "one line of html": html("<a>x</a>" * 100_000),
    "far cells of a sheet": xlsx("XFD1048576"),
    "deep rtf": b"{\\rtf1 " + b"{" * 500_000,
    "rtf of control words": b"{\\rtf1 " + b"\\trowd\\cellx9\\cell\\row" * 60_000 + b"}",
    "binary in rtf": b"{\\rtf1 \\bin99999999999 x}",
    "a wide line in a drawn table": b"+-+-+\n" + b"|1|2|\n" * 60 + b"|" + b"\t" * 500_000 + b"|2|\n+-+-+\n",
    "text of tabs": b"\t" * 5_000_000,
    "text of pipes": b"|" * 3_000_000,
    "text of blanks": "一、总体情况|a|b\n".encode() + b"|" + b" " * 1_000_000 + b"|-\n# " + b" " * 1_000_000 + b"x\n",
    "page of line breaks": html(
        "<p>中" + "\n" * 1_000_000 + "a" + "\u3000" * 500_000 + "发布时间" + "\u3000" * 500_000
    ),
    "text of lines": b"a\tb\n" * 1_000_000,
    "repeated odt rows": repeated_rows(),
    "one ofd page a thousand times": ofd("信" * 40_000, "", 1000),
    "characters of an ofd that stand nowhere": ofd("本年新收政府信息公开申请数量 0 0 0 0 0 0 0", "9 9 9 NaN", 1),
    "pdf of nothing but hope": b"%PDF-1.4\n" + b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n" * 20_000 + b"%%EOF",
}


@pytest.fixture(scope="module")
def readers():
    settings = Settings(reader_seconds=SECONDS, reader_memory_bytes=MEMORY, workers=1)
    with Readers(describe, settings) as readers:
        yield readers


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_time_with_a_reason_or_blocks(readers, name):
    begun = time.monotonic()
    outcome = next(readers.map([HOSTILE[name]]))
    assert outcome.result not in {None, "reader_failed"}, outcome
    assert time.monotonic() - begun < SECONDS


def test_an_external_entity_brings_nothing_in():
    assert [p.text for p in extract(HOSTILE["external entity"]).paragraphs()] == ["a"]
