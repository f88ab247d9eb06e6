"""The originals of a result set as a ZIP, streamed, in parts of bounded size, with a manifest.

A part holds the reports that follow ``after`` in the order of their ids, up to ``most_bytes``; its manifest names the
id to go on after, so a transfer that broke off or a large set is continued part by part.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from indexer.export.drain import Drain
from indexer.search.model import Backend, SearchRequest

MOST_BYTES = 2_000_000_000
_STORED = ("zip", "docx", "xlsx", "odt", "ofd", "pdf", "png", "jpg", "7z", "rar")
HEADER = ("file", "report", "agency", "year", "address", "captured", "sha256", "bytes", "media_type")


class Reports(Protocol):
    """Where documents and captures of a report are asked for (``indexer.store.Store``)."""

    def report(self, report_id: str) -> dict[str, Any] | None:
        """Return a report with its documents and captures."""


class Originals(Protocol):
    """Where originals are read from (``crawler.archive.Archive``)."""

    def original(self, capture_id: str) -> Any:
        """Return an original with ``file_name``, ``digest``, ``length`` and ``chunks()``."""


@dataclass(slots=True)
class Bundle:
    """A part of the originals: how many, how large, the report to go on after (None: done), and the bytes."""

    files: int
    size: int
    after: str | None
    chunks: Callable[[], Iterator[bytes]]


def bundle(
    backend: Backend,
    reports: Reports,
    originals: Originals,
    request: SearchRequest,
    *,
    after: str = "",
    most_bytes: int = MOST_BYTES,
) -> Bundle:
    """Choose the part of the originals that follows ``after``; at least one report.  Raises QueryError."""
    ids = sorted(record.stored["id"] for record in backend.records(request))
    chosen: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    size, last, files = 0, None, []
    left = [i for i in ids if i > after]
    for number, report_id in enumerate(left):
        report = reports.report(report_id)
        captures = list(_captures(report)) if report else []
        weight = sum(capture["length"] or 0 for _, capture in captures)
        if chosen and size + weight > most_bytes:
            last = left[number - 1]
            break
        size += weight
        chosen += [(report_id, report or {}, {**document, "capture": capture}) for document, capture in captures]
    files = chosen
    return Bundle(len(files), size, last, lambda: _zip(originals, files, last))


def _captures(report: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each document with the captures that hold different bytes."""
    seen: set[str] = set()
    for document in report["documents"]:
        for capture in document["captures"]:
            if capture["digest"] not in seen:
                seen.add(capture["digest"])
                yield document, capture


def _zip(
    originals: Originals, chosen: list[tuple[str, dict[str, Any], dict[str, Any]]], after: str | None
) -> Iterator[bytes]:
    drain, manifest = Drain(), io.StringIO(newline="")
    rows = csv.writer(manifest, lineterminator="\r\n")
    rows.writerow(HEADER)
    with zipfile.ZipFile(drain, "w") as file:
        for number, (report_id, report, document) in enumerate(chosen, 1):
            original = originals.original(document["capture"]["id"])
            name = f"{report_id}/{number:06}-{_safe(original.file_name)}"
            info = zipfile.ZipInfo(name, original.time.timetuple()[:6])
            is_packed = name.rpartition(".")[2].lower() in _STORED
            info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            with file.open(info, "w", force_zip64=True) as member:
                for chunk in original.chunks():
                    member.write(chunk)
                    yield drain.take()
            agency = (report.get("publisher") or {}).get("name")
            facts = (original.url, original.time.isoformat(), original.digest, original.length, original.media_type)
            rows.writerow((name, report_id, agency, report.get("report_year"), *facts))
        if after is not None:
            rows.writerow((f"# more: continue after {after}",))
        file.writestr("manifest.csv", "\ufeff" + manifest.getvalue())
        yield drain.take()
    yield drain.take()


def _safe(name: str) -> str:
    """Return a file name without folders, control characters or what some systems forbid."""
    kept = "".join("_" if c in '/\\:*?"<>|' or ord(c) < 32 else c for c in name).strip(". ")
    return kept[-100:] or "original"
