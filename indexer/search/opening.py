"""What a search without words shows of a report: a sentence that says something, not how every report begins."""

import re
from collections.abc import Iterator, Sequence

Piece = tuple[str, int, str, str]
"""Field, section number, section title and text, as an entry keeps them."""

ORDER = ("s5", "s1", "s2", "s3", "s4", "s6", "other", "preamble", "tail")
"""Problems first: the part in which reports differ most."""

SHORTEST = 12
"""Characters of a sentence; what is shorter is a heading or an enumeration."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]")
_SAID_BY_ALL = re.compile(
    r"《[^》]*》.{0,30}(?:规定|要求|编制)|编制本|电话|邮编|地址|联系|统计期限|下载|附件|如下|下表|但.{0,8}存在"
    r"|(?:一些|几处|一定|不少|短板|差距).{0,8}[。；]$"
)
"""What reports say alike: the law that asks for them, whom to ring up, that a table follows, that problems remain."""


def opening(pieces: Sequence[Piece]) -> tuple[Piece, int, int] | None:
    """Return the piece and where the sentence stands in it; the beginning of the text where none says much."""
    ranked = sorted((p for p in pieces if p[0] in ORDER and p[3].strip()), key=lambda p: ORDER.index(p[0]))
    for piece in ranked:
        for start, end in _sentences(piece[3]):
            if not _SAID_BY_ALL.search(piece[3][start:end]):
                return piece, start, end
    if not ranked:
        return None
    text = ranked[0][3]
    start = len(text) - len(text.lstrip())
    return ranked[0], start, len(text.rstrip())


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(text):
        start = match.end() - len(match.group().lstrip())
        if match.end() - start >= SHORTEST:
            yield start, match.end()
