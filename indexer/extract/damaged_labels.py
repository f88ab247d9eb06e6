"""Labels with wrong or lost letters: lines under each other that together are most like a label of the forms.

Called by ``aligned_regions`` for what ``phrases`` did not find.
"""

from collections.abc import Sequence

from indexer.extract.glyphs import TextLine
from indexer.extract.known_labels import likeness
from indexer.extract.phrases import Phrase

_MOST_LINES = 8
_CHANCE = 0.5
"""Likeness that says nothing."""


def damaged_labels(pieces: Sequence[TextLine], line_gap: float) -> list[Phrase]:
    """Return the labels that pieces of print make up; ``line_gap`` is the widest between two lines of a label."""
    out: list[Phrase] = []
    for chain in _chains(pieces, line_gap):
        out += _divided(chain)
    return out


def _chains(pieces: Sequence[TextLine], line_gap: float) -> list[list[TextLine]]:
    """Return pieces that stand under each other, each close below the one before."""
    chains: list[list[TextLine]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        for chain in reversed(chains):
            last = chain[-1]
            shared = min(last.x1, piece.x1) - max(last.x0, piece.x0)
            close = -0.4 * piece.size < piece.top - last.bottom <= line_gap
            if close and shared > 0.5 * min(last.x1 - last.x0, piece.x1 - piece.x0):
                chain.append(piece)
                break
        else:
            chains.append([piece])
    return chains


def _divided(chain: list[TextLine]) -> list[Phrase]:
    """Divide lines into labels so that these are most like those of the forms."""
    best: list[tuple[float, list[Phrase]]] = [(0.0, [])]
    for end in range(1, len(chain) + 1):
        ways = [best[end - 1]]
        for start in range(max(end - _MOST_LINES, 0), end):
            lines = chain[start:end]
            text = "".join(line.text for line in lines)
            alike, kinds = likeness(text)
            if kinds:
                worth, before = best[start]
                ways.append((worth + (alike - _CHANCE) * len(text), [*before, Phrase(kinds, lines)]))
        best.append(max(ways, key=lambda way: way[0]))
    return best[-1][1]
