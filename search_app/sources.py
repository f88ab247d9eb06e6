"""What the app reads from: the index, the store of reports and the archive, opened once each when first needed."""

import threading
from typing import cast

from flask import Flask, current_app

from config.settings import Settings
from crawler.archive import Archive
from indexer import index
from indexer.search.model import Backend
from indexer.store import Store
from search_app.rereading import Rereader


class Sources:
    """The three readers of one data folder, shared by all threads of one app."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.RLock()
        self._backend: Backend | None = None
        self._store: Store | None = None
        self._archive: Archive | None = None

        self.rereader = Rereader(settings)

    def attach(self, app: Flask) -> None:
        """Make these the sources of ``app``."""
        app.extensions["nianbao"] = self

    @property
    def backend(self) -> Backend:
        """The index.  Raises what ``indexer.index.open`` raises."""
        with self._lock:
            if self._backend is None:
                self._backend = index.open(self.settings)
            return self._backend

    @property
    def store(self) -> Store:
        """Reports as they were read."""
        with self._lock:
            if self._store is None:
                self._store = Store(self.archive.engine)
            return self._store

    @property
    def archive(self) -> Archive:
        """The originals, opened for reading."""
        with self._lock:
            if self._archive is None:
                self._archive = Archive.open(self.settings)
            return self._archive


def sources() -> Sources:
    """Return the sources of the app that answers this request."""
    return cast(Sources, current_app.extensions["nianbao"])
