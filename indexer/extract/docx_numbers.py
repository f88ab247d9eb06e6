"""Automatic paragraph numbers of DOCX: “一、”, “（二）”, “1.” that are not in the text.  Called by ``docx``."""

import re

from lxml.etree import _Element

from indexer.extract.package import local

_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "koreanCounting", "japaneseDigitalTenThousand", "chineseLegalSimplified",
}  # fmt: skip


class Numbering:
    """Counts through the lists of one document."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._list: dict[str, tuple[str, dict[int, int]]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._read(numbering)
            self._read_styles(styles)

    def of(self, properties: _Element | None) -> str:
        """Return the number that Word prints before a paragraph with these properties, "" where there is none."""
        if properties is None or not self._list:
            return ""
        num, level = "", 0
        for element in properties:
            if local(element) == "pStyle":
                num, level = self._styles.get(_value(element), ("", 0))
        for element in properties:
            if local(element) == "numPr":
                for item in element:
                    if local(item) == "numId":
                        num = _value(item)
                    elif local(item) == "ilvl":
                        level = _int(_value(item), 0)
        if num in {"", "0"} or num not in self._list:
            return ""
        return self._next(num, level)

    def _next(self, num: str, level: int) -> str:
        abstract, starts = self._list[num]
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract if not starts else f"{abstract}/{num}", {})
        counts[level] = counts.get(level, starts.get(level, levels[level][2]) - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        kind, pattern, _ = levels[level]
        if kind in {"bullet", "none"}:
            return ""

        def one(match: re.Match[str]) -> str:
            n = int(match.group(1)) - 1
            return count(counts.get(n, levels.get(n, ("", "", 1))[2]), levels.get(n, (kind, "", 1))[0])

        return re.sub(r"%([1-9])", one, pattern)

    def _read(self, numbering: _Element) -> None:
        for element in numbering:
            if local(element) == "abstractNum":
                levels = {}
                for item in element:
                    if local(item) == "lvl":
                        levels[_int(_value(item, "ilvl"), 0)] = _level(item)
                self._abstract[_value(element, "abstractNumId")] = levels
            elif local(element) == "num":
                abstract, starts = "", {}
                for item in element:
                    if local(item) == "abstractNumId":
                        abstract = _value(item)
                    elif local(item) == "lvlOverride":
                        for sub in item:
                            if local(sub) == "startOverride":
                                starts[_int(_value(item, "ilvl"), 0)] = _int(_value(sub), 1)
                self._list[_value(element, "numId")] = (abstract, starts)

    def _read_styles(self, styles: _Element | None) -> None:
        for style in styles if styles is not None else ():
            number = next(style.iter("{*}numId"), None)
            if number is not None:
                level = next(style.iter("{*}ilvl"), None)
                depth = _int(_value(level), 0) if level is not None else 0
                self._styles[_value(style, "styleId")] = (_value(number), depth)


def _level(element: _Element) -> tuple[str, str, int]:
    kind, pattern, start = "decimal", "", 1
    for item in element:
        if local(item) == "numFmt":
            kind = _value(item)
        elif local(item) == "lvlText":
            pattern = _value(item)
        elif local(item) == "start":
            start = _int(_value(item), 1)
    return kind, pattern, start


def count(value: int, kind: str) -> str:
    """Return an ordinal the way Word prints it.

    >>> count(12, "chineseCounting"), count(3, "decimal"), count(2, "upperLetter")
    ('十二', '3', 'B')
    """
    if kind in _CHINESE and 0 < value < 100:
        tens, ones = divmod(value, 10)
        text = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
        return text + (_DIGITS[ones] if ones else "")
    if kind.startswith("decimalEnclosedCircle") and 0 < value <= len(_CIRCLED):
        return _CIRCLED[value - 1]
    if kind in {"upperLetter", "lowerLetter"} and 0 < value <= 26:
        return chr((65 if kind == "upperLetter" else 97) + value - 1)
    if kind == "decimalFullWidth":
        return str(value).translate({48 + n: 0xFF10 + n for n in range(10)})
    return str(value)


def _value(element: _Element, name: str = "val") -> str:
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _int(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default
