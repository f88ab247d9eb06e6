"""Seeded mutants of originals.  Called by ``run`` and by the short version in the tests.

Bytes are changed, cut, repeated and moved; numbers are made huge; in containers the parts are mutated before they are
packed again, so that the damage reaches the reader behind the unpacking.  Every third is built to hurt: ``structures``.
"""

import io
import random
import re
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fuzz.seeds import seeds
from benchmarks.fuzz.structures import STRUCTURES
from indexer.reading import Original, read_original

CONTAINERS = frozenset({"docx", "xlsx", "odt", "ofd", "zip"})
_HUGE = [b"-1", b"0", b"99999999", b"4294967295", b"2147483648", b"1e308", b"NaN", b""]


def formats() -> list[str]:
    """Return the formats that there are mutants of."""
    return [*seeds(), *(name for name in STRUCTURES if name not in seeds())]


def mutant(name: str, number: int) -> bytes:
    """Return mutant ``number`` of a format's seed; the same for ever."""
    throw = random.Random(f"{name}/{number}")
    if name in STRUCTURES and (number % 3 == 2 or name not in seeds()):
        return throw.choice(STRUCTURES[name])(throw)
    data = seeds()[name]
    if name in CONTAINERS and throw.random() < 0.75:
        return _repacked(data, throw)
    return _mutated(data, throw)


def _mutated(data: bytes, throw: random.Random) -> bytes:
    for _ in range(throw.choice((1, 1, 2, 3, 8, 30))):
        data = throw.choice(_WAYS)(data, throw)
    return data[: 8 * 1024 * 1024]


def _repacked(data: bytes, throw: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in throw.sample(sorted(parts), throw.randint(1, min(2, len(parts)))):
        parts[name] = _mutated(parts[name], throw)
    if throw.random() < 0.1:
        del parts[throw.choice(sorted(parts))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _span(data: bytes, throw: random.Random) -> tuple[int, int]:
    start = throw.randrange(len(data) + 1)
    return start, min(len(data), start + throw.choice((1, 4, 16, 200, 5000)))


def _flip(data: bytes, throw: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(throw.choice((1, 4, 40)) if out else 0):
        out[throw.randrange(len(out))] = throw.randrange(256)
    return bytes(out)


def _cut(data: bytes, throw: random.Random) -> bytes:
    a, b = _span(data, throw)
    return data[:a] + data[b:]


def _repeat(data: bytes, throw: random.Random) -> bytes:
    a, b = _span(data, throw)
    return data[:b] + data[a:b] * throw.choice((1, 3, 100)) + data[b:]


def _fill(data: bytes, throw: random.Random) -> bytes:
    a, b = _span(data, throw)
    return data[:a] + bytes([throw.choice((0, 255, 32, 60, 123))]) * (b - a) + data[b:]


def _truncate(data: bytes, throw: random.Random) -> bytes:
    return data[: throw.randrange(len(data) + 1)]


def _move(data: bytes, throw: random.Random) -> bytes:
    a, b = _span(data, throw)
    rest = data[:a] + data[b:]
    at = throw.randrange(len(rest) + 1)
    return rest[:at] + data[a:b] + rest[at:]


def _number(data: bytes, throw: random.Random) -> bytes:
    found = [m.span() for m in re.finditer(rb"\d+", data[:400_000])]
    if not found:
        return _flip(data, throw)
    a, b = throw.choice(found)
    return data[:a] + throw.choice(_HUGE) + data[b:]


def _tag(data: bytes, throw: random.Random) -> bytes:
    found = [m.span() for m in re.finditer(rb"<[^<>]{1,200}>", data[:400_000])]
    if not found:
        return _repeat(data, throw)
    (a, b), (c, d) = throw.choice(found), throw.choice(found)
    return data[:a] + data[c:d] * throw.choice((0, 1, 2, 500)) + data[b:]


_WAYS: list[Callable[[bytes, random.Random], bytes]] = [
    _flip, _flip, _cut, _repeat, _fill, _truncate, _move, _number, _number, _tag, _tag,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """What came of one mutant: its reasons ("" for a report), the memory it took at most, and its processor time."""

    reasons: list[str]
    memory: int
    seconds: float


def read_mutant(item: tuple[bytes, str]) -> Cost:
    """Read one mutant to the end (in a reader process).

    The mark of the highest memory is set back before each mutant, so that the figure is that mutant's own.
    """
    Path("/proc/self/clear_refs").write_text("5")
    begun = time.process_time()
    readings = read_original(Original(*item))
    reasons = [f"{r.reason}: {r.detail}" if r.reason else "" for r in readings]
    return Cost(reasons, highest_memory(), time.process_time() - begun)


def highest_memory() -> int:
    """Return the highest resident memory of this process since the mark was set back, in bytes."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
