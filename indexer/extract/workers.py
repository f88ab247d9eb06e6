"""Reader processes: a function is run over originals in children that have bounded time and memory and may die.

Called by ``indexer.ingest``, `nianbao read` and `nianbao check`.  A child that hangs is killed, one that crashes is
replaced, and the original it had gets a named reason; nothing else is taken along.
"""

import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar

from config.settings import Settings
from indexer import ahead
from indexer.extract.errors import is_panic

Item = TypeVar("Item")
Result = TypeVar("Result")
_RECYCLE = 500
"""Originals after which a child is replaced, so that what a library leaks is given back."""
_HEAVY = 400 * 2**20
"""Memory that a child may go on holding between originals; one that grew beyond it for one of them is replaced."""
_AHEAD = 4
"""Items per child that are taken ahead, so that one slow original does not let the other children wait."""
_START = 120
"""Seconds that a child may need to start on a busy machine; they do not count as the original's."""
_GRACE = 15
"""Seconds beyond the limit after which a child ends by itself, should its parent be gone."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What came of one item: ``result``, or a ``reason`` of ``indexer.extract.REASONS`` with its detail."""

    result: Result | None = None
    reason: str | None = None
    detail: str | None = None


class Readers(Generic[Item, Result]):
    """A pool of reader processes for one function; use as a context manager.

    The function and its items travel by pickle between our own processes, so both must be importable by name.
    """

    def __init__(self, function: Callable[[Item], Result], settings: Settings) -> None:
        self._function = function
        self._seconds = settings.reader_seconds
        self._memory = settings.reader_memory_bytes
        self._count = settings.workers or os.cpu_count() or 1
        self._context = ahead.start(function.__module__)
        self._idle: list[_Child] = []
        self._busy: list[_Child] = []

    def __enter__(self) -> "Readers[Item, Result]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children."""
        for child in [*self._idle, *self._busy]:
            child.end()
        self._idle, self._busy = [], []

    def map(
        self, items: Iterable[Item], progress: Callable[[int], None] = lambda done: None
    ) -> Iterator[Outcome[Result]]:
        """Yield one outcome per item in the items' order; ``progress`` gets the number done so far.

        At most four items per process are taken from ``items`` ahead of what was yielded.
        """
        try:
            yield from self._map(enumerate(items), progress)
        finally:  # an abandoned or failed map leaves no child with an answer that nobody takes
            for child in self._busy:
                child.end()
            self._busy = []

    def _map(self, source: Iterator[tuple[int, Item]], progress: Callable[[int], None]) -> Iterator[Outcome[Result]]:
        ready: dict[int, Outcome[Result]] = {}
        turn = done = 0
        waiting: deque[tuple[int, Item]] = deque()
        exhausted = False
        while not exhausted or waiting or self._busy or ready:
            while not exhausted and len(waiting) + len(self._busy) + len(ready) < _AHEAD * self._count:
                try:
                    waiting.append(next(source))
                except StopIteration:
                    exhausted = True
            while waiting and len(self._busy) < self._count:
                self._start(*waiting.popleft())
            if self._busy:
                for number, outcome in self._finished():
                    ready[number] = outcome
                    done += 1
                    progress(done)
            while turn in ready:
                yield ready.pop(turn)
                turn += 1

    def _start(self, number: int, item: Item) -> None:
        child = self._idle.pop() if self._idle else _Child(self._context, self._function, self._seconds, self._memory)
        child.give(number, item)
        self._busy.append(child)

    def _finished(self) -> Iterator[tuple[int, Outcome[Result]]]:
        """Wait until a child answers, dies or is out of time; yield what that means for its item."""
        nearest = min(child.deadline for child in self._busy)
        wait([child.pipe for child in self._busy], timeout=max(0.0, nearest - time.monotonic()))
        for child in list(self._busy):
            outcome: Outcome[Result] | None = child.take(self._seconds)
            if outcome is None:
                continue
            self._busy.remove(child)
            if child.is_fit():
                self._idle.append(child)
            else:
                child.end()
            yield child.number, outcome


class _Child:
    """One process and the pipe to it."""

    def __init__(self, context: Any, function: Callable[[Any], Any], seconds: float, memory: int) -> None:
        self.pipe: Connection
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, function, seconds, memory), daemon=True)
        self.process.start()
        theirs.close()
        self.seconds = seconds
        self.deadline = 0.0
        self.number = -1
        self.served = 0
        self.ready = False
        self.alive = True

    def give(self, number: int, item: Any) -> None:
        """Hand an item over; a child that died while idle is noticed by `take`."""
        self.number = number
        self.deadline = time.monotonic() + self.seconds + (0 if self.ready else _START)
        self.served += 1
        with suppress(OSError):
            self.pipe.send(item)

    def take(self, seconds: float) -> Outcome[Any] | None:
        """Return the outcome, or None while the child still works."""
        try:
            if self.pipe.poll():
                message: Outcome[Any] | None = self.pipe.recv()
                if message is None:  # the child has started; the original's time begins now
                    self.ready = True
                    self.deadline = time.monotonic() + seconds
                return message
        except (EOFError, OSError):
            self.alive = False
            return _obituary(self.process)
        if time.monotonic() >= self.deadline:
            self.alive = False
            return Outcome(reason="timed_out", detail=f"not read within {seconds:g} s")
        return None

    def is_fit(self) -> bool:
        """Say whether the child may take another item: it lives, is not old, and did not keep what it took."""
        return self.alive and self.served < _RECYCLE and _resident(self.process.pid) < _HEAVY

    def end(self) -> None:
        """End the process, whatever it does."""
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()


def _resident(pid: int) -> int:
    """Return the resident memory of a process in bytes, 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return 0


def _obituary(process: Any) -> Outcome[Any]:
    process.join(5)
    code = process.exitcode
    if code is not None and -code == signal.SIGKILL:
        return Outcome(reason="out_of_memory", detail="the system ended the reader process")
    if code is not None and -code == signal.SIGALRM:
        return Outcome(reason="timed_out", detail="the reader process ended itself")
    how = f"signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"exit status {code}"
    return Outcome(reason="reader_failed", detail=f"the reader process died ({how})")


def _serve(pipe: Connection, function: Callable[[Any], Any], seconds: float, memory: int) -> None:
    """Body of a child: answer items until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send(None)
    while True:
        try:
            item = pipe.recv()
        except (EOFError, OSError):
            return
        except MemoryError:
            pipe.send(Outcome(reason="out_of_memory", detail="the original does not fit into the reader's memory"))
            continue
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
        try:
            outcome = Outcome(result=function(item))
        except MemoryError:
            outcome = Outcome(reason="out_of_memory", detail=f"reading needed more than {memory // 2**20:,} MB")
        except RecursionError as error:
            outcome = Outcome(reason="reader_failed", detail=f"nested too deeply: {error}")
        except Exception as error:  # whatever a reader did not foresee becomes a named reason for this one original
            outcome = Outcome(reason="reader_failed", detail=f"{type(error).__name__}: {error}"[:300])
        except BaseException as error:
            if not is_panic(error):
                raise
            outcome = Outcome(reason="reader_failed", detail=f"{error}"[:300])
        signal.setitimer(signal.ITIMER_REAL, 0)
        item = None
        pipe.send(outcome)
