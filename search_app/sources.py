"""What the app reads from: the index, the store of reports and the archive, opened once each when first needed."""

import threading
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy.engine import make_url

from config.settings import Settings
from crawler.archive import Archive
from indexer import index
from indexer.search.model import Backend
from indexer.store import Store
from search_app.kept import Kept
from search_app.rereading import Rereader


class Sources:
    """The readers of one data folder, shared by all threads of one app."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = threading.RLock()
        self._backend: Backend | None = None
        self._opened: tuple[object, Archive, Store] | None = None
        self.rereader = Rereader(settings)
        self.overviews = Kept(self._overview)

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
        return self._open()[1]

    @property
    def archive(self) -> Archive:
        """The originals, opened for reading."""
        return self._open()[0]

    def _overview(self) -> dict[str, Any]:
        from search_app.overview import overview  # what looks after portals: searching starts without it

        return overview(self.settings, self.store)

    def _open(self) -> tuple[Archive, Store]:
        """Return archive and store; opened anew where `nianbao rebuild` has put another catalogue in their place."""
        with self._lock:
            which = self._catalogue()
            if self._opened is None or self._opened[0] != which:
                archive = Archive.open(self.settings)
                self._opened = (self._catalogue(), archive, Store(archive.engine))
            return self._opened[1:]

    def _catalogue(self) -> object:
        """Name the catalogue's file as it lies on disk; None for a database that is no file."""
        url = make_url(self.settings.catalogue)
        if url.get_backend_name() != "sqlite" or not url.database:
            return None
        try:
            about = Path(url.database).stat()
        except FileNotFoundError:
            return None
        return about.st_dev, about.st_ino


def sources() -> Sources:
    """Return the sources of the app that answers this request."""
    return cast(Sources, current_app.extensions["nianbao"])
