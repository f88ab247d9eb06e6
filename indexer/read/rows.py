"""Which printed row is which row of the form: labels matched fuzzily, in the form's order.

Called by ``indexer.read.form``.  Works the same for a grid, for flattened text and for one cell a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from indexer.forms import Row
from indexer.read.chain import Option, best_chain
from indexer.read.labels import bare, han, numbered, plain
from indexer.read.lines import Field
from indexer.read.printouts import Printout, merged

LOWEST = 0.6
LOWEST_SHORT = 0.7
LOWEST_BY_PLACE = 0.45
SHORT = 4  # labels up to this length are compared with their number
LONGEST = 120
BROKEN = 8  # over how many printed rows a label may be broken
_UNNUMBERED = 0.05  # what a short label loses whose number is damaged too
_WORDS = 3  # fields that a damaged label may be torn into
_SURPLUS = 2  # numbers that a damaged row may print beyond its columns
_LONGER = 1.5  # by which a damaged label may exceed the form's
_SEAM = 0.02  # what a break costs, so that a whole label wins over an equal broken one
_EMPTY = 0.3  # what it costs flattened text to print no number: they may stand in the next line


@dataclass(slots=True)
class Match:
    """A logical row that was recognised; ``start`` is the ordinal of its first value field.

    ``by_place`` says that the label is damaged beyond recognition and only the rows around it tell what it is.
    """

    printout: Printout
    row: Row
    start: int
    score: float
    by_place: bool = False

    @property
    def values(self) -> list[Field]:
        """The fields right of the label."""
        return self.printout.fields[self.start :]


class Matcher:
    """The labels of a form's rows, ready for comparison; ``widths`` says how many values each row has."""

    def __init__(self, rows: Sequence[Row], widths: Sequence[int]) -> None:
        self.rows = tuple(rows)
        self.widths = tuple(widths)
        self._wordings: list[tuple[list[str], list[str]]] = []
        for row in rows:
            labels = (row.label, *row.variants)
            both = list(dict.fromkeys(w for label in labels for w in (bare(label), plain(label))))
            self._wordings.append((both, [numbered(label) for label in labels]))
        self.options = lru_cache(maxsize=20_000)(self._options)

    def likeness(self, label: str, ordinal: int) -> float:
        """Return how alike a printed label and a row's label are, 0 to 1, however low."""
        text = bare(label)
        return max(fuzz.ratio(text, wording) for wording in self._wordings[ordinal][0]) / 100

    def similarity(self, label: str, ordinal: int) -> float:
        """Return how well a printed label fits a row, 0 to 1.05.  Short labels count with their number."""
        wordings, with_number = self._wordings[ordinal]
        text = bare(label)
        if text in wordings:
            return 1.05 if numbered(label) in with_number else 1.0
        if any(text.endswith(w) and len(w) > SHORT for w in wordings):
            return 0.97  # the group's label stands in the same cell
        if len(text) > _LONGER * max(map(len, wordings)):
            return 0.0  # two labels in one, or words that are none
        if min(len(text), min(map(len, wordings))) <= SHORT:
            best = max(fuzz.ratio(numbered(label), wording) for wording in with_number) / 100
            best = max(best, self.likeness(label, ordinal) - _UNNUMBERED)
            return best if best >= LOWEST_SHORT else 0.0
        best = self.likeness(label, ordinal)
        return best if best >= LOWEST else 0.0

    def _options(self, label: str) -> tuple[tuple[int, float], ...]:
        if len(label) > LONGEST or not bare(label):
            return ()
        scores = ((ordinal, self.similarity(label, ordinal)) for ordinal in range(len(self.rows)))
        return tuple((ordinal, score) for ordinal, score in scores if score)


def align(matcher: Matcher, found: Sequence[Printout]) -> list[Match]:
    """Return the best monotone pairing of printed rows with the form's rows (sum of similarities)."""
    alone = _labels_may_stand_alone(found)
    ending = [_options(matcher, printout, number, alone) for number, printout in enumerate(found)]
    sure = [any(option.score >= 1 for option in options) for options in ending]
    for last in range(len(found)):
        printing = int(found[last].prints)
        for first in range(last - 1, max(last - BROKEN, -1), -1):
            printing += found[first].prints
            if sure[first] or sure[last] or printing > 1:  # one label has one row of numbers
                break
            ending[last] += _broken(matcher, found, first, last)
    chain = best_chain(ending, len(matcher.rows))
    matches = []
    for option in chain:
        printout = found[option.first] if option.first == option.last else merged(found[option.first : option.last + 1])
        if printout is not None:
            matches.append(Match(printout, matcher.rows[option.row], option.start, option.score))
    return _by_place(matcher, found, chain, matches)


