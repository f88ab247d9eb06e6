"""Template filters: numbers, sizes, times and addresses as people read them."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import Flask

UNITS = ("B", "KB", "MB", "GB")


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters |= {"number": number, "size": size, "moment": moment, "web_address": web_address}


def number(value: float | None) -> str:
    """Return a number with thousands set apart, as many decimals as it has; "" for None."""
    if value is None:
        return ""
    whole = float(value).is_integer()
    return f"{int(value):,}" if whole else f"{value:,.6f}".rstrip("0")


def size(length: int | None) -> str:
    """Return a length in bytes as 1.2 MB."""
    if length is None:
        return ""
    value, unit = float(length), 0
    while value >= 1024 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.0f} {UNITS[unit]}" if unit == 0 or value >= 100 else f"{value:.1f} {UNITS[unit]}"


def moment(text: str | datetime | None) -> str:
    """Return an ISO time (UTC) as 2024-01-30 08:15 UTC; what is no time is returned as it is."""
    if not text:
        return ""
    try:
        when = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    except ValueError:
        return str(text)
    return when.strftime("%Y-%m-%d %H:%M UTC")


def web_address(url: str | None) -> str | None:
    """Return an address that may be linked to (http and https only), None for any other."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
