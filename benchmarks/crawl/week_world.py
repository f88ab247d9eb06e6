"""Portals on loopback whose week is planned: reports that come, change and go, walls, silences, fences, counters.

The same seed gives the same week.  What is served follows the simulated clock, which the caller holds.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from crawler.register import PortalEntry

Fault = Literal["silence", "wall", "fence"]
DAY = timedelta(days=1)
WALL = b"<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=76853;</script></head><body></body></html>"


@dataclass
class Report:
    """A report on its portal: there from ``born`` until ``gone``; ``changes`` are the moments of new numbers in it."""

    path: str
    title: str
    born: datetime
    gone: datetime | None = None
    changes: list[datetime] = field(default_factory=list)

    def there(self, moment: datetime) -> bool:
        return self.born <= moment and (self.gone is None or moment < self.gone)


@dataclass
class Portal:
    """One portal with its plan.  ``counter``: its pages count visitors and carry no validators."""

    name: str
    address: str
    port: int
    counter: bool
    reports: list[Report] = field(default_factory=list)
    faults: list[tuple[Fault, datetime, datetime]] = field(default_factory=list)
    asked: int = 0
    open: int = 0
    most_open: int = 0

    @property
    def home(self) -> str:
        return f"http://{self.address}:{self.port}/"

    def entry(self) -> PortalEntry:
        return PortalEntry(
            name=self.name, title=self.name, home=self.home, family="trs", columns=[{"path": "nb/", "name": "年报"}]
        )  # type: ignore[arg-type]

    def fault(self, moment: datetime) -> Fault | None:
        return next((kind for kind, begin, end in self.faults if begin <= moment < end), None)

    def answer(self, path: str, moment: datetime) -> tuple[int, bytes]:
        """Return status and body; an empty body with status 0 is silence."""
        self.asked += 1
        fault = self.fault(moment)
        if fault == "silence":
            return 0, b""
        if fault == "wall":
            return 412, WALL
        if path == "/robots.txt":
            return 200, b"User-agent: *\nDisallow:\n"
        if fault != "fence" and path in ("/nb/", "/nb/index.html"):
            return 200, self._list(moment)
        found = next((r for r in self.reports if r.path == path and r.there(moment)), None)
        if found is None or fault == "fence":
            return 404, "<html><head><title>404</title></head><body>页面不存在</body></html>".encode()
        return 200, self._page(found, moment)

    def _list(self, moment: datetime) -> bytes:
        rows = "".join(
            f'<li><a href="{r.path}">{r.title}</a><span>2025-01-20</span></li>' for r in self.reports if r.there(moment)
        )
        return (
            f'<html><head><meta charset="utf-8"><title>年报</title></head><body><ul>{rows}</ul></body></html>'.encode()
        )

    def _page(self, report: Report, moment: datetime) -> bytes:
        number = sum(change <= moment for change in report.changes)
        counter = f"<p>浏览次数：{self.asked} 次</p>" if self.counter else ""
        text = "本机关依法主动公开政府信息，规范办理依申请公开。" * 20
        return (
            f'<html><head><meta charset="utf-8"><title>{report.title}</title></head><body><h1>{report.title}</h1>'
            f'{counter}<div class="TRS_Editor"><p>一、总体情况</p><p>{text}</p>'
            f"<table><tr><td>本年新收</td><td>{100 + number}</td></tr></table></div></body></html>"
        ).encode()


def plan(count: int, start: datetime, port: int, seed: int = 1) -> list[Portal]:
    """Return the portals with a week that begins at ``start``; nothing is planned after the sixth day."""
    throw = random.Random(seed)
    portals = []
    for n in range(count):
        portal = Portal(f"p{n:03}", f"127.9.{n // 200}.{n % 200 + 1}", port, counter=n % 3 == 0)
        for k in range(5):
            path = f"/nb/202501/t20250120_{n * 100 + k}.html"
            portal.reports.append(Report(path, f"示例县第{n}-{k}局2024年政府信息公开工作年度报告", start - DAY))
        if throw.random() < 0.4:
            portal.reports[0].changes.append(start + throw.uniform(0.5, 1.2) * DAY)
        if throw.random() < 0.2:
            portal.reports[1].changes += [start + throw.uniform(0.5, 1) * DAY, start + throw.uniform(4, 5.5) * DAY]
        if throw.random() < 0.3:
            portal.reports[2].gone = start + throw.uniform(0.5, 1.8) * DAY
        if throw.random() < 0.5:
            path = f"/nb/202502/t20250210_{n * 100 + 50}.html"
            title = f"示例县第{n}-新局2024年政府信息公开工作年度报告"
            portal.reports.append(Report(path, title, start + throw.uniform(0.2, 5.5) * DAY))
        if throw.random() < 0.25:
            begin = start + throw.uniform(1.5, 2.5) * DAY
            kind: Fault = throw.choice(("silence", "wall", "fence"))
            portal.faults.append((kind, begin, begin + throw.uniform(0.3, 1.2) * DAY))
        portals.append(portal)
    return portals


async def serve(portals: list[Portal], now: Callable[[], datetime]) -> None:
    """Serve all portals, each on an address of its own."""
    loop = asyncio.get_running_loop()
    for portal in portals:
        await loop.create_server(lambda portal=portal: _Connection(portal, now), portal.address, portal.port)


class _Connection(asyncio.Protocol):
    def __init__(self, portal: Portal, now: Callable[[], datetime]) -> None:
        self.portal, self.now, self.buffer = portal, now, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.portal.open += 1
        self.portal.most_open = max(self.portal.most_open, self.portal.open)

    def connection_lost(self, error: Exception | None) -> None:
        self.portal.open -= 1

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            status, body = self.portal.answer(head.split(b" ")[1].decode("latin-1"), self.now())
            if not status:
                self.transport.abort()
                return
            tag = "" if self.portal.counter else f'ETag: "{hash(body) & 0xFFFFFFFF:x}"\r\n'
            if tag and tag.strip().removeprefix("ETag: ").encode() in head:
                status, body = 304, b""
            kind = "text/plain" if b"robots.txt" in head else "text/html; charset=utf-8"
            self.transport.write(
                f"HTTP/1.1 {status} X\r\n{tag}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
