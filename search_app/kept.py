"""Keeps an answer that takes long to make for a while.  ``sources`` keeps the overview with it."""

import threading
import time
from collections.abc import Callable
from typing import Any

QUICK = 0.2
"""Seconds that an overview may take to be made for every question."""


class Kept:
    """The latest overview, kept ten times as long as it took to make, so that a tenth of a core is the most it costs.

    With thousands of portals that is half a minute, with a few of them it is made for every question.
    """

    def __init__(self, make: Callable[[], dict[str, Any]]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._found: dict[str, Any] = {}
        self._until = 0.0

    def get(self) -> dict[str, Any]:
        """Return the overview; one who asks while it is made waits for it."""
        with self._lock:
            began = time.monotonic()
            if began >= self._until:
                self._found = self._make()
                ended = time.monotonic()
                self._until = ended + 10 * (ended - began) if ended - began > QUICK else 0.0
            return self._found
