"""One request and its response as they went over the wire, and how the archive takes them."""

import datetime
from dataclasses import dataclass

from crawler import urls
from crawler.archive import Fetch


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response; header strings hold one character for each byte (latin-1).

    ``body`` has its content-encoding kept and its transfer-encoding undone.
    """

    url: str
    time: datetime.datetime
    method: str
    request_headers: list[tuple[str, str]]
    request_body: bytes
    status: int
    reason: str
    http_version: str
    response_headers: list[tuple[str, str]]
    body: bytes


def document_url(url: str, method: str = "GET", body: bytes = b"", parent: str = "") -> str:
    """Return the address under which a document is known.

    A POST's form becomes part of it, as web archives do it; a ticket that expires does not, the page that carries the
    link (``parent``) takes its place.
    """
    if method == "GET":
        return urls.lasting(urls.canonical(url), parent)
    form = body.decode("utf-8", "replace")
    return urls.canonical(f"{url}{'&' if '?' in url else '?'}__wb_method={method}&{form}")


def fetch_of(exchange: Exchange, kind: str, portal: str, parent: str = "", title: str = "", column: str = "") -> Fetch:
    """Return an exchange as what the archive stores."""
    url = document_url(exchange.url, exchange.method, exchange.request_body, parent)
    return Fetch(
        url=url,
        fetched=exchange.url if exchange.url != url else "",
        kind=kind,
        portal=portal,
        parent=parent or None,
        title=title,
        column=column,
        time=exchange.time,
        method=exchange.method,
        request_headers=exchange.request_headers,
        request_body=exchange.request_body,
        status=exchange.status,
        reason=exchange.reason,
        http_version=exchange.http_version,
        response_headers=exchange.response_headers,
        body=exchange.body,
    )
