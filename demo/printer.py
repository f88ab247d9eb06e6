"""One report → its documents: formats, addresses, the page around them.  Called by ``demo.world``."""

import zlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from demo import originals
from demo.bodies import Body
from demo.compose import Assignment
from demo.dice import Dice, dice
from demo.model import Document, PortalSite, Truth
from demo.pages import frame
from demo.paper import Paper
from demo.portals import SITES, charset_name, column_of
from demo.typeset import docx, html, pdf, word_html, xlsx

MEDIA_TYPES = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "scan": "application/pdf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
SHAPES = {
    "html": 44,
    "word": 26,
    "html+docx": 5,
    "html+pdf": 3,
    "html+xls": 1.5,
    "holder+docx": 7,
    "holder+pdf": 7,
    "holder+doc": 5,
    "holder+zip": 1.5,
    "list+pdf": 5,
}
"""How a report is published, and how often: its page holds it (clean or pasted from Word), also with a copy attached,
its page only carries it as an attachment, or the list links to the file itself."""

PLANNED = {("980381001", 2023): "holder+scan"}
"""(body, year) → shape, where it is not left to chance."""

FALLBACK = {"doc": "docx", "scan": "pdf", "xls": "xlsx"}
"""What is attached instead of a file that needs an office suite and is not kept for this seed."""


@dataclass(frozen=True, slots=True)
class _Publication:
    """What all documents of one report share."""

    assignment: Assignment
    site: PortalSite
    truth: Truth
    column: str
    folder: str
    number: int

    @property
    def id(self) -> str:
        return f"{self.assignment.body.key}-{self.assignment.year}"


def documents(assignment: Assignment, paper: Paper, truth: Truth) -> list[Document]:
    """Return the documents of one report, its page first."""
    body, year = assignment.body, assignment.year
    site, column = SITES[body.portal], column_of(body)
    number = 10_000_000 + zlib.crc32(f"{body.key}/{year}".encode()) % 80_000_000
    day = assignment.published
    folder = f"{column.path}{day:%Y%m}/" if site.family == "trs" else f"/art/{day.year}/{day.month}/{day.day}/"
    publication = _Publication(assignment, site, truth, column.key, folder, number)
    return _in_shape(
        publication, paper, shape(assignment.seed, body, year), dice(assignment.seed, "word", body.key, year)
    )


def shape(seed: int, body: Body, year: int) -> str:
    """Return how a body's report is published, one of ``SHAPES`` or of those planned."""
    throw = dice(seed, "shape", body.key, year)
    chosen = PLANNED.get((body.key, year)) or throw.choices(list(SHAPES), list(SHAPES.values()))[0]
    return chosen.replace("xls", "docx") if year < 2019 else chosen


def _in_shape(publication: _Publication, paper: Paper, shape: str, throw: Dice) -> list[Document]:
    page_kind, _, attached = shape.partition("+")
    if page_kind == "list":
        return [_file(publication, paper, attached, None)]
    files = [_file(publication, paper, attached, publication.id)] if attached else []
    links = frame.attachment_links(
        [(_relative(publication, file), f"{publication.truth.title}.{file.path.rpartition('.')[2]}") for file in files]
    )
    if page_kind == "holder":
        content = f"<p>{publication.truth.title}见附件。</p>{links}"
    elif page_kind == "word":
        content = word_html.render(paper, throw)
    else:
        content = html.render(paper) + (links if files else "")
    return [_page(publication, content, None if page_kind == "holder" else publication.truth), *files]


def _page(publication: _Publication, content: str, truth: Truth | None) -> Document:
    site, assignment, number = publication.site, publication.assignment, publication.number
    suffix = "shtml" if site.charset != "utf-8" else "html"
    name = f"t{assignment.published:%Y%m%d}_{number}.{suffix}"
    if site.family == "hanweb":
        column = next(c.path for c in site.columns if c.key == publication.column)
        name = f"art_{column}_{number}.html"
    document = _document(publication, publication.id, name, "html", b"", truth)
    text = frame.article(site, document, publication.truth.title, content)
    document.data = text.encode(charset_name(site))
    document.media_type = f"text/html; charset={site.charset}" if site.charset == "utf-8" else "text/html"
    return document


def _file(publication: _Publication, paper: Paper, format: str, parent: str | None) -> Document:
    format, data = _data(publication, paper, format)
    suffix = "pdf" if format == "scan" else format
    stamp = f"{publication.assignment.published:%Y%m%d}{publication.number}"
    hanweb = publication.site.family == "hanweb"
    name = f"{stamp}.{suffix}" if hanweb else f"{'P0' if suffix == 'pdf' else 'W0'}{stamp}.{suffix}"
    document_id = f"{publication.id}-file" if parent else publication.id
    document = _document(publication, document_id, name, format, data, publication.truth)
    document.listed, document.parent = parent is None, parent
    if format in ("xls", "xlsx"):
        document.truth = replace(
            publication.truth, sections=[replace(s, narrative="") for s in publication.truth.sections], numbers={}
        )
    if hanweb:
        document.path = f"/attach/0/{name}"
    return document


def _data(publication: _Publication, paper: Paper, format: str) -> tuple[str, bytes]:
    """Return the format that is really delivered, and the file."""
    assignment = publication.assignment
    name = f"{publication.id}.{format}" if format != "scan" else f"{publication.id}.scan.pdf"
    if originals.kept(name, assignment.seed, assignment.edition):
        return format, originals.read(name)
    format = FALLBACK.get(format, format)
    if format == "zip":
        return format, docx.pack({f"{publication.truth.title}.docx": docx.render(paper)})
    return format, {"docx": docx.render, "pdf": pdf.render, "xlsx": xlsx.render}[format](paper)


def _document(
    publication: _Publication, document_id: str, name: str, format: str, data: bytes, truth: Truth | None
) -> Document:
    assignment = publication.assignment
    day: date = assignment.published
    return Document(
        id=document_id,
        portal=publication.site.key,
        column=publication.column,
        body=assignment.body,
        year=assignment.year,
        path=publication.folder + name,
        link_text=publication.truth.title,
        format=format,
        media_type=MEDIA_TYPES[format],
        data=data,
        published=day,
        modified=datetime.combine(day, time(9, 30)),
        truth=truth,
    )


def _relative(publication: _Publication, file: Document) -> str:
    return "./" + file.path.removeprefix(publication.folder) if publication.site.family == "trs" else file.path
