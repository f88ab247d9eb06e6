"""Parts of zip containers (DOCX, XLSX, ODT, OFD), unpacked within bounds, and their XML parsed safely.

Called by the readers of those formats.  No external entity is followed, no entity is expanded, no part may outgrow its
bound.
"""

import io
import zipfile
import zlib

from lxml import etree
from lxml.etree import _Element

from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_BYTES, MAX_MEMBERS, MAX_PART, MAX_RATIO


class Package:
    """A zip container; part names are compared without regard to case and leading slashes."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise ExtractError("truncated", f"the container has no readable directory ({error})") from error
        if len(infos) > MAX_MEMBERS:
            raise ExtractError("too_large", f"{len(infos):,} parts in one container")
        self._parts = {key(info.filename): info for info in infos}
        self._left = MAX_BYTES

    def names(self) -> list[str]:
        """Return the names of the parts as `key` makes them."""
        return list(self._parts)

    def written(self, name: str) -> str:
        """Return a part's name as the container writes it."""
        return self._parts[key(name)].filename

    def has(self, name: str) -> bool:
        """Say whether a part is there."""
        return key(name) in self._parts

    def read(self, name: str) -> bytes:
        """Return a part.  Raises ExtractError: damaged, encrypted, too_large, truncated."""
        info = self._parts.get(key(name))
        if info is None:
            raise ExtractError("damaged", f"the part {name} is missing")
        if info.flag_bits & 1:
            raise ExtractError("encrypted", f"the part {name} needs a password")
        limit = min(MAX_PART, self._left)
        if info.file_size > limit or (info.file_size > 1 << 20 and info.file_size > MAX_RATIO * info.compress_size):
            raise ExtractError("too_large", f"the part {name} unpacks to {info.file_size:,} bytes")
        try:
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise ExtractError("truncated", f"the part {name} is damaged ({error})") from error
        except RuntimeError as error:
            raise ExtractError("encrypted", f"the part {name}: {error}") from error
        if len(data) > limit:
            raise ExtractError("too_large", f"the part {name} unpacks to more than {limit:,} bytes")
        self._left -= len(data)
        return data

    def xml(self, name: str) -> _Element:
        """Return the root element of a part."""
        return parse_xml(self.read(name), name)


def key(name: str) -> str:
    """Return a part's name in the form it is looked up by."""
    return name.replace("\\", "/").lstrip("/").lower()


def parse_xml(data: bytes, name: str = "XML") -> _Element:
    """Parse XML without entities, network or unbounded depth.  Raises ExtractError: damaged."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        recovering = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
            remove_pis=True, recover=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, recovering)
        except etree.XMLSyntaxError:
            root = None
        if root is None or not len(root):
            raise ExtractError("damaged", f"{name}: {error}"[:300]) from error
        return root


_MOST_NAMES = 4_000


class _Names(dict[object, str]):
    def __missing__(self, tag: object) -> str:
        if len(self) > _MOST_NAMES:
            self.clear()  # a hostile file names its elements at random
        name = self[tag] = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        return name


NAMES = _Names()
"""Tag → the tag without its namespace, "" for what is not an element; asked directly where a walk meets thousands."""


def local(element: _Element) -> str:
    """Return the tag without its namespace, "" for what is not an element."""
    return NAMES[element.tag]
