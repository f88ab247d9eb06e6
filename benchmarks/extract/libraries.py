"""What each format's parsing library does alone with an original: open it and parse it, nothing more.  For ``run``."""

import io
import zipfile
from collections.abc import Callable

from lxml import etree


def _html(data: bytes) -> None:
    from bs4 import BeautifulSoup

    BeautifulSoup(data, "lxml")


def _docx(data: bytes) -> None:
    import docx

    docx.Document(io.BytesIO(data))


def _pdf(data: bytes) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            _ = page.chars


def _sheet(data: bytes) -> None:
    from openpyxl import load_workbook

    load_workbook(io.BytesIO(data))


def _calamine(data: bytes) -> None:
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def _rtf(data: bytes) -> None:
    from striprtf.striprtf import rtf_to_text

    rtf_to_text(data.decode("latin-1"), errors="ignore")


def _package(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                etree.fromstring(archive.read(name))


def _ole(data: bytes) -> None:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        for entry in container.listdir():
            container.openstream(entry).read()


LIBRARIES: dict[str, tuple[str, Callable[[bytes], None]]] = {
    "html": ("beautifulsoup4 over lxml", _html),
    "docx": ("python-docx", _docx),
    "pdf": ("pdfplumber (characters)", _pdf),
    "xlsx": ("openpyxl", _sheet),
    "xls": ("python-calamine", _calamine),
    "odt": ("zipfile and lxml", _package),
    "ofd": ("zipfile and lxml", _package),
    "rtf": ("striprtf", _rtf),
    "doc": ("olefile (streams only)", _ole),
}
"""Format → (name, call)."""
