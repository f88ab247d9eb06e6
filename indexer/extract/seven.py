"""Members of a 7z archive, unpacked in memory and never beyond what the archive says of them.

``indexer.extract.archives`` loads this where a 7z archive comes.
"""

import io
from collections.abc import Callable, Iterator

import py7zr

from indexer.extract.errors import ExtractError


def unpacked(
    data: bytes, spend: Callable[[int, str], None], wanted: Callable[[str], bool]
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the members that are wanted; ``spend`` is told their sizes before any is unpacked.

    Raises ExtractError.
    """
    try:
        with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
            if archive.needs_password():
                raise ExtractError("encrypted", "the 7z archive needs a password")
            chosen = [info for info in archive.list() if not info.is_directory and wanted(info.filename)]
            for info in chosen:
                spend(info.uncompressed, info.filename)
            names = {info.filename for info in chosen}
            factory = _Memory(sum(info.uncompressed for info in chosen))
            if names:
                archive.extract(targets=names, factory=factory)
    except ExtractError:
        raise
    except py7zr.exceptions.PasswordRequired as error:
        raise ExtractError("encrypted", "the 7z archive needs a password") from error
    except py7zr.exceptions.UnsupportedCompressionMethodError as error:
        raise ExtractError("unsupported", f"the 7z archive: {error}"[:300]) from error
    except MemoryError:
        raise
    except Exception as error:  # a damaged archive makes py7zr and the decoders below it raise many kinds
        raise ExtractError("truncated", f"the 7z archive is damaged ({error})"[:300]) from error
    for info in chosen:
        if info.filename in factory.files:
            yield info.filename, factory.files[info.filename].content()


class _Memory(py7zr.WriterFactory):
    """Takes what a 7z archive unpacks, up to what it said it would."""

    def __init__(self, limit: int) -> None:
        self.left = limit
        self.files: dict[str, _MemoryFile] = {}

    def create(self, filename: str) -> "_MemoryFile":
        """Return the place for one member."""
        self.files[filename] = _MemoryFile(self)
        return self.files[filename]


class _MemoryFile(py7zr.Py7zIO):
    """One member in memory."""

    def __init__(self, owner: _Memory) -> None:
        self._owner = owner
        self._buffer = io.BytesIO()

    def write(self, s: bytes | bytearray) -> int:
        """Take unpacked bytes."""
        self._owner.left -= len(s)
        if self._owner.left < 0:
            raise ExtractError("too_large", "the 7z archive unpacks to more than it says")
        return self._buffer.write(s)

    def read(self, size: int | None = None) -> bytes:
        """Return bytes that were taken."""
        return self._buffer.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move in the bytes that were taken."""
        return self._buffer.seek(offset, whence)

    def flush(self) -> None:
        """Nothing is held back."""

    def size(self) -> int:
        """Return how many bytes were taken."""
        return self._buffer.getbuffer().nbytes

    def content(self) -> bytes:
        """Return all bytes."""
        return self._buffer.getvalue()
