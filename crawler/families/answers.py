"""Answers of JSON interfaces, read with care: what is missing or of another kind is empty, never an error."""

import json
import re
from datetime import datetime, timedelta, timezone
from typing import Any

from crawler import urls
from crawler.links import Link
from crawler.page import Page, parse, squeeze
from crawler.wording import said

_ESCAPED = re.compile(r"%u([0-9a-fA-F]{4})")
"""What JavaScript's ``escape`` makes of a character; some older gkmlpt sites give titles so."""

CHINA = timezone(timedelta(hours=8))
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_PADDED = re.compile(r"^[\w.$]+\s*\((.*)\)\s*;?\s*$", re.S)


class UnreadableError(ValueError):
    """An interface answered with something that is not JSON."""


def read(page: Page) -> Any:
    """Return the JSON (or JSONP) of a page.  Raises UnreadableError naming its beginning."""
    text = page.text.strip().lstrip("\ufeff")
    padded = _PADDED.match(text)
    try:
        return json.loads(padded.group(1) if padded else text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(said("not_json", words=repr(text[:80]))) from error


def at(data: Any, *path: str | int) -> Any:
    """Return what lies at a path of keys and indexes, or None."""
    for step in path:
        if (isinstance(data, dict) and isinstance(step, str)) or (isinstance(data, list) and isinstance(step, int)):
            try:
                data = data[step]  # type: ignore[index]
            except (KeyError, IndexError):
                return None
        else:
            return None
    return data


def items(data: Any, *path: str | int) -> list[dict[str, Any]]:
    """Return the objects of the list at a path."""
    found = at(data, *path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text(data: Any, *names: str) -> str:
    """Return the first of some fields that holds text, without markup and in one line."""
    for name in names:
        value = at(data, name)
        if isinstance(value, str) and value.strip():
            value = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), value)
            return squeeze(parse(value).text_content()) if "<" in value else squeeze(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def day(data: Any, *names: str) -> str:
    """Return the first of some fields that holds a date, as YYYY-MM-DD, also where it counts (milli)seconds."""
    for value in (text(data, name) for name in names):
        if value.isdigit() and len(value) in (10, 13):
            return datetime.fromtimestamp(int(value[:10]), CHINA).date().isoformat()
        if _DAY.match(value):
            return value[:10]
    return ""


def number(data: Any, *path: str | int) -> int | None:
    """Return the whole number at a path, also where it is written as text."""
    value = at(data, *path)
    if isinstance(value, str) and value.strip().isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def link(base: str, address: str, title: str, date: str = "") -> Link | None:
    """Return a link, as an attachment where its address or title names a file; ``//host/…`` is understood."""
    url = urls.join(base, address)
    if url is None:
        return None
    return Link(url, title, "attachment" if urls.extension(url) or urls.DOWNLOADS.search(url) else "page", date[:10])
