"""Recorded pages: one text file for each family, read into rules of the loopback server.

A file is a run of answers.  Each begins with ``=== METHOD path``, then conditions (``? body has …``,
``? needs referer``, ``? Name has …`` for a request header), headers (``> Name: value``),
and the body up to the next ``===``.  ``{site}`` in a body stands for the server's address.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.portal.server import Answer, Asked, Server

RECORDED = Path(__file__).parent / "recorded"
_START = re.compile(r"^=== (GET|POST) (\S+)(?: (\d{3}))?$", re.M)


@dataclass
class Recorded:
    method: str
    path: str
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    wants: list[str] = field(default_factory=list)
    referer: bool = False
    sent: dict[str, str] = field(default_factory=dict)

    def fits(self, asked: Asked) -> bool:
        return (
            (self.method, self.path) == (asked.method, asked.path)
            and all(want.encode() in asked.body for want in self.wants)
            and (not self.referer or bool(asked.headers.get("referer")))
            and all(want in asked.headers.get(name, "") for name, want in self.sent.items())
        )


def read(path: Path) -> list[Recorded]:
    text = path.read_text("utf-8")
    starts = list(_START.finditer(text))
    found = []
    for this, following in zip(starts, [*starts[1:], None], strict=True):
        lines = text[this.end() + 1 : following.start() if following else None].split("\n")
        one = Recorded(this.group(1), this.group(2), int(this.group(3) or 200), "")
        while lines and lines[0][:2] in ("? ", "> "):
            line = lines.pop(0)
            if line.startswith("> "):
                name, _, value = line[2:].partition(": ")
                one.headers[name] = value
            elif line.startswith("? body has "):
                one.wants.append(line.removeprefix("? body has "))
            elif line == "? needs referer":
                one.referer = True
            elif " has " in line:
                name, _, want = line.removeprefix("? ").partition(" has ")
                one.sent[name.lower()] = want
            else:
                raise ValueError(f"{path}: {line}")
        one.body = "\n".join(lines).strip("\n")
        found.append(one)
    return found


def play(path: Path) -> Server:
    """Return a server (not started) that answers as recorded."""
    recorded = read(path)
    server = Server()

    def rule(asked: Asked) -> Answer:
        for one in recorded:
            if one.fits(asked):
                headers = {"Content-Type": "text/html; charset=utf-8"} | one.headers
                encoding = "gb18030" if "gb" in headers["Content-Type"] else "utf-8"
                return Answer(
                    one.body.replace("{site}", server.url).replace("{host}", server.host).encode(encoding),
                    one.status,
                    headers,
                )
        return Answer.html("<html><title>404 Not Found</title></html>", 404)

    server.otherwise = rule
    server.pages = {k: v for k, v in server.pages.items() if not any(r.path == "/robots.txt" for r in recorded)}
    return server
