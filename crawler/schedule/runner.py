"""The loop of `nianbao schedule`: claim what is due, start visits, note how they ended, and do what follows."""

import logging
import os
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from crawler.register import PortalEntry, RegisterError
from crawler.schedule.clock import Clock
from crawler.schedule.following import Following
from crawler.schedule.leases import LEASE, Claim, Leases
from crawler.schedule.visitor import Running, Visitor

logger = logging.getLogger(__name__)
POLL = 1.0
"""Seconds between two looks at what runs."""
IDLE = 60.0
"""Most seconds between two looks at the schedule, where others may have put something."""
GRACE = timedelta(seconds=90)
"""How long a visit may take to end cleanly before it is ended at once."""


@dataclass(slots=True)
class _Visit:
    claim: Claim
    running: Running


class Scheduler:
    """Visits each portal when it is due, ``at_once`` at a time, never two at one host; one of several on a catalogue.

    ``say`` gets one line for each thing that happens.  :meth:`stop` may be called from a signal handler.
    """

    def __init__(
        self,
        engine: Engine,
        entries: Callable[[], list[PortalEntry]],
        visitor: Visitor,
        clock: Clock,
        *,
        at_once: int,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._leases = Leases(engine, f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}")
        self._entries = entries
        self._visitor = visitor
        self._clock = clock
        self._at_once = at_once
        self._say = say
        self._visits: list[_Visit] = []
        self._following = Following(self._leases, visitor, self._note)
        self._renewed: datetime | None = None
        self._enabled: dict[str, PortalEntry] = {}
        self._read: datetime | None = None
        self._stopping = False
        self.failed = 0

    def stop(self) -> None:
        """Ask for a clean end: visits under way finish what is in flight."""
        self._stopping = True
        self._clock.wake()

    def run(self, *, once: bool = False) -> None:
        """Run until :meth:`stop`; with ``once``, until nothing is due and nothing runs."""
        try:
            while not self._stopping:
                busy = self.step()
                if once and not busy:
                    return
                self._clock.wait(POLL if self._runs() else self._idle())
        finally:
            self._end()

    def step(self) -> bool:
        """Do what there is to do at this moment; False where nothing runs and nothing was due."""
        now = self._clock.now()
        self._reap(now)
        self._read_register(now)
        for claim in self._leases.claim(self._enabled, now, self._at_once - len(self._visits)):
            self._note(f"{claim.entry.name}: visit begins (due {claim.due:%Y-%m-%d %H:%M})")
            self._visits.append(_Visit(claim, self._visitor.visit(claim.entry.name)))
        if not self._visits:
            self._following.begin(now)
        self._renew(now)
        return bool(self._runs())

    def _read_register(self, now: datetime) -> None:
        """Read the register now and then; one that is wrong for the moment leaves the last in force."""
        if self._read is not None and now - self._read < timedelta(seconds=IDLE):
            return
        before = self._enabled.keys()
        try:
            self._enabled = {entry.name: entry for entry in self._entries() if entry.enabled}
        except RegisterError as error:
            if self._read is None:
                raise
            self._note(f"register: {error}")
        if self._read is None and not self._enabled:
            self._note("no portal of the register is enabled; see `nianbao portals`")
        if self._read is None or self._enabled.keys() - before:
            self._leases.register(self._enabled.values(), now)
        self._read = now

    def _renew(self, now: datetime) -> None:
        """Keep our leases; a visit whose lease was lost (the machine slept) is ended: another has it now."""
        if not self._runs() or (self._renewed and now - self._renewed < LEASE / 5):
            return
        ours = self._leases.renew(now)
        self._renewed = now
        for visit in self._visits:
            if visit.claim.entry.name not in ours:
                self._note(f"{visit.claim.entry.name}: the lease was lost, the visit is ended")
                visit.running.stop()

    def _reap(self, now: datetime) -> None:
        for visit in list(self._visits):
            ended = visit.running.poll()
            if ended is None:
                continue
            self._visits.remove(visit)
            self.failed += ended.failed
            entry = visit.claim.entry
            self._leases.settle(entry, now, ended.reason, failed=ended.failed)
            self._note(f"{entry.name}: {ended.reason}, {ended.changed} documents new, changed or gone")
            if ended.changed or not ended.failed:
                self._following.visited(now, changed=ended.changed)
        self._following.reap(now)

    def _idle(self) -> float:
        due = self._leases.next_due(self._enabled)
        seconds = (due - self._clock.now()).total_seconds() if due else IDLE
        return min(max(seconds, POLL), IDLE)

    def _end(self) -> None:
        """End visits cleanly, then at once; what did not finish is due still."""
        for running in self._runs():
            running.stop()
        limit = self._clock.now() + GRACE
        killed = False
        while self._runs():
            now = self._clock.now()
            if now > limit and not killed:
                killed = True
                for running in self._runs():
                    running.stop(now=True)
            for visit in list(self._visits):
                if visit.running.poll() is not None:
                    self._visits.remove(visit)
                    self._leases.release(visit.claim.entry)
                    self._note(f"{visit.claim.entry.name}: broken off, due still")
            self._following.broken_off()
            if self._runs():
                self._clock.wait(POLL / 5)

    def _runs(self) -> list[Running]:
        task = self._following.running
        return [visit.running for visit in self._visits] + ([task] if task else [])

    def _note(self, line: str) -> None:
        logger.info("%s", line)
        self._say(line)
