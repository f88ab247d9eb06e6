"""What is printed twice over, to look bold or by mistake, and what is printed over something else.

Called for PDF and OFD pages, whose characters may lie on each other; ``pages`` leaves the numbers of such a page open.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, product

from indexer.extract.glyphs import Glyph

OPEN = "¦"
"""Stands where nothing shows which number is printed: no reader takes that for a number."""
_FIELD = 8.0
"""Points: the side of the squares that characters are looked up in."""
_TWICE_ACROSS, _TWICE_DOWN = 0.2, 0.25
"""Sizes by which the same character may be moved to look bold."""
_NEAR, _NEAR_DOWN = 0.45, 0.7
"""Of width and height: middles of two characters that are nearer to each other lie on each other."""
_MARK = 1.5
"""Times the size of a digit: larger characters are a mark upon the page."""
_SHARE, _FEWEST = 0.04, 6
"""Characters that lie on others, of all and at least, from which on the page is printed over itself."""
_COPIED, _RARE = 0.4, 6
"""Pairs of the same character that are moved alike, of all characters (a copy: 0.5), and how rare these are."""


def once(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], bool]:
    """Return each character once, and whether the page is printed over itself.

    Single digits that lie on something else are replaced by ``OPEN``.
    """
    fields: dict[tuple[int, int], list[int]] = {}
    out: list[Glyph] = []
    covered: set[int] = set()
    for glyph in glyphs:
        near = list(_near(glyph, fields))
        if any(_is_again(glyph, out[n]) for n in near):
            continue
        below = [n for n in near if _lie_on_each_other(glyph, out[n])]
        if below:
            covered.update(below, [len(out)])
        x, y = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2
        fields.setdefault((int(x // _FIELD), int(y // _FIELD)), []).append(len(out))
        out.append(glyph)
    digits = {n for n in covered if out[n][4].isdigit()}
    for all_, some in ((len(out), len(covered)), (sum(g[4].isdigit() for g in out), len(digits))):
        if some >= max(_FEWEST, _SHARE * all_):
            return out, True
    if _is_copied(out):
        return out, True
    for n in digits:
        out[n] = (*out[n][:4], OPEN, out[n][5])
    return out, False


def _near(glyph: Glyph, fields: dict[tuple[int, int], list[int]]) -> Iterator[int]:
    """Yield the characters before one that may lie on it."""
    x, y, reach = (glyph[0] + glyph[2]) / 2, (glyph[1] + glyph[3]) / 2, 0.5 * glyph[5]
    across = {int((x - reach) // _FIELD), int(x // _FIELD), int((x + reach) // _FIELD)}
    down = {int((y - reach) // _FIELD), int(y // _FIELD), int((y + reach) // _FIELD)}
    for key in product(across, down):
        yield from fields.get(key, ())


def _is_again(glyph: Glyph, other: Glyph) -> bool:
    size = glyph[5]
    return (
        glyph[4] == other[4]
        and abs(glyph[0] - other[0]) < _TWICE_ACROSS * size
        and abs(glyph[1] - other[1]) < _TWICE_DOWN * size
        and abs(glyph[5] - other[5]) < _TWICE_DOWN * size
    )


def _lie_on_each_other(a: Glyph, b: Glyph) -> bool:
    """Say whether two characters of about the same size lie on each other."""
    if not (a[4].isalnum() and b[4].isalnum()):
        return False
    if max(a[5], b[5]) > _MARK * min(a[5], b[5]):
        return False
    wide, high = min(a[2] - a[0], b[2] - b[0]), min(a[3] - a[1], b[3] - b[1])
    across, down = abs(a[0] + a[2] - b[0] - b[2]) / 2, abs(a[1] + a[3] - b[1] - b[3]) / 2
    return across < _NEAR * wide and down < _NEAR_DOWN * high


def _is_copied(glyphs: Sequence[Glyph]) -> bool:
    """Say whether most words of a page stand there again, all moved alike, so that the copies lie on each other."""
    words = [g for g in glyphs if not g[4].isascii() and g[4].isalpha()]
    if len(words) < _FEWEST:
        return False
    of: dict[str, list[Glyph]] = {}
    for glyph in words:
        of.setdefault(glyph[4], []).append(glyph)
    moves: Counter[tuple[int, int]] = Counter()
    compared = 0
    for same in of.values():
        if len(same) <= _RARE:
            compared += len(same)
            moves.update((round(b[0] - a[0]), round(b[1] - a[1])) for a, b in combinations(same, 2))
    (across, down), times = moves.most_common(1)[0] if moves else ((0, 0), 0)
    wide = max(g[2] for g in words) - min(g[0] for g in words)
    high = max(g[3] for g in words) - min(g[1] for g in words)
    return times > _COPIED * compared and 3 * abs(across) < wide and 3 * abs(down) < high
