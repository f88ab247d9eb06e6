"""PDF originals → blocks.  Called by ``extract``.

Text and ruling lines come from pdfium; pages that are pictures go to the reader of scans.
"""

from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium

from indexer.blocks import Blocks
from indexer.extract import pdf_pictures, stand_in_font, untold
from indexer.extract.errors import ExtractError
from indexer.extract.glyphs import Box, Sheet
from indexer.extract.limits import MAX_PAGES
from indexer.extract.pages import Page, blocks_of, pages_of, printed_over
from indexer.extract.pdf_page import Drawn, drawn, is_covered, picture_share

_FEW = 15
"""Glyphs below which a page with a picture on most of it is a scan."""

_OUTLINES = 4_000
"""Pieces of outlines from which on a page without characters is one whose letters are drawn."""

_MOST_PIECES = 2_000_000
"""Pieces of lines and outlines on all pages together; a page of tables has a thousand."""
_MOST_CHARACTERS = 1_000_000
"""Characters on all pages together, which take some 6 s; a page has a thousand."""


_PICTURE = b"/Image"
"""What stands in every file with a picture: pictures are streams of their own, and names are never encrypted."""


def read(data: bytes) -> Blocks:
    """Read a PDF file.  Raises ExtractError: encrypted, truncated, too_large, empty, ocr_missing."""
    document = _open(data)
    try:
        if len(document) > MAX_PAGES:
            raise ExtractError("too_large", f"{len(document):,} pages, {MAX_PAGES} are read")
        sheets: list[Sheet] = []
        scans: list[int] = []
        lost: list[str] = []
        pictures: dict[int, list[Box]] = {}
        pieces = characters = 0
        for index in range(len(document)):
            try:
                page = document[index]
                seen = drawn(page, index + 1)
            except pdfium.PdfiumError as error:
                lost.append(f"page {index + 1} of {len(document)} cannot be read ({error})")
                continue
            pieces += seen.pieces
            if pieces > _MOST_PIECES:
                raise ExtractError("too_large", f"{pieces:,} lines are drawn on {index + 1} pages")
            characters += seen.characters
            if characters > _MOST_CHARACTERS:
                raise ExtractError("too_large", f"{characters:,} characters are written on {index + 1} pages")
            sheets.append(seen.sheet)
            if _must_be_looked_at(seen, page):
                scans.append(index)
                sheets[-1] = Sheet(index + 1, seen.sheet.width, seen.sheet.height)
            elif _PICTURE in data and (boxes := pdf_pictures.boxes_of(page, seen.sheet)):
                pictures[index] = boxes
            page.close()
        if not sheets:
            raise ExtractError("damaged", "; ".join(lost[:3]))
        pages = pages_of(sheets)
        lost += printed_over(sheets) + untold.noted(sheets)
        pictured = _with_pictures(document, pages, pictures)
        if scans:
            return _scanned(document, pages, scans, lost + pictured)
        blocks = Blocks("pdf", blocks_of(pages), _meta(document), lost + pictured)
    finally:
        document.close()
    if not blocks.items:
        raise ExtractError("empty", f"{len(pages)} pages without text")
    return blocks


def _with_pictures(document: Any, pages: Sequence[Page], pictures: dict[int, list[Box]]) -> list[str]:
    """Add the tables that stand as pictures on pages of text; return what is to be noted."""
    notes: list[str] = []
    for written in pages:
        if boxes := pictures.get(written[0].number - 1):
            page = document[written[0].number - 1]
            notes += pdf_pictures.add_tables(page, written, boxes)
            page.close()
    return notes


def _scanned(document: Any, pages: list[Page], scans: list[int], lost: list[str]) -> Blocks:
    """Return the blocks of a document some or all of whose pages are pictures."""
    from indexer.extract import scan  # numpy, OpenCV and the models are only loaded where a picture has to be read

    turns = 0
    for index in scans:
        page = document[index]
        place = next(i for i, (found, _) in enumerate(pages) if found.number == index + 1)
        pages[place] = scan.page_of(scan.drawn(page), index + 1, turns)
        turns = pages[place][0].turns
        page.close()
    blocks = Blocks("scan" if len(scans) * 2 >= len(pages) else "pdf", blocks_of(pages), _meta(document))
    blocks.recognised = {index + 1 for index in scans}
    blocks.notes.extend(lost)
    blocks.notes.append(f"{len(scans)} of {len(pages)} pages are pictures and were recognised")
    if not blocks.items:
        raise ExtractError("empty", f"no text was found on {len(pages)} scanned pages")
    return blocks


def _must_be_looked_at(seen: Drawn, page: Any) -> bool:
    """Say whether a page's characters do not tell what is on it: a picture, letters drawn as outlines, noise, or text
    that a program recognised and put below the picture.
    """
    few = len(seen.sheet.glyphs) < _FEW
    share = picture_share(page)
    return (
        untold.is_garbled(seen.sheet.glyphs)
        or (few and (share > 0.5 or seen.pieces > _OUTLINES))
        or is_covered(page, share)
    )


def _open(data: bytes) -> Any:
    stand_in_font.use()
    try:
        document = pdfium.PdfDocument(data)
        if not len(document):
            raise ExtractError("empty", "a PDF without pages")
        return document
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == 4 or "assword" in str(error):
            raise ExtractError("encrypted", "the PDF needs a password") from error
        if b"%%EOF" not in data[-2048:] and b"startxref" not in data[-2048:]:
            raise ExtractError("truncated", "the PDF has no end mark") from error
        raise ExtractError("damaged", f"the PDF cannot be opened ({error})") from error


def _meta(document: Any) -> dict[str, str]:
    names = {"Title": "title", "Author": "author", "CreationDate": "created", "Producer": "producer"}
    found = document.get_metadata_dict(skip_empty=True)
    return {names[key]: value for key, value in found.items() if key in names}
