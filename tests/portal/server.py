"""A portal on loopback for the tests: answers by rules, logs what was asked, can be slow, wrong or hostile."""

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

_ADDRESSES = (f"127.0.{n // 250 + 1}.{n % 250 + 2}" for n in count())


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    time: float


@dataclass
class Answer:
    """What the server says; ``chunks`` replaces ``body`` for answers that drip or lie about their length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    chunks: Callable[[], Iterator[bytes]] | None = None

    @classmethod
    def html(cls, text: str, status: int = 200, encoding: str = "utf-8", **headers: str) -> "Answer":
        return cls(text.encode(encoding), status, {"Content-Type": f"text/html; charset={encoding}"} | headers)


Rule = Callable[[Asked], Answer]


class Server:
    """``pages``: path with query → answer or rule; ``otherwise`` answers the rest (404).  A context manager."""

    def __init__(self, pages: dict[str, Answer | Rule] | None = None) -> None:
        self.pages: dict[str, Answer | Rule] = {"/robots.txt": Answer(b"User-agent: *\nDisallow:\n"), **(pages or {})}
        self.otherwise: Rule = lambda asked: Answer.html("<title>404</title>", 404)
        self.asked: list[Asked] = []
        self.latency = 0.0
        self.validators = True
        self.gzip = False
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    def __enter__(self) -> "Server":
        handler = type("Handler", (_Handler,), {"site": self})
        for address in _ADDRESSES:
            try:
                self.server = ThreadingHTTPServer((address, 0), handler)
                break
            except OSError:
                continue
        self.handler = handler
        self.others: list[ThreadingHTTPServer] = []
        self.server.daemon_threads = True
        self.host = f"{self.server.server_address[0]}:{self.server.server_address[1]}"
        self.url = f"http://{self.host}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def also(self, port: int) -> None:
        """Answer on another port of the same address, too.  Raises PermissionError."""
        other = ThreadingHTTPServer((self.host.partition(":")[0], port), self.handler)
        other.daemon_threads = True
        self.others.append(other)
        threading.Thread(target=other.serve_forever, args=(0.02,), daemon=True).start()

    def __exit__(self, *error: object) -> None:
        for other in self.others:
            other.shutdown()
            other.server_close()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def paths(self, *, robots: bool = False) -> list[str]:
        return [a.path for a in self.asked if robots or a.path != "/robots.txt"]

    def answer(self, asked: Asked) -> Answer:
        rule = self.pages.get(f"{asked.method} {asked.path}", self.pages.get(asked.path, self.otherwise))
        answer = rule(asked) if callable(rule) else rule
        headers, body = dict(answer.headers), answer.body
        if self.validators and answer.status == 200 and answer.chunks is None and asked.method == "GET":
            headers.setdefault("ETag", '"' + hashlib.sha256(body).hexdigest()[:16] + '"')
            if asked.headers.get("if-none-match") == headers["ETag"]:
                return Answer(b"", 304, {"ETag": headers["ETag"]})
        if self.gzip and answer.chunks is None and "gzip" in asked.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = gzip.compress(body, mtime=0), "gzip"
        return Answer(body, answer.status, headers, answer.chunks)


class _Handler(BaseHTTPRequestHandler):
    site: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site = self.site
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body, time.monotonic())
        with site._lock:
            site.asked.append(asked)
            site.at_once += 1
            site.most_at_once = max(site.most_at_once, site.at_once)
        try:
            time.sleep(site.latency)
            answer = site.answer(asked)
        finally:
            with site._lock:
                site.at_once -= 1
        try:
            self.give(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_POST = do_GET

    def give(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.chunks is None:
            self.send_header("Content-Length", str(len(answer.body)))
        else:
            self.close_connection = True
            if "Content-Length" not in answer.headers:
                self.send_header("Connection", "close")
        self.end_headers()
        if answer.chunks is None:
            self.wfile.write(answer.body)
        else:
            for chunk in answer.chunks():
                self.wfile.write(chunk)
                self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        pass
