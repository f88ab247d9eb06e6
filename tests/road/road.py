"""The whole road as the tests walk it: the program's commands as child processes, on the demonstration's portals."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import Settings
from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Document
from demo.site import Site
from demo.world import World
from indexer.store import ReadingRow, Store

COMMAND = (sys.executable, "-c", "import nianbao; nianbao.main()")


@dataclass
class Road:
    """A world that is served, and the data folder that commands fill from it."""

    site: Site
    said: str = field(default="", init=False)

    @property
    def world(self) -> World:
        return self.site.world

    @property
    def data(self) -> Path:
        return self.site.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | self.site.environment()

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *arguments: str, status: tuple[int, ...] = (0,)) -> str:
        child = self.start(*arguments)
        out, error = child.communicate(timeout=300)
        assert child.returncode in status, f"{arguments} ended with {child.returncode}\n{out}\n{error}"
        self.said = error
        return out

    def crawl(self, status: tuple[int, ...] = (0,)) -> dict[str, dict[str, Any]]:
        """Crawl every portal of the world; return the summary of each by name."""
        out = self.run("crawl", *self.site.homes, "--json", status=status)
        return {found["portal"]: found for found in map(json.loads, out.splitlines())}

    def index(self) -> dict[str, Any]:
        """Read and index; returns its counts and failures."""
        return json.loads(self.run("index", "--json", status=(0, 1)))

    def outcomes(self) -> dict[str, str]:
        """Return the document ids of the world with the outcome of their latest capture."""
        with self._session() as session:
            query = select(Document.url, Capture.outcome).join(Capture, Capture.id == Document.latest_capture)
            found = dict(map(tuple, session.execute(query)))
        return {d.id: found[url] for d in self.world.documents if (url := self.site.url(d)) in found}

    def originals(self) -> dict[str, bytes]:
        """Return the world's documents with the bytes that the archive gives back for their latest version."""
        with Archive.open(self.settings) as archive, Session(archive.engine) as session:
            captures = dict(map(tuple, session.execute(select(Document.url, Document.version_capture))))
            return {
                d.id: archive.original(captures[self.site.url(d)]).read()
                for d in self.world.documents
                if captures.get(self.site.url(d))
            }

    def readings(self) -> dict[str, dict[str, Any]]:
        """Return the world's documents with the report that was read from each."""
        with self._session() as session:
            query = select(Document.url, ReadingRow.json).join(ReadingRow, ReadingRow.document_id == Document.id)
            found = {url: json.loads(text) for url, text in session.execute(query) if text}
        return {d.id: found[url] for d in self.world.documents if (url := self.site.url(d)) in found}

    def reports(self) -> dict[str, str]:
        """Return report ids with the digest of their content."""
        with Archive.open(self.settings) as archive:
            return Store(archive.engine).digests()

    def captures(self) -> list[tuple[str, str, str, int]]:
        """Return (url, kind, outcome, status) of every capture, in the order of time."""
        with self._session() as session:
            query = (
                select(Document.url, Capture.kind, Capture.outcome, Capture.status)
                .join(Document, Document.id == Capture.document_id)
                .order_by(Capture.time, Capture.id)
            )
            return [tuple(row) for row in session.execute(query)]

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.data, loopback=True)

    def _session(self) -> Session:
        return Session(Store(Archive.open(self.settings).engine).engine)


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file below a folder with its size and time of change."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
