"""Cells of workbooks in several runs: struck-out runs are taken away, raised digits are written so.

Called by ``sheets``.  calamine gives a cell's runs joined, so that 38 with the mark of note 1 behind it would be 381.
"""

import io
import re
import zipfile

from lxml import etree
from lxml.etree import _Element

from indexer.extract.package import Package, local, parse_xml
from indexer.extract.raised import superscript

_MARKED = re.compile(rb"<(?:\w+:)?(?:strike\b|vertAlign\b[^>]*superscript)")


def plain_runs(data: bytes) -> bytes:
    """Return a workbook whose cells print what counts of their runs; the same bytes where there is nothing to do."""
    package = Package(data)
    changed: dict[str, bytes] = {}
    for name in package.names():
        if name == "xl/sharedstrings.xml" or (name.startswith("xl/worksheets/") and name.endswith(".xml")):
            content = package.read(name)
            if _MARKED.search(content):
                changed[name] = _plain(parse_xml(content, name))
    return _with(package, changed) if changed else data


def _plain(root: _Element) -> bytes:
    for run in list(root.iter("{*}r")):
        text = next((e for e in run if local(e) == "t"), None)
        looks = {local(e): e for properties in run if local(properties) == "rPr" for e in properties}
        if text is None or not text.text:
            continue
        if "strike" in looks and looks["strike"].get("val", "1") not in {"0", "false"}:
            text.text = ""
        elif "vertAlign" in looks and looks["vertAlign"].get("val") == "superscript":
            text.text = superscript(text.text)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _with(package: Package, changed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name in package.names():
            copy.writestr(package.written(name), changed.get(name) or package.read(name))
    return out.getvalue()
