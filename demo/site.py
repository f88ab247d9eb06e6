"""Serves the demonstration's portals on loopback, each as a host of its own.  Used by `nianbao demo` and the tests.

>>> with Site(build(scale="small"), tmp) as site:  # doctest: +SKIP
...     crawl(config_dir=site.config_dir)
"""

import gzip
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from config.settings import DEMONSTRATION
from demo import config_files
from demo.model import Document
from demo.shop import Answer, Shop
from demo.world import World

LARGEST_FORM = 64 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that a portal got: headers with names in lower case; ``time`` in seconds of the monotonic clock."""

    portal: str
    method: str
    path: str
    headers: dict[str, str]
    status: int
    time: float


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], shop: Shop, site: "Site") -> None:
        self.shop = shop
        self.owner = site
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about visitors that hang up: a crawl that is stopped or killed does just that."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        """Answer a request for a page or file."""
        self._answer("")

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self._answer("")

    def do_POST(self) -> None:
        """Answer a form."""
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_FORM)
        self._answer(self.rfile.read(length).decode("utf-8", "replace"))

    def _answer(self, form: str) -> None:
        owner, shop = self.server.owner, self.server.shop
        if owner.latency:
            time.sleep(owner.latency)
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        with owner.lock:
            answer = shop.answer(address.path, address.query, form)
        status = 304 if answer.unchanged(headers) else answer.status
        owner.log.append(Asked(shop.site.key, self.command, self.path, headers, status, time.monotonic()))
        self._send(answer, status, shop.site.gzip and "gzip" in headers.get("accept-encoding", ""))

    def _send(self, answer: Answer, status: int, pack: bool) -> None:
        data = b"" if status == 304 else answer.data
        self.send_response(status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("ETag", answer.etag)
        if answer.last_modified:
            self.send_header("Last-Modified", answer.last_modified)
        if pack and data and answer.media_type.startswith("text/"):
            data = gzip.compress(data, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        if status != 304:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the log in ``Site.log`` instead of printing it."""


class Site:
    """All portals of a world, served by threads while the context is open.

    ``folder`` takes the configuration that points a crawl here (``config_dir``); ``latency`` seconds pass before
    each answer.  Each portal has an address 127.0.0.2, 127.0.0.3 … of its own where the system has these, else (or
    without ``own_addresses``) a port of its own.
    """

    def __init__(
        self,
        world: World,
        folder: Path,
        port: int = 0,
        latency: float = 0.0,
        delay: float = 0.0,
        own_addresses: bool = True,
    ) -> None:
        self.world = world
        self.folder = folder
        self.latency = latency
        self.delay = delay
        self.log: list[Asked] = []
        self.lock = threading.Lock()
        self.homes: dict[str, str] = {}
        self.own_addresses = own_addresses
        self._wanted = port
        self._servers: list[_Server] = []

    @property
    def config_dir(self) -> Path:
        """The folder with register and divisions, for ``NIANBAO_CONFIG_DIR``."""
        return self.folder / "config"

    @property
    def port(self) -> int:
        """The port of the first portal."""
        return int(self._servers[0].server_address[1])

    def url(self, document: Document) -> str:
        """Return the address of a document."""
        return self.homes[document.portal].rstrip("/") + document.path

    def environment(self) -> dict[str, str]:
        """Return the settings with which a crawl of these portals is run."""
        return {
            "NIANBAO_CONFIG_DIR": str(self.config_dir.absolute()),
            "NIANBAO_DATA_DIR": str((self.folder / "data").absolute()),
            "NIANBAO_LOOPBACK": "1",
            "NIANBAO_DEMONSTRATION": "1",
        }

    def __enter__(self) -> "Site":
        self._servers = _bind(self.world, self)
        for server in self._servers:
            host, port = server.server_address[:2]
            self.homes[server.shop.site.key] = f"http://{host!s}:{port}/"
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        config_files.write(self.config_dir, self.world, self.homes, self.delay)
        _mark(self.folder / "data")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


def _mark(data: Path) -> None:
    """Let the data folder say that it is a demonstration's, whoever serves it later."""
    data.mkdir(parents=True, exist_ok=True)
    (data / DEMONSTRATION).write_text("演示数据，全部虚构。\nDemonstration data, all of it invented.\n", "utf-8")


def _bind(world: World, site: Site) -> list[_Server]:
    """Return one listening server for each portal, all on one port where every portal can have its own address.

    Raises OSError where not even a port of its own is free for each.
    """
    shops = [Shop(world, portal) for portal in world.portals]
    for attempt in range(20 if site.own_addresses else 0):
        wanted = site._wanted + attempt if site._wanted else 0
        if servers := _listen(shops, site, [(f"127.0.0.{n}", wanted) for n in range(2, len(shops) + 2)]):
            return servers
    first = site._wanted
    places = [("127.0.0.1", first + n if first else 0) for n in range(len(shops))]
    found = _listen(shops, site, places) or _listen(shops, site, [("127.0.0.1", 0)] * len(shops))
    if not found:
        raise OSError("no ports on 127.0.0.1 are free for the demonstration's portals")
    return found


def _listen(shops: list[Shop], site: Site, places: list[tuple[str, int]]) -> list[_Server]:
    """Return servers at ``places`` (port 0 beside a server on another address: the same port), or none at all."""
    servers: list[_Server] = []
    try:
        for shop, (host, port) in zip(shops, places, strict=True):
            if servers and not port and host != servers[0].server_address[0]:
                port = int(servers[0].server_address[1])
            servers.append(_Server((host, port), shop, site))
    except OSError:
        for server in servers:
            server.server_close()
        return []
    return servers
