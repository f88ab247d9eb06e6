"""A process that stores what a crawl fetched, so that writing does not share the interpreter with the crawl.

``crawler.run`` starts one where a portal is asked without waiting; ``crawler.keeper`` sends it batches and waits for
each.  Measured by ``python -m benchmarks.crawl.run``.
"""

import contextlib
import ctypes
import logging
import multiprocessing
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from config.settings import Settings
from crawler.archive.archive import Archive
from crawler.archive.fetch import ArchiveError, Fetch, Stored

logger = logging.getLogger(__name__)

LARGE = 16 * 1024 * 1024
"""Bytes of a batch from which on it is stored where it is: a copy for another process would take as much again."""

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""


class Scribe:
    """The process; a context manager.  Start it before there are threads: it is forked, which costs no start.

    It dies with the process that started it, and opens the archive when :meth:`prepare` or the first batch asks for it.
    Every batch is on the disk and in the catalogue when :meth:`store_many` returns.
    """

    def __init__(self, settings: Settings) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(settings, theirs, self._pipe), daemon=True)
        self._process.start()
        theirs.close()
        self._alive = True

    def prepare(self) -> None:
        """Have the archive opened, once this process has mended what a kill left behind; nothing is waited for."""
        with contextlib.suppress(OSError):  # it died: the first batch will tell
            self._pipe.send(None)

    def store_many(self, fetches: list[Fetch], instead: Callable[[list[Fetch]], list[Stored]]) -> list[Stored]:
        """Store a batch as :meth:`Archive.store_many` does; ``instead`` does it where it is large or the process died.

        What a process that died had stored already is then recognised as unchanged.  Raises ArchiveError.
        """
        if not self._alive or sum(len(fetch.body) for fetch in fetches) > LARGE:
            return instead(fetches)
        try:
            self._pipe.send(fetches)
            answer = self._pipe.recv()
        except (EOFError, OSError):
            self._alive = False
            logger.warning("the process that stores has died; storing goes on without it")
            return instead(fetches)
        if isinstance(answer, str):
            raise ArchiveError(answer)
        stored: list[Stored] = answer
        return stored

    def close(self) -> None:
        """Let the process end."""
        self._pipe.close()
        self._process.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def _serve(settings: Settings, pipe: Connection, theirs: Connection) -> None:
    """Store batches until the other end is closed.  Signals to the whole group are for the crawl, which ends this."""
    theirs.close()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        fetches = pipe.recv()
        with Archive.open(settings, write=True) as archive:
            while True:
                if fetches is not None:
                    pipe.send(_stored(archive, fetches))
                fetches = pipe.recv()
    except (EOFError, OSError):
        return


def _stored(archive: Archive, fetches: list[Fetch]) -> list[Stored] | str:
    try:
        return archive.store_many(fetches)
    except Exception as error:
        logger.exception("a batch could not be stored")
        return str(error) if isinstance(error, ArchiveError) else f"{type(error).__name__}: {error}"
