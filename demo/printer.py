"""One report → its documents: formats, addresses, the page around them.  Called by ``demo.world``."""

import zlib
from dataclasses import dataclass
from datetime import date, datetime, time

from demo import originals
from demo.compose import Assignment
from demo.dice import Dice, dice
from demo.model import Document, PortalSite, Truth
from demo.pages import frame
from demo.paper import Paper
from demo.portals import SITES, charset_name, column_of
from demo.typeset import docx, html, pdf, word_html

MEDIA_TYPES = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "doc": "application/msword",
}
SHAPES = ("html", "word", "html+docx", "holder+docx", "holder+pdf", "list+pdf", "holder+doc", "html+pdf")
"""How a report is published: its page holds it (clean or pasted from Word), also with a copy attached, its page only
carries it as an attachment, or the list links to the file itself."""
_WEIGHTS = (46, 26, 5, 8, 7, 5, 4, 3)


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
    throw = dice(assignment.seed, "shape", body.key, year)
    shape = throw.choices(SHAPES, _WEIGHTS)[0]
    if shape == "holder+doc" and not originals.kept(publication.id, assignment):
        shape = "holder+docx"
    return _in_shape(publication, paper, shape, throw)


def _in_shape(publication: _Publication, paper: Paper, shape: str, throw: Dice) -> list[Document]:
    page_kind, _, attached = shape.partition("+")
    if page_kind == "list":
        return [_file(publication, paper, attached, None)]
    files = [_file(publication, paper, attached, publication.id)] if attached else []
    links = frame.attachment_links(
        [(_relative(publication, file), f"{publication.truth.title}.{file.format}") for file in files]
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
    stamp = f"{publication.assignment.published:%Y%m%d}{publication.number}"
    name = f"{'P0' if format == 'pdf' else 'W0'}{stamp}.{format}"
    if publication.site.family == "hanweb":
        name = f"{stamp}.{format}"
    data = (
        {"docx": docx.render, "pdf": pdf.render}[format](paper) if format != "doc" else originals.read(publication.id)
    )
    document_id = f"{publication.id}-{format}" if parent else publication.id
    document = _document(publication, document_id, name, format, data, publication.truth)
    document.listed, document.parent = parent is None, parent
    if publication.site.family == "hanweb":
        document.path = f"/attach/0/{name}"
    return document


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
