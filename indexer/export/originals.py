"""The originals of a result set as a ZIP, streamed, in parts of bounded size, with a manifest.

A part holds the reports that follow ``after`` in the order of their ids, up to ``most_bytes`` and MOST_REPORTS; its
manifest names the id to go on after, so a transfer that broke off or a large set is continued part by part.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from indexer.export.drain import Drain
from indexer.export.formulas import defused
from indexer.search.model import Backend, SearchRequest
from indexer.search.notes import blamed_on, refusal

MOST_BYTES = 2_000_000_000
MOST_REPORTS = 2_000
"""Reports of a part, so that the first bytes come soon and little is held in memory."""
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
    if after and reports.report(after) is None:
        with blamed_on("after"):
            raise refusal("no_report", name=after)
    ids = sorted(i for record in backend.records(request) if (i := str(record.stored["id"])) > after)
    chosen: list[_Wanted] = []
    size, last = 0, None
    for number, report_id in enumerate(ids):
        wanted = list(_wanted(report_id, reports.report(report_id)))
        weight = sum(one.length for one in wanted)
        if number and (size + weight > most_bytes or number == MOST_REPORTS):
            last = ids[number - 1]
            break
        size += weight
        chosen += wanted
    return Bundle(len(chosen), size, last, lambda: _zip(originals, chosen, last))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An original that goes into a part, with what the manifest says of its report."""

    report: str
    agency: str | None
    year: int | None
    capture: str
    length: int


def _wanted(report_id: str, report: dict[str, Any] | None) -> Iterator[_Wanted]:
    """Yield the captures of a report that hold different bytes."""
    if report is None:
        return
    agency, year = (report.get("publisher") or {}).get("name"), report.get("report_year")
    captures = {c["digest"]: c for document in report["documents"] for c in reversed(document["captures"])}
    for capture in captures.values():
        yield _Wanted(report_id, agency, year, capture["id"], capture["length"] or 0)


def _zip(originals: Originals, chosen: list[_Wanted], after: str | None) -> Iterator[bytes]:
    drain, manifest = Drain(), io.StringIO(newline="")
    rows = csv.writer(manifest, lineterminator="\r\n")
    rows.writerow(HEADER)
    with zipfile.ZipFile(drain, "w") as file:
        for number, wanted in enumerate(chosen, 1):
            original = originals.original(wanted.capture)
            name = f"{wanted.report}/{number:06}-{_safe(original.file_name)}"
            info = zipfile.ZipInfo(name, original.time.timetuple()[:6])
            is_packed = name.rpartition(".")[2].lower() in _STORED
            info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            with file.open(info, "w", force_zip64=True) as member:
                for chunk in original.chunks():
                    member.write(chunk)
                    yield drain.take()
            facts = (original.url, original.time.isoformat(), original.digest, original.length, original.media_type)
            rows.writerow([defused(v) for v in (name, wanted.report, wanted.agency, wanted.year, *facts)])
        if after is not None:
            rows.writerow((f"# more: continue after {after}",))
        file.writestr("manifest.csv", "\ufeff" + manifest.getvalue())
        yield drain.take()
    yield drain.take()


def _safe(name: str) -> str:
    """Return a file name without folders, control characters or what some systems forbid."""
    kept = "".join("_" if c in '/\\:*?"<>|' or ord(c) < 32 else c for c in name).strip(". ")
    return kept[-100:] or "original"
