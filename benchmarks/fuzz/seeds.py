"""One small original of every format, from the demonstration world.  Called by ``mutants``."""

import io
import zipfile
from functools import cache
from pathlib import Path

import py7zr
import rars

import demo
from demo.hard.cases import FORMATS, cases

KEPT = Path(demo.__file__).parent / "originals"


@cache
def seeds() -> dict[str, bytes]:
    """Return format → bytes; archives hold a text and a workbook."""
    found = {name: next(iter(cases(1, 3, (name,)))).data for name in FORMATS}
    for ending in ("doc", "xls"):
        found[ending] = min(KEPT.glob(f"*.{ending}"), key=lambda path: path.stat().st_size).read_bytes()
    files = {"年报.txt": found["txt"][:3000], "表.xlsx": found["xlsx"]}
    found["zip"] = zipped(files)
    found["7z"] = _seven(files)
    found["rar"] = _rar(files)
    found["mhtml"] = _mhtml(found["html"])
    return found


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a ZIP container with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _seven(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return out.getvalue()


def _rar(files: dict[str, bytes]) -> bytes:
    builder = rars.RarBuilder()
    for name, content in files.items():
        builder.add_bytes(content, name)
    return bytes(builder.to_bytes())


def _mhtml(page: bytes) -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
    head += b"Content-Type: text/html\r\n\r\n"
    return head + page + b"\r\n--x--\r\n"
