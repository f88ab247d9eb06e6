"""Starts visits and what follows them, each in a process of its own that ends when the scheduler does."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Literal, Protocol

from config.settings import Settings
from crawler.problems import got_through
from crawler.schedule.due import CHINA

Task = Literal["index", "duties"]
"""What follows visits: reading and indexing what changed; the ledger of duties for the last report year."""
PROGRAM = "import nianbao; nianbao.main()"
DEATH_SIGNAL = 1
"""prctl's PR_SET_PDEATHSIG: Linux tells a child when its parent dies, however that dies."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a visit or task ended: its close reason, whether it failed, and how many documents are new or changed."""

    reason: str
    failed: bool
    changed: int = 0


class Running(Protocol):
    """A visit or task under way."""

    def poll(self) -> Ended | None:
        """Return how it ended, None while it runs."""
        ...

    def stop(self, *, now: bool = False) -> None:
        """Ask it to end cleanly, or end it at once."""
        ...


class Visitor(Protocol):
    """Starts what the schedule decides."""

    def visit(self, portal: str) -> Running:
        """Begin the visit of a portal."""
        ...

    def follow(self, task: Task) -> Running:
        """Begin what follows visits."""
        ...


class ProcessVisitor:
    """Runs `nianbao crawl PORTAL`, `nianbao index` and `nianbao status --duties YEAR` as child processes."""

    def __init__(self, settings: Settings) -> None:
        given = settings.model_dump(mode="json").items()
        self._environment = os.environ | {f"NIANBAO_{name.upper()}": str(value) for name, value in given}

    def visit(self, portal: str) -> Running:
        """Begin the visit of a portal."""
        return _Child(["crawl", "--json", portal], self._environment, _crawl_ended)

    def follow(self, task: Task) -> Running:
        """Begin what follows visits."""
        year = str(datetime.now(CHINA).year - 1)
        command = {"index": ["index"], "duties": ["status", "--duties", year]}[task]
        return _Child([*command, "--json"], self._environment, _task_ended)


class _Child:
    def __init__(
        self, arguments: list[str], environment: dict[str, str], read: Callable[[int, str, str], Ended]
    ) -> None:
        self._read = read
        self._out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been read
        self._err: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - likewise
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=self._err,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the scheduler, which then asks its children to end
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def poll(self) -> Ended | None:
        code = self._process.poll()
        if code is None:
            return None
        with self._out, self._err:
            return self._read(code, _last(self._out, 1 << 24), _last(self._err, 2000))

    def stop(self, *, now: bool = False) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL if now else signal.SIGTERM)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGTERM)


def _last(file: IO[bytes], most: int) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - most))
    return file.read().decode("utf-8", "replace")


def _crawl_ended(code: int, out: str, err: str) -> Ended:
    """Read the summary that `nianbao crawl --json` prints."""
    try:
        summary = json.loads(out.strip().splitlines()[-1])
        reason = str(summary["reason"])
        changed = sum(int(summary[name]) for name in ("new", "changed", "gone"))
    except (ValueError, KeyError, IndexError, TypeError):
        words = err.strip().splitlines()
        return Ended(f"crawl_failed: {words[-1][:200] if words else f'exit status {code}'}", failed=True)
    return Ended(reason, failed=not _settled(reason), changed=changed)


def _settled(reason: str) -> bool:
    """Say whether trying again soon would be of no use: the portal was reached, or forbids it, or is very large."""
    return got_through(reason) or reason == "robots" or reason.startswith("closespider_")


def _task_ended(code: int, out: str, err: str) -> Ended:
    """`nianbao index` ends with 1 where some originals cannot be read; a command without JSON could not run."""
    if code in (0, 1) and out.strip().startswith(("{", "[")):
        return Ended("finished", failed=False)
    words = err.strip().splitlines()
    return Ended(words[-1][:200] if words else f"exit status {code}", failed=True)
