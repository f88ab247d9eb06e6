"""Bytes of a page or text → characters: the one decoder of crawl, comparison and reading.

Portals declare gb2312 and send gb18030, declare gbk and send UTF-8, declare what is no encoding of text, or nothing: so
the bytes are asked first, and what page and header declare only where the bytes leave it open.
"""

import codecs

_USUAL = "的政府信息公开公開年度报告報告情况情況申请申請一二三四五本机关機關"
"""Characters that every report has: where two encodings decode, the one that shows more of these is right."""


def decode(data: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text and the name of the encoding used, with ``?`` appended where bytes had to be replaced.

    ``content_type`` is the header that came with the bytes, if one did.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    wide = _without_mark(data)
    if wide:
        return data.decode(wide, "replace"), wide
    text = _utf8(data)
    if text is not None:
        return text, "utf-8"
    declared = declared_encoding(data) or content_type.lower().partition("charset=")[2].strip(" \"';")
    if declared.startswith("utf") or not declared:
        return _best(data, ["gb18030", "big5", "utf-8"])
    if declared in {"big5", "big5hkscs", "big5-hkscs", "cp950"}:
        return _best(data, ["big5hkscs", "gb18030"])
    return _best(data, ["gb18030", "utf-8"])


def declared_encoding(data: bytes) -> str:
    """Return the encoding that a page declares in its first 4 KB, lower case, or an empty string."""
    from bs4.dammit import EncodingDetector  # what only serves or searches never decodes, and starts sooner

    return (
        EncodingDetector.find_declared_encoding(data[:4096], is_html=True, search_entire_document=True) or ""
    ).lower()


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(data) - 3 or error.start == 0:
            return None
        return data[: error.start].decode("utf-8")


def _without_mark(data: bytes) -> str:
    sample = data[:2000]
    if len(sample) < 8 or b"\x00" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and odd > even * 4:
        return "utf-16-le"
    if even > len(sample) // 8 and even > odd * 4:
        return "utf-16-be"
    return ""


def _best(data: bytes, names: list[str]) -> tuple[str, str]:
    best: tuple[float, str, str] | None = None
    for name in names:
        text = data.decode(name, "replace")
        bad = text.count("\ufffd")
        usual = sum(text.count(ch) for ch in _USUAL)
        score = usual - 5.0 * bad
        if best is None or score > best[0]:
            best = (score, text, name + ("?" if bad else ""))
    assert best is not None
    return best[1], best[2]
