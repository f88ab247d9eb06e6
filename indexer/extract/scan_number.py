"""What several readings of a line and its ink say together: a number, no number, or a doubt.  Called by ``fields``.

A number is stated where the readings agree and the ink can be that number; else all that was read is kept as a doubt.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from indexer.blocks import UNREADABLE, doubtful, readings_of
from indexer.extract.ocr import Reading
from indexer.extract.strokes import Ink, Number, fits, is_dash, leaning, slant, widest_gap

SURE = 0.8
"""Certainty of the least certain character from which a reading counts for much."""
_SLASH, _LEANING = 0.15, 0.09
"""Slant of a single stroke from which it is a slash, and from which it may be one."""
_APART = 1.3
"""White space in heights of a line beyond which two numbers stand beside each other."""
_LOOKALIKES = str.maketrans("OoQ〇○θΘØølI|丨!", "000000000" + "11111")
_SPECKS = " .,，、·•'`‘’:：\"“”_~"
_MARKS = frozenset(".·•~_")
"""What a minus or a speck in front of a number may be taken for."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_POINT = re.compile(r"(?<=\d)[,:;·](?=\d)(?!\d{3}(?:\D|$))")
_THOUSANDTHS = re.compile(r"(-?\d{1,3})\.(\d{3})")
"""What may as well be thousands: a comma and a point differ by one pixel or two."""
_WITHOUT_MARKS = dict.fromkeys(map(ord, "-.,"), None)
_HAN = re.compile(r"[\u3400-\u9fff]")
_NONE = frozenset("无空零")
"""Words of one character that an office writes where no number is."""


def digits_in(text: str) -> str:
    """Return the number that a text is; letters and marks that look like parts of one are such.  Empty if none."""
    folded = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    folded = re.sub("[‐‑–—−－一]", "-", folded).strip(_SPECKS)  # no number begins or ends with a point
    folded = _POINT.sub(".", folded)
    return folded if _NUMBER.fullmatch(folded) else ""


def verdict(readings: Sequence[Reading], ink: Ink, shape: Number, pitch: float = 0.0) -> str:
    """Return what a line says for certain, or the doubt; ``shape`` is its ink without specks, ``pitch`` for `fits`."""
    if is_dash(ink):
        return "—"
    lean = slant(shape.ink)
    if lean >= _SLASH:
        return "/"
    found = _signed([digits_in(r.text) if r.text[:1] not in _MARKS else "" for r in readings], shape.minus)
    votes = Counter(filter(None, found))
    if not votes:
        return _agreed(readings)
    text = votes.most_common(1)[0][0]
    shown = lean < _LEANING and fits(text, shape.ink, pitch) and widest_gap(shape.ink) < _APART
    signs = {said[0] == "-" for said in votes}
    unsigned = len(signs) > 1 or (shape.minus is not None and signs != {shape.minus})
    if text == "1" and leaning(shape.ink) >= _LEANING:
        return doubtful([text])
    if shown and not unsigned and not _THOUSANDTHS.fullmatch(text) and _is_believed(text, readings, found):
        return text
    return doubtful([*_ways(votes), *(rivals(text, readings, shape, pitch) if len(votes) == 1 else ())])


def under_stamp(shown: str, below: str) -> str:
    """Return what a field says on which a stamp lies: as it is shown, and as it is without the stamp's ink."""
    if shown == below or (len(_HAN.findall(below)) > 1 and UNREADABLE not in below):
        return below
    ways = [readings_of(text) or [digits_in(text)] for text in (below, shown)]
    return doubtful([way for way in dict.fromkeys([*ways[0], *ways[1]]) if way])


def rivals(text: str, readings: Sequence[Reading], shape: Number, pitch: float = 0.0) -> tuple[str, ...]:
    """Return what a number may be as well: what came next in a reading, and a digit twice instead of once, as far as
    the ink can be that.
    """
    ways = [digits_in(way) for reading in readings for way in (reading.text, *reading.rivals)]
    ways += [text[:n] + digit + text[n:] for n, digit in enumerate(text) if digit.isdigit()]
    ways += [text[:n] + text[n + 1 :] for n in range(1, len(text)) if text[n] == text[n - 1]]
    return tuple(dict.fromkeys(w for w in ways if w not in ("", text) and fits(w, shape.ink, pitch)))


def _is_believed(text: str, readings: Sequence[Reading], found: Sequence[str]) -> bool:
    """Say whether all readings agree and one is sure, or all but a feeble one; on a point or a sign all must agree."""
    against = [r.least for r, said in zip(readings, found, strict=True) if said != text]
    sure = max(r.least for r, said in zip(readings, found, strict=True) if said == text)
    if not against:
        return sure >= SURE
    others = {said.translate(_WITHOUT_MARKS) for said in found if said not in ("", text)}
    feeble = max((r.least for r, said in zip(readings, found, strict=True) if said not in ("", text)), default=0.0)
    return len(against) == 1 and sure >= SURE > feeble and text.translate(_WITHOUT_MARKS) not in others


def _signed(found: Sequence[str], minus: bool | None) -> list[str]:
    """Return numbers with the minus that the ink shows and some readings take for a speck.  That a minus was read where
    the ink shows a speck stays a doubt: a bold one is as short.
    """
    return (
        [text and "-" + text.lstrip("-") for text in found]
        if minus and any(t[:1] == "-" for t in found)
        else list(found)
    )


def _ways(votes: Counter[str]) -> list[str]:
    """Return what a field may say, the likeliest first."""
    ways = [way for text, _ in votes.most_common() for way in (text, _THOUSANDTHS.sub(r"\1\2", text))]
    return list(dict.fromkeys(way.replace(",", "") for way in ways))


def _agreed(readings: Sequence[Reading]) -> str:
    """Return words on which two readings agree; a field in which a number may stand is else in doubt."""
    text, times = Counter(reading.text.strip() for reading in readings).most_common(1)[0]
    return text if times > 1 and (text in _NONE or len(text) > 1) else doubtful([])
