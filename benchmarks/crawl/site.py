"""A portal of any size on loopback, made as it is asked for: TRS lists, pages of reports, ETags.  Its own process.

``python -m benchmarks.crawl.site DOCUMENTS LATENCY`` prints its address and serves until it is ended.  ``/clock`` tells
how many pages were asked for since it was last asked, and the seconds from the first of them to the last.
"""

import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

ROWS = 100
"""Documents on one list page."""

FILLER = "<p>本机关依法主动公开政府信息，规范办理依申请公开，加强政府信息管理、平台建设与监督保障。</p>\n" * 60


def page(number: int) -> bytes:
    """Return one report's page, about 10 KB."""
    return (
        f"<html><head><title>第{number}局2023年政府信息公开工作年度报告</title></head><body><div class='nav'>"
        + "".join(f"<a href='/c{n}/'>栏目{n}</a>" for n in range(30))
        + f"</div><div class='TRS_Editor'><p>一、总体情况。第{number}局。</p>{FILLER}</div></body></html>"
    ).encode()


def listing(number: int, documents: int) -> bytes:
    """Return the list's page ``number`` (from 0)."""
    first = number * ROWS
    rows = "".join(
        f"<li><a href='./202401/t20240110_{n}.html'>第{n}局2023年政府信息公开工作年度报告</a><i>2024-01-10</i></li>"
        for n in range(first, min(first + ROWS, documents))
    )
    pages = -(-documents // ROWS)
    script = f'<script>createPageHTML({pages}, {number}, "index", "html");</script>'
    return f"<html><head><title>年报</title></head><body><ul>{rows}</ul>{script}</body></html>".encode()


class Handler(BaseHTTPRequestHandler):
    """Answers with ETags that never change."""

    protocol_version = "HTTP/1.1"
    documents = 0
    latency = 0.0
    asked: ClassVar[list[float]] = []

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        if self.path == "/clock":
            self.give(200, self.clock(), "text/plain")
            return
        if self.path != "/robots.txt":
            self.asked.append(time.perf_counter())
        time.sleep(self.latency)
        if self.path == "/robots.txt":
            self.give(200, b"User-agent: *\nDisallow:\n", "text/plain")
        elif self.headers.get("If-None-Match") == f'"{name}"':
            self.give(304, b"", "text/html")
        elif name.startswith("t2024"):
            self.give(200, page(int(name[10:-5])), "text/html; charset=utf-8", name)
        elif name == "" or name.startswith("index"):
            number = int(name[6:-5]) if name.startswith("index_") else 0
            self.give(200, listing(number, self.documents), "text/html; charset=utf-8", name)
        else:
            self.give(404, b"<title>404</title>", "text/html")

    def clock(self) -> bytes:
        """Return "pages seconds", and forget them."""
        times, self.asked[:] = list(self.asked), []
        return f"{len(times)} {times[-1] - times[0] if times else 0.0}".encode()

    def give(self, status: int, body: bytes, media_type: str, tag: str = "") -> None:
        head = [f"HTTP/1.1 {status} X", f"Content-Type: {media_type}", f"Content-Length: {len(body)}", f'ETag: "{tag}"']
        self.wfile.write(("\r\n".join(head) + "\r\n\r\n").encode() + body)

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    Handler.documents, Handler.latency = int(sys.argv[1]), float(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
