"""The groups of several WARC files in the order in which they were stored; used by recovery and rebuild.

Within a file the order of writing is the order of storing; files of processes that wrote at the same time overlap.
Only those that overlap are open at once.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.archive.warcreader import Damaged, Group, groups

_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Tail:
    """A file from ``start`` on; ``whole`` is how far it could be read, and ``damage`` what stopped the reading."""

    path: Path
    start: int = 0
    whole: int = 0
    damage: Damaged | None = None

    def groups(self) -> Iterator[Group]:
        """Yield the whole groups; the damage that ends them is kept, not raised."""
        self.whole = self.start
        try:
            for group in groups(self.path, self.start):
                self.whole = group.end
                yield group
        except Damaged as damage:
            self.damage = damage


def merged(tails: list[Tail]) -> Iterator[tuple[Tail, Group]]:
    """Yield every whole group of the files, oldest first by the moment of storing."""
    waiting = sorted(((_first_moment(tail), i) for i, tail in enumerate(tails)), reverse=True)
    running: list[tuple[datetime, int, Group, Iterator[Group]]] = []
    while waiting or running:
        while waiting and (not running or waiting[-1][0] <= running[0][0]):
            moment, i = waiting.pop()
            _push(running, moment, i, tails[i].groups())
        if running:
            moment, i, group, rest = heapq.heappop(running)
            yield tails[i], group
            _push(running, moment, i, rest)


def _first_moment(tail: Tail) -> datetime:
    for group in tail.groups():
        if group.entry is not None:
            return group.entry.stored
    return _FIRST


def _push(
    running: list[tuple[datetime, int, Group, Iterator[Group]]], moment: datetime, i: int, rest: Iterator[Group]
) -> None:
    group = next(rest, None)
    if group is not None:
        # A warcinfo has no moment of its own; a clock that was set back must not reorder a file.
        moment = max(moment, group.entry.stored) if group.entry is not None else moment
        heapq.heappush(running, (moment, i, group, rest))
