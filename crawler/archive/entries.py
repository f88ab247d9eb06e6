"""What the catalogue needs of a capture or an event, as the JSON that travels in its WARC metadata record.

The same entry is applied to the catalogue when a fetch is stored, when a torn end is rolled forward, and at a rebuild.
"""

import json
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from crawler.archive.fetch import Outcome


@dataclass(slots=True)
class CaptureEntry:
    """One capture with what is known of its document; fields as in ``catalogue.Capture`` and ``catalogue.Document``."""

    id: str
    document: str
    url: str
    kind: str
    time: datetime
    stored: datetime
    status: int
    outcome: Outcome
    record: str
    media_type: str
    file_name: str
    digest: str
    length: int
    wire_digest: str
    wire_length: int
    content_digest: str | None = None
    version: bool = False
    refers_to: str | None = None
    verdict: str = ""
    portal: str | None = None
    parent: str | None = None
    title: str = ""
    column: str = ""
    etag: str | None = None
    last_modified: str | None = None
    source: str | None = None
    crawl: str | None = None


@dataclass(slots=True)
class EventEntry:
    """Something that happened beside the captures.

    ``event`` is one of: portal, crawl-begin, crawl-end, problem, resolved, absent, withdrawn, moved (see ``apply``).
    """

    event: str
    id: str
    time: datetime
    stored: datetime
    data: dict[str, Any] = field(default_factory=dict)


Entry = CaptureEntry | EventEntry
_MOMENTS = {"time", "stored"}


def to_json(entry: Entry) -> bytes:
    """Return the entry as one JSON object; what is empty is left out."""
    out = {k: v for k in entry.__slots__ if (v := getattr(entry, k)) not in (None, "") or k == "url"}
    for name in _MOMENTS:
        out[name] = out[name].astimezone(UTC).isoformat()
    return json.dumps(out, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def from_json(data: bytes) -> Entry:
    """Read what :func:`to_json` wrote.  Raises ValueError where it is something else."""
    try:
        found = json.loads(data.decode("utf-8", "surrogatepass"))
        kind: type[CaptureEntry] | type[EventEntry] = EventEntry if "event" in found else CaptureEntry
        known = {f.name for f in fields(kind)}
        values = {k: v for k, v in found.items() if k in known}
        for name in _MOMENTS:
            values[name] = datetime.fromisoformat(values[name])
        for name in {"media_type", "file_name"} & known:
            values.setdefault(name, "")
        return kind(**values)
    except (TypeError, KeyError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"not an entry of this archive: {error}") from error
