"""What others need for an original, in two measures for each format.  For ``run``.

The *floor* only opens it: bytes to a tree, to XML or to streams, in which nobody has found a paragraph or a cell yet.
The *usual library* is what people use in Python to get at its paragraphs and tables; where parsing and walking are two
steps, parsing alone counts, but for DOCX, where opening gives no more than the floor.  Some are needed for this
benchmark alone (``requirements.txt`` here); what is not installed is left out.
"""

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree, html


class UnavailableError(Exception):
    """A library or program is not installed."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A library by its name, and the call that is measured."""

    name: str
    parse: Callable[[bytes], object]


def _lxml_html(data: bytes) -> None:
    html.document_fromstring(data)


def _beautifulsoup(data: bytes) -> None:
    from bs4 import BeautifulSoup

    BeautifulSoup(data, "lxml")


def _docx_opened(data: bytes) -> None:
    import docx

    docx.Document(io.BytesIO(data))


def _docx(data: bytes) -> None:
    import docx

    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        _ = paragraph.text
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                _ = cell.text


def _pdfium(data: bytes) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def _pdfplumber(data: bytes) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            _ = page.chars


def _openpyxl(data: bytes) -> None:
    from openpyxl import load_workbook

    load_workbook(io.BytesIO(data))


def _calamine(data: bytes) -> None:
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _xlrd(data: bytes) -> None:
    try:
        import xlrd
    except ImportError as error:
        raise UnavailableError from error
    for sheet in xlrd.open_workbook(file_contents=data).sheets():
        for row in sheet.get_rows():
            _ = [cell.value for cell in row]


def _striprtf(data: bytes) -> None:
    from striprtf.striprtf import rtf_to_text

    rtf_to_text(data.decode("latin-1"), errors="ignore")


def _package(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                etree.fromstring(archive.read(name))


def _odfpy(data: bytes) -> None:
    try:
        from odf.opendocument import load
    except ImportError as error:
        raise UnavailableError from error
    load(io.BytesIO(data))


def _olefile(data: bytes) -> None:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        for entry in container.listdir():
            container.openstream(entry).read()


def _antiword(data: bytes) -> None:
    program = shutil.which("antiword")
    if not program:
        raise UnavailableError
    with tempfile.NamedTemporaryFile(suffix=".doc") as file:
        file.write(data)
        file.flush()
        subprocess.run([program, "-m", "UTF-8.txt", file.name], capture_output=True, check=False)


_CALAMINE = Peer("python-calamine (Rust)", _calamine)
_PACKAGE = Peer("zipfile and lxml", _package)

FLOORS = {
    "html": Peer("lxml", _lxml_html),
    "docx": Peer("python-docx, opened", _docx_opened),
    "pdf": Peer("pdfium, text", _pdfium),
    "xlsx": _CALAMINE,
    "xls": _CALAMINE,
    "odt": _PACKAGE,
    "ofd": _PACKAGE,
    "rtf": Peer("striprtf", _striprtf),
    "doc": Peer("olefile, streams", _olefile),
}
"""Format → the floor."""

USUAL = {
    "html": Peer("beautifulsoup4 over lxml", _beautifulsoup),
    "docx": Peer("python-docx, paragraphs and cells", _docx),
    "pdf": Peer("pdfplumber, characters", _pdfplumber),
    "xlsx": Peer("openpyxl", _openpyxl),
    "xls": Peer("xlrd", _xlrd),
    "odt": Peer("odfpy", _odfpy),
    "rtf": Peer("striprtf", _striprtf),
    "doc": Peer("antiword (C), a process", _antiword),
}
"""Format → the usual library.  OFD has none: easyofd needs PyMuPDF (AGPL)."""
