"""What an original is, by its content.  Called by ``extract`` and ``members``; names and headers do not count."""

import io
import re
import zipfile

import olefile

from crawler.archive.encoding import decode
from indexer.extract.errors import ExtractError

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM", b"GIF87a", b"GIF89a")
_TAG = re.compile(
    r"</?(?:!doctype\s+html|html|head|body|meta|title|table|tr|td|div|p|span|font|center|script|style)(?=[\s/>])", re.I
)
ARCHIVES = frozenset({"zip", "rar", "7z"})
"""Kinds that hold originals instead of being one."""


def kind(data: bytes) -> str:
    """Return html, mhtml, docx, wordml, doc, odt, rtf, pdf, xls, xlsx, ods, ofd, image, zip, rar, 7z or txt.

    Raises ExtractError: empty, truncated, encrypted, unsupported.
    """
    head = data[:1024]
    if not data.strip(b"\x00\t\r\n\x0b\x0c \xff\xfe\xef\xbb\xbf"):
        raise ExtractError("empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK")):
        return _zip_kind(data)
    if head.startswith(olefile.MAGIC):
        return _ole_kind(data)
    if head.startswith(b"Rar!\x1a\x07"):
        return "rar"
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return "7z"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower() == b"{\\rtf":
        return "rtf"
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    return _text_kind(data)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename.replace("\\", "/").lstrip("/").lower() for info in archive.infolist()}
            mimetype = b""
            if "mimetype" in names:
                info = next(i for i in archive.infolist() if i.filename.lower() == "mimetype")
                if info.file_size < 200 and not info.flag_bits & 1:
                    mimetype = archive.read(info)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        UnicodeError,
    ) as error:
        raise ExtractError("truncated", f"the container has no readable directory ({error})") from error
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", n) for n in names):
        return "docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "ofd.xml" in names:
        return "ofd"
    if "content.xml" in names:
        return "ods" if b"spreadsheet" in mimetype else "odt"
    if not names:
        raise ExtractError("empty", "the archive has no members")
    if "ppt/presentation.xml" in names:
        raise ExtractError("unsupported", "a presentation")
    return "zip"


def _ole_kind(data: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if ole.exists("EncryptedPackage") or ole.exists("EncryptionInfo"):
                raise ExtractError("encrypted", "an Office file with a password")
            if ole.exists("WordDocument"):
                return "doc"
            if ole.exists("Workbook") or ole.exists("Book"):
                return "xls"
            names = ", ".join("/".join(entry) for entry in ole.listdir()[:6])
    except ExtractError:
        raise
    except Exception as error:  # olefile raises whatever a damaged sector leads to
        raise ExtractError("truncated", f"the compound file is damaged ({error})") from error
    raise ExtractError("unsupported", f"a compound file with the streams {names}")


_MARKDOWN = re.compile(r"^\|(?: ?:?-{2,}:? ?\|){2,}\s*$|^\{\|\s*$|^\|={3,}\s*$|(?:^\|.*\|[ \t]*\n){4}", re.M)
_LIGHT = re.compile(r"^(?:h[1-6](?:\([^()\n]*\))?\. |#{1,6} |={1,6} .*)\S", re.M)
"""A heading as light markup languages write it."""
_INLINE = re.compile(r"<(?:span|a|div)\b", re.I)
"""A tag that such a text keeps of the page it was made of."""
_CELL = re.compile(r"<(?:table|td|tr|html|body)\b", re.I)


def _is_markup(text: str, start: str) -> bool:
    """Say whether text is a page: it begins with a tag or holds two; among random bytes one may stand by chance.

    Markdown may hold tags of a page it was made of; what has the rule of a Markdown table, or its headings,
    and no cells is none.
    """
    light = _MARKDOWN.search(text) or _LIGHT.search(text)
    if (_INLINE.match(start) or not start.startswith("<")) and light and not _CELL.search(text):
        return False
    if first := _TAG.search(text):
        return start.startswith("<") or _TAG.search(text, first.end()) is not None
    return False


def _text_kind(data: bytes) -> str:
    sample = data[:65536]
    text, _ = decode(sample)
    start = text.lstrip("\ufeff \t\r\n")
    if re.match(r"(?:[\w-]+:[^\n]*\r?\n)*?mime-version:", start, re.I) and "multipart/" in start[:4000]:
        return "mhtml"
    if start.startswith(("<?xml", "<?mso", "<w:", "<pkg:")):
        if "schemas.microsoft.com/office/word/2003/wordml" in start or "pkg:package" in start[:2000]:
            return "wordml"
        if "urn:oasis:names:tc:opendocument" in start:
            return "fodt"
    if _is_markup(text, start):
        return "html"
    if re.match(r"[\[{]\s*[\"{\[\]}]", start):
        raise ExtractError("unsupported", "data in JSON, not a document")
    odd = sum(1 for ch in text[:4096] if (ch < " " and ch not in "\t\r\n\x0c\x0b\x1f\x07") or ch in "\x7f\ufffd")
    if odd * 20 > min(len(text), 4096):
        raise ExtractError("unsupported", f"unknown content that begins with {data[:8].hex(' ')}")
    return "txt"
