"""The entity that a portal served: a body with its content-encoding undone, piece by piece and bounded."""

import importlib
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

PIECE = 1 << 20


class EncodingError(ValueError):
    """A body is not in the content-encoding that its header names, or in one that is not known."""


def decoded(chunks: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    """Undo a Content-Encoding header ("gzip", "deflate", "br", "zstd", or several, the last applied last).

    A body that is declared as gzip and is not is given as it is, as browsers do.  Raises EncodingError.
    """
    for name in reversed([part.strip().lower() for part in (encoding or "").split(",")]):
        if name in ("gzip", "x-gzip"):
            chunks = _gunzip(chunks)
        elif name == "deflate":
            chunks = _inflate(chunks)
        elif name == "br":
            chunks = _unbrotli(chunks)
        elif name == "zstd":
            chunks = _unzstd(chunks)
        elif name not in ("", "identity", "none", "utf-8", "utf8", "binary"):
            raise EncodingError(f"unknown content-encoding {name!r}")
    return iter(chunks)


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip members one after the other; what comes after the last one is dropped, a torn end is kept as far."""
    stream = _at_least(chunks, 2)
    first = next(stream, b"")
    if not first.startswith(b"\x1f\x8b"):
        yield first
        yield from stream
        return
    decoder = zlib.decompressobj(wbits=31)
    for chunk in _chain(first, stream):
        while chunk:
            if decoder.eof:
                if not chunk.startswith(b"\x1f"):
                    return
                decoder = zlib.decompressobj(wbits=31)
            yield from _pieces(decoder, chunk)
            chunk = decoder.unused_data


def _inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack zlib data or raw deflate: servers send either."""
    stream = _at_least(chunks, 2)
    first = next(stream, b"")
    wrapped = len(first) > 1 and first[0] & 0x0F == 8 and (first[0] << 8 | first[1]) % 31 == 0
    decoder = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    for chunk in _chain(first, stream):
        yield from _pieces(decoder, chunk)


def _pieces(decoder: Any, chunk: bytes) -> Iterator[bytes]:
    try:
        while True:
            yield decoder.decompress(chunk, PIECE)
            chunk = decoder.unconsumed_tail
            if not chunk:
                return
    except zlib.error as error:
        raise EncodingError(f"the compressed body is damaged: {error}") from error


def _unbrotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    brotli = importlib.import_module("brotli")
    decoder = brotli.Decompressor()
    try:
        for chunk in chunks:
            yield decoder.process(chunk, output_buffer_limit=PIECE)
            while not decoder.can_accept_more_data():
                yield decoder.process(b"", output_buffer_limit=PIECE)
    except brotli.error as error:
        raise EncodingError(f"the compressed body is damaged: {error}") from error


def _unzstd(chunks: Iterable[bytes]) -> Iterator[bytes]:
    zstd = importlib.import_module("backports.zstd")
    decoder = zstd.ZstdDecompressor()
    try:
        for chunk in chunks:
            if decoder.eof:
                return
            yield decoder.decompress(chunk, PIECE)
            while not decoder.eof and not decoder.needs_input:
                yield decoder.decompress(b"", PIECE)
    except zstd.ZstdError as error:
        raise EncodingError(f"the compressed body is damaged: {error}") from error


def _at_least(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the chunks, the first with at least ``size`` bytes where there are so many."""
    first = b""
    stream = iter(chunks)
    for chunk in stream:
        first += chunk
        if len(first) >= size:
            break
    if first:
        yield first
    yield from stream


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
