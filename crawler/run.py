"""Runs a crawl in this process or in a child.

``nianbao crawl`` calls :func:`crawl`; what already has an event loop of its own, or crawls more than once, calls
:func:`crawl_in_child`, because Twisted's reactor starts once in a process.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import IO

from config.settings import Settings
from crawler import register
from crawler.archive import Archive
from crawler.archive.scribe import Scribe
from crawler.keeper import Keeper
from crawler.log import to_file
from crawler.register import PortalEntry
from crawler.summary import CrawlSummary
from crawler.walk import Progress, Walk, until_done

HASTE = 0.05
"""Seconds between two requests below which storing gets a process of its own."""

logger = logging.getLogger(__name__)


def chosen(names: list[str]) -> list[PortalEntry]:
    """Return the portals to crawl: those named, else all that are enabled.

    Raises RegisterError for a name that is unknown or disabled.
    """
    entries = register.load(names or None)
    if not names:
        return [entry for entry in entries if entry.enabled]
    for entry in entries:
        if not entry.enabled:
            raise register.RegisterError(
                f"{entry.file}: {entry.name} is disabled; "
                f"try `nianbao portals check {entry.name}`, then set enabled: true"
            )
    return entries


def crawl(
    settings: Settings,
    names: list[str] | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> list[CrawlSummary]:
    """Crawl portals of the register into the archive; returns one summary for each, in the order of the register.

    ``say`` gets one line for each thing that had to be mended after a kill.  Only once in a process.  Raises
    RegisterError for a name that is not in the register.
    """
    entries = chosen(names or [])
    with ExitStack() as stack:
        stack.enter_context(to_file(settings.data_dir / "logs" / "crawl.jsonl"))
        scribe = stack.enter_context(Scribe(settings)) if in_haste(settings, entries) else None
        archive = stack.enter_context(Archive.open(settings, write=True))
        if scribe is not None:
            scribe.prepare()
        for message in archive.recovered:
            logger.warning("recovered: %s", message)
            say(message)
        keeper = Keeper(archive, scribe=scribe)
        try:
            return until_done(Walk(settings, keeper, progress), entries)
        finally:
            keeper.close()


def in_haste(settings: Settings, entries: list[PortalEntry]) -> bool:
    """Say whether a portal is asked with (almost) no delay; else one thread stores as fast as pages come in."""
    delays = (settings.download_delay if entry.delay is None else entry.delay for entry in entries)
    return min(delays, default=1.0) < HASTE


class ChildError(RuntimeError):
    """A child process could not crawl; the message is its last words."""


def crawl_in_child(
    settings: Settings, names: list[str] | None = None, progress: Callable[[str], None] | None = None
) -> list[CrawlSummary]:
    """Run ``nianbao crawl`` as a child process; each line of its progress is passed on.

    Returns the summaries.  Raises ChildError if the child could not crawl at all.
    """
    given = settings.model_dump(mode="json").items()
    environment = os.environ | {f"NIANBAO_{name.upper()}": str(value) for name, value in given}
    command = [sys.executable, "-c", "import nianbao; nianbao.main()", "crawl", "--json", *(names or [])]
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment
    ) as child:
        assert child.stdout and child.stderr
        listener = threading.Thread(target=_listen, args=(child.stderr, said, progress), daemon=True)
        listener.start()
        answer = child.stdout.read()
        listener.join()
    if child.returncode not in (0, 1) or not answer:
        raise ChildError(f"`nianbao crawl` ended with {child.returncode}: {' '.join(said[-5:])}")
    return [CrawlSummary.from_json(json.loads(line)) for line in answer.splitlines()]


def _listen(stream: IO[str], said: list[str], progress: Callable[[str], None] | None) -> None:
    for line in stream:
        said.append(line.rstrip())
        del said[:-50]
        if progress:
            progress(line.rstrip())
