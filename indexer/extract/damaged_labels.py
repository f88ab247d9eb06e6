"""Labels with wrong or lost letters: lines under each other that together are most like a label of the forms.

Called by ``aligned_regions`` for what ``phrases`` did not find, or found the beginning of.
"""

from collections.abc import Sequence

from indexer.extract.glyphs import TextLine
from indexer.extract.known_labels import kinds_of, letters_of, likeness, number_end
from indexer.extract.phrases import Phrase

_MOST_LINES = 8
_CHANCE = 0.5
"""Likeness that says nothing."""
_LINE_GAP = 0.8
"""Sizes between two lines of a label, at most."""


def damaged_labels(words: Sequence[TextLine], known: Sequence[Phrase]) -> list[Phrase]:
    """Return the labels that pieces of print make up, by themselves or with a known label above them."""
    of = {id(line): phrase for phrase in known for line in phrase.lines}
    out: list[Phrase] = []
    for chain in _chains([*words, *(line for phrase in known for line in phrase.lines)]):
        if any(id(line) not in of for line in chain):
            out += _divided(chain, of)
    return out


def _chains(pieces: Sequence[TextLine]) -> list[list[TextLine]]:
    """Return pieces that stand under each other, each close below the one before."""
    chains: list[list[TextLine]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        for chain in reversed(chains):
            last = chain[-1]
            shared = min(last.x1, piece.x1) - max(last.x0, piece.x0)
            close = -0.4 * piece.size < piece.top - last.bottom <= _LINE_GAP * piece.size
            if close and shared > 0.5 * min(last.x1 - last.x0, piece.x1 - piece.x0):
                chain.append(piece)
                break
        else:
            chains.append([piece])
    return chains


def _divided(chain: list[TextLine], of: dict[int, Phrase]) -> list[Phrase]:
    """Divide lines into labels so that these are most like those of the forms; known labels stay whole."""
    best: list[tuple[float, list[Phrase]]] = [(0.0, [])]
    for end in range(1, len(chain) + 1):
        ways = [best[end - 1]]
        for start in range(max(end - _MOST_LINES, 0), end):
            lines = chain[start:end]
            worth, phrase = _worth(lines, of)
            if worth:
                before, found = best[start]
                ways.append((before + worth, found if phrase is None else [*found, phrase]))
        best.append(max(ways, key=lambda way: way[0]))
    return best[-1][1]


def _worth(lines: list[TextLine], of: dict[int, Phrase]) -> tuple[float, Phrase | None]:
    """Return how much is gained by taking lines for one label, and that label unless it is known already.

    A known label may go on with other lines if these bring it nearer to a longer one.
    """
    if any(number_end(line.text) for line in lines[1:]):
        return 0.0, None  # another begins
    text = "".join(line.text for line in lines)
    first = of.get(id(lines[0]))
    start = len(first.lines) if first is not None else 0
    if (
        start > len(lines)
        or any(of.get(id(line)) is not first for line in lines[:start])
        or any(id(line) in of for line in lines[start:])
    ):
        return 0.0, None
    if len(lines) == start:
        return (1 - _CHANCE) * len(text), None
    alike, label = likeness(text)
    known = len(letters_of("".join(line.text for line in lines[:start])))
    if not label or (first is not None and len(label) <= known):
        return 0.0, None
    return (alike - _CHANCE) * len(text), Phrase(kinds_of(label), lines, damaged=True)
