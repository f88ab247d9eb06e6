"""The clock that the schedule goes by; tests hand in one of their own."""

import threading
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or earlier when :meth:`wake` is called."""
        ...

    def wake(self) -> None:
        """End a wait; called from signal handlers and other threads."""
        ...


class SystemClock:
    """The computer's clock."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Wait until the time is over or :meth:`wake` is called."""
        self._event.wait(max(seconds, 0.0))
        self._event.clear()

    def wake(self) -> None:
        """End a wait."""
        self._event.set()
