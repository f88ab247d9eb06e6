"""`nianbao schedule` as a service: the system's clock, child processes, signals and the log."""

import signal
from collections.abc import Callable
from types import FrameType

from config.settings import Settings
from crawler import register
from crawler.archive import Archive
from crawler.log import to_file
from crawler.schedule.clock import SystemClock
from crawler.schedule.runner import Scheduler
from crawler.schedule.visitor import ProcessVisitor


def serve(settings: Settings, *, once: bool, say: Callable[[str], None]) -> int:
    """Run the schedule until SIGINT or SIGTERM (``once``: until nothing is due); return how many visits failed.

    Raises RegisterError for a wrong register at the start, ArchiveError where the archive cannot be opened.
    """
    clock = SystemClock()
    with to_file(settings.data_dir / "logs" / "schedule.jsonl"), Archive.open(settings) as archive:
        scheduler = Scheduler(
            archive.engine,
            register.load,
            ProcessVisitor(settings),
            clock,
            at_once=settings.schedule_at_once,
            say=lambda line: say(f"{clock.now():%Y-%m-%d %H:%M:%S} {line}"),
        )

        def stop(number: int, frame: FrameType | None) -> None:
            scheduler.stop()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            scheduler.run(once=once)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    return scheduler.failed
