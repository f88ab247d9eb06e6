"""Originals inside archives (ZIP, RAR, 7z).  Called by ``indexer.reading`` and `nianbao import`.

A member is read within bounds and never written to disk under the name that the archive gives it.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import rars

from indexer.extract.detect import kind
from indexer.extract.errors import ExtractError, is_panic
from indexer.extract.limits import MAX_BYTES, MAX_MEMBERS, MAX_RATIO

_NESTED = 3
"""Archives in archives that are opened."""


@dataclass(frozen=True, slots=True)
class Member:
    """An original: ``name`` is its path inside the archive (or the file's own name), ``data`` its bytes."""

    name: str
    data: bytes


def members(data: bytes, name: str = "") -> Iterator[Member]:
    """Yield the originals in an archive; what is no archive yields itself.

    Raises ExtractError: empty, truncated, encrypted, too_large, unsupported.
    """
    yield from _members(data, name, _Budget(), 0)


class _Budget:
    """What one archive may still unpack to."""

    def __init__(self) -> None:
        self.bytes_left = MAX_BYTES
        self.members_left = MAX_MEMBERS

    def spend(self, size: int, what: str) -> None:
        self.bytes_left -= size
        self.members_left -= 1
        if self.bytes_left < 0 or self.members_left < 0:
            raise ExtractError(
                "too_large", f"{what} unpacks to more than {MAX_BYTES:,} bytes or {MAX_MEMBERS:,} members"
            )


def _members(data: bytes, name: str, budget: _Budget, depth: int) -> Iterator[Member]:
    found = kind_or_none(data)
    opener = {"zip": _zip, "rar": _rar, "7z": _seven}.get(found or "")
    if opener is None:
        yield Member(name, data)
        return
    if depth >= _NESTED:
        raise ExtractError("unsupported", f"archives nested more than {_NESTED} deep")
    count = 0
    for path, content in opener(data, budget):
        count += 1
        inner = kind_or_none(content)
        if inner in {"zip", "rar", "7z"}:
            for member in _members(content, path, budget, depth + 1):
                yield Member(f"{path}/{member.name}", member.data)
        else:
            yield Member(path, content)
    if not count:
        raise ExtractError("empty", "the archive has no members")


def kind_or_none(data: bytes) -> str | None:
    """Return the kind of content, None where there is no reader (whoever reads the member says why)."""
    try:
        return kind(data)
    except ExtractError:
        return None


def _wanted(path: str) -> bool:
    base = path.rstrip("/").rpartition("/")[2]
    return bool(base) and not path.endswith("/") and not base.startswith(".") and "__MACOSX/" not in path


def _zip(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise ExtractError("truncated", f"the ZIP has no readable directory ({error})") from error
    for info in archive.infolist():
        path = _zip_name(info)
        if info.is_dir() or not _wanted(path):
            continue
        if info.flag_bits & 1:
            raise ExtractError("encrypted", f"the member {path} needs a password")
        if info.file_size > 1 << 20 and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise ExtractError("too_large", f"the member {path} unpacks to {info.file_size:,} bytes")
        budget.spend(info.file_size, path)
        try:
            with archive.open(info) as stream:
                content = stream.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise ExtractError("truncated", f"the member {path} is damaged ({error})") from error
        except (NotImplementedError, RuntimeError) as error:
            raise ExtractError("unsupported", f"the member {path}: {error}") from error
        if len(content) > info.file_size:
            raise ExtractError("too_large", f"the member {path} is larger than it says")
        yield path, content


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's path; Chinese Windows writes GBK where the standard says cp437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name


def _rar(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    options = rars.ReadOptions(
        max_member_output_bytes=MAX_BYTES,
        max_total_output_bytes=MAX_BYTES,
        max_reader_workspace_bytes=MAX_BYTES,
        max_header_count=4 * MAX_MEMBERS,
    )
    try:
        archive = rars.RarFile.from_bytes(data, options=options)
        infos = [info for info in archive.infolist() if not info.is_dir() and _wanted(info.filename.replace("\\", "/"))]
    except BaseException as error:
        if not isinstance(error, rars.Error) and not is_panic(error):
            raise
        raise _rar_error(error, "the RAR") from error
    for info in infos:
        path = info.filename.replace("\\", "/")
        if info.is_encrypted:
            raise ExtractError("encrypted", f"the member {path} needs a password")
        if info.is_split_before or info.is_split_after:
            raise ExtractError("truncated", f"the member {path} goes on in another volume")
        budget.spend(info.file_size, path)
        try:
            content: bytes = archive.read(info, options=options)
        except BaseException as error:
            if not isinstance(error, rars.Error) and not is_panic(error):
                raise
            raise _rar_error(error, f"the member {path}") from error
        yield path, content


def _rar_error(error: BaseException, what: str) -> ExtractError:
    if isinstance(error, rars.PasswordRequired | rars.BadPassword):
        return ExtractError("encrypted", f"{what} needs a password")
    if isinstance(error, rars.UnsupportedRarFeature):
        return ExtractError("unsupported", f"{what}: {error}"[:300])
    return ExtractError("truncated", f"{what} is damaged ({error})"[:300])


def _seven(data: bytes, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    from indexer.extract.seven import unpacked  # its cryptography takes long to load, and is rarely needed

    yield from unpacked(data, budget.spend, _wanted)