def _labels_may_stand_alone(found: Sequence[Printout]) -> bool:
    """Whether this is text with a row a line, in which a label alone is a row whose cells are all empty."""
    lined = [p.first == p.last for p in found if p.loose and p.count > 1]
    return sum(lined) * 2 > len(lined)


def _options(matcher: Matcher, printout: Printout, number: int, alone: bool) -> list[Option]:
    start = printout.values_from
    if not 0 < start < len(printout.fields) + (alone and printout.loose):
        return []
    doubt = 0.0 if printout.exact or printout.prints else _EMPTY
    best: dict[int, float] = {}
    for label in printout.labels:
        for row, score in matcher.options(label):
            best[row] = max(best.get(row, 0.0), score - doubt)
        if printout.last > printout.first and max(best.values(), default=0.0) >= 1:
            break  # with a cell a line the words before are other rows'
    numbers = printout.count
    return [
        Option(number, number, row, score, start)
        for row, score in best.items()
        if numbers <= matcher.widths[row] + _SURPLUS
    ]


def _broken(matcher: Matcher, found: Sequence[Printout], first: int, last: int) -> list[Option]:
    """Options of a label broken over several rows; each row must bring the label nearer to the form's."""
    whole = merged(found[first : last + 1])
    if whole is None or whole.label_end is None or whole.label_end >= len(whole.fields):
        return []
    words = [f.text for f in whole.fields[: whole.label_end]]
    if len(words) == 1 and not whole.prints:
        return []
    parts = [dict(matcher.options(word)) for word in words] if len(words) > 1 else []
    cost = _SEAM * (last - first)
    return [
        Option(first, last, row, score - cost, whole.label_end)
        for row, score in matcher.options("".join(words))
        if whole.count <= matcher.widths[row] + _SURPLUS and all(score - cost > part.get(row, 0.0) for part in parts)
    ]


def _by_place(
    matcher: Matcher, found: Sequence[Printout], chain: Sequence[Option], matches: list[Match]
) -> list[Match]:
    """Add rows whose label is lost or damaged, where as many printed rows as the form's are left between two known."""
    ends = [Option(-1, -1, -1, 0, 0), *chain, Option(len(found), len(found), len(matcher.rows), 0, 0)]
    for before, after in pairwise(ends):
        rows = range(before.row + 1, after.row)
        if not rows:
            continue
        widths = {matcher.widths[row] for row in rows}
        size = found[before.last].size if before.last >= 0 else 0
        between = [
            p
            for p in found[before.last + 1 : after.first]
            if _may_be_one(p, widths, size) and (p.prints or any(_is_like(matcher, p, row) for row in rows))
        ]
        if len(between) != len(rows):
            continue
        for row, printout in zip(rows, between, strict=True):
            label = printout.fields[printout.labelled - 1].text if printout.labelled else ""
            lost = han(label) <= 2 and matcher.widths[row] > 1 and printout.first == printout.last
            if lost and printout.is_text:  # digits of the row above, or of another table, may stand so, too
                near = after.row < len(matcher.rows) or printout.first == found[before.last].last + 1
                lost = near and any(f.printed.number for f in printout.fields)
            if lost or _is_like(matcher, printout, row):
                matches.append(Match(printout, matcher.rows[row], printout.labelled, 0.0, by_place=True))
    return sorted(matches, key=lambda m: m.printout.first)


def _may_be_one(printout: Printout, widths: set[int], size: int) -> bool:
    """Whether a row may be a statutory one: it prints all its numbers, or a label and as many fields as others."""
    if printout.exact and printout.labelled and not printout.prints:
        return len(printout.fields) - printout.labelled in widths
    padded = not printout.exact and not printout.loose and printout.size == size and printout.labelled > 0
    return printout.count in widths or (padded and printout.prints)


def _is_like(matcher: Matcher, printout: Printout, row: int) -> bool:
    """Whether a damaged label, perhaps torn into several fields, still resembles a row's."""
    words = [f.text for f in printout.fields[: printout.labelled] if f.is_label][-_WORDS:]
    for count in range(1, len(words) + 1):
        whole, without = "".join(words[-count:]), "".join(words[-count:-1])
        alike = matcher.likeness(whole, row)
        if alike >= LOWEST_BY_PLACE and (not without or matcher.likeness(without, row) < alike):
            return True  # the last words belong to it as well
    return False
