"""What follows visits: reading and indexing what changed, then the ledger of duties.  Called by ``runner``.

One task at a time, when no visit of ours is under way, so that one run takes in many visits; a task that is wanted
stands in the catalogue, and one of several schedulers does it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.schedule.leases import Leases
from crawler.schedule.visitor import Running, Task, Visitor

RETRY = timedelta(minutes=10)
"""How long a task waits that failed."""
REST: dict[Task, timedelta] = {"index": timedelta(0), "duties": timedelta(hours=6)}
"""Tasks in their order, and how long each rests when it is done: the ledger reads every report of a year."""


@dataclass(slots=True)
class _Run:
    task: Task
    since: datetime
    running: Running


class Following:
    """The tasks that follow visits; ``note`` gets one line for each thing that happens."""

    def __init__(self, leases: Leases, visitor: Visitor, note: Callable[[str], None]) -> None:
        self._leases = leases
        self._visitor = visitor
        self._note = note
        self._run: _Run | None = None
        self._not_before: dict[Task, datetime] = {}

    @property
    def running(self) -> Running | None:
        """The task under way."""
        return self._run.running if self._run else None

    def visited(self, now: datetime, *, changed: int) -> None:
        """A visit got through: what changed is to be read, and what is not there may be late by now."""
        if changed:
            self._leases.want("index", now)
        self._leases.want("duties", now)

    def reap(self, now: datetime) -> None:
        """Note how a task ended."""
        if self._run is None or (done := self._run.running.poll()) is None:
            return
        task = self._run.task
        self._leases.settle_task(task, self._run.since, done=not done.failed)
        self._note(f"{task}: {done.reason}")
        self._not_before[task] = now + (RETRY if done.failed else REST[task])
        self._run = None

    def begin(self, now: datetime) -> None:
        """Begin the first task that is wanted."""
        for task in REST if self._run is None else ():
            if now < self._not_before.get(task, now):
                continue
            since = self._leases.claim_task(task, now)
            if since is not None:
                self._note(f"{task}: begins")
                self._run = _Run(task, since, self._visitor.follow(task))
                return

    def broken_off(self) -> None:
        """Give a task back that was stopped and has ended; it is wanted still."""
        if self._run is not None and self._run.running.poll() is not None:
            self._leases.settle_task(self._run.task, self._run.since, done=False)
            self._run = None
