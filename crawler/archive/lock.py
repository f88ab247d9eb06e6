"""Who holds a lock: one writer at a time, and the second is told who the first is.

Used by the index writer, the rebuild and the schedule.  The lock is the kernel's (flock), so it ends with its process,
however that dies.
"""

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from config.errors import OperatorError


class LockHeld(OperatorError):  # noqa: N818 - a name that reads as what it says
    """Another process is at it; the message names the file, the process, its command and since when."""


@contextmanager
def hold(path: Path, what: str, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock file ``path`` for ``what`` ("the index"); raises LockHeld naming the holder.

    ``shared`` holders keep out only those that want it for themselves.

    Example::

        with hold(settings.data_dir / "index.lock", "the index"):
            write()
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockHeld(f"{what} is in use by {_holder(path)}; try again when that is done") from error
        _sign(path)
        try:
            yield
        finally:
            path.write_text("", "utf-8")


def _sign(path: Path) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    path.write_text(json.dumps({"pid": os.getpid(), "command": command, "since": since}), "utf-8")


def _holder(path: Path) -> str:
    try:
        found = json.loads(path.read_text("utf-8"))
        return f"process {found['pid']} ({found['command']}, since {found['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return f"another process (see {path})"
