"""A capture's media type and a sensible file name, from what the server and the link said.  Pure functions."""

import mimetypes
import re
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

MEDIA_TYPES = {
    ".htm": "text/html",
    ".html": "text/html",
    ".shtml": "text/html",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".wps": "application/vnd.ms-works",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".xls": "application/vnd.ms-excel",
    ".et": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ofd": "application/ofd",
    ".zip": "application/zip",
    ".rar": "application/vnd.rar",
    ".7z": "application/x-7z-compressed",
    ".json": "application/json",
    ".xml": "application/xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_EXTENSIONS = {media: extension for extension, media in reversed(MEDIA_TYPES.items())} | {"text/html": ".html"}
_LONGEST = 120
_GENERIC = ("application/octet-stream", "application/x-download", "application/force-download", "")


def media_type(content_type: str | None, name: str) -> str:
    """Return the media type without parameters: as the server said, else by the name's extension."""
    said = (content_type or "").partition(";")[0].strip().lower()
    if said not in _GENERIC and re.fullmatch(r"[\w.+-]+/[\w.+-]+", said, re.ASCII):
        return said
    extension = PurePosixPath(name.lower()).suffix
    return MEDIA_TYPES.get(extension) or mimetypes.types_map.get(extension) or "application/octet-stream"


def file_name(url: str, title: str, content_type: str | None, disposition: str | None) -> str:
    """Return a file name with an extension: the server's, else the URL's, else the link text's.

    Where the URL's own name says nothing (``download.jsp``), the link text names the file.
    """
    named = _from_disposition(disposition or "")
    parts = urlsplit(url)
    from_url = PurePosixPath(unquote(parts.path)).name
    media = media_type(content_type, named or title or from_url)
    by_title = _extension(title)
    if not named and by_title:
        named = title
    elif not named and from_url and (not parts.query or _extension(from_url) not in (None, ".jsp", ".aspx", ".php")):
        named = from_url
    name = _clean(named or title or from_url or parts.netloc or "document")
    if _extension(name) is None:
        name += _EXTENSIONS.get(media) or (mimetypes.guess_extension(media) or "").removesuffix(".bin")
    return name


def clean(text: str) -> str:
    """Return text that every database takes: without NUL, and lone surrogates replaced."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def plain(name: str) -> str:
    """Return a local file's name as it is, without control characters and separators."""
    return re.sub(r"[\x00-\x1f\x7f/]+", "_", name) or "document"


def _extension(name: str) -> str | None:
    found = PurePosixPath(name.strip().lower()).suffix
    return (
        found
        if found in MEDIA_TYPES or re.fullmatch(r"\.(jsp|aspx?|php|tiff?|bmp|gif|csv|wpt|dot|docm)", found)
        else None
    )


def _from_disposition(header: str) -> str:
    """Return the file name of a Content-Disposition header given as one character a byte; GBK and UTF-8 both occur."""
    if not header:
        return ""
    message = Message()
    message["Content-Disposition"] = header.replace("\r", " ").replace("\n", " ")
    try:
        name = message.get_filename("") or ""
    except (LookupError, ValueError):
        return ""
    name = unquote(name) if re.search(r"%[0-9A-Fa-f]{2}", name) else _as_chinese(name)
    return name.replace("\\", "/").rpartition("/")[2]


def _as_chinese(name: str) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("latin-1").decode(encoding)
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return name


def _clean(name: str) -> str:
    """Take away what is no part of a name on any system; what is left is bounded and no path."""
    name = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]+', "_", name).strip(" .")
    if len(name) > _LONGEST:
        suffix = PurePosixPath(name).suffix
        suffix = suffix if len(suffix) <= 8 else ""
        name = name[: _LONGEST - len(suffix)] + suffix
    return name or "document"
