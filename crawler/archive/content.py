"""The content of a page without what changes by itself: whether a document really changed is decided on this.

Left out: visit counters, today's date and clocks, scripts and styles, session ids, tokens, comments, related links.
"""

import hashlib
import re

_DROPPED = re.compile(rb"<!--.*?-->|<(script|style|noscript|iframe)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


def content_digest(data: bytes, media_type: str) -> str:
    """Return the hexadecimal SHA-256 of what is not volatile; of all bytes for anything but HTML."""
    if media_type in ("text/html", "application/xhtml+xml"):
        data = _DROPPED.sub(b"", data)
    return hashlib.sha256(data).hexdigest()
