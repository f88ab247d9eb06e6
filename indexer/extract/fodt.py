"""Flat ODT originals (one XML file) → blocks.  Called by ``extract``."""

from indexer.blocks import Blocks
from indexer.extract.odt import blocks_of
from indexer.extract.package import parse_xml


def read(data: bytes) -> Blocks:
    """Read one XML file that holds an OpenDocument text.  Raises ExtractError: damaged, empty."""
    root = parse_xml(data)
    return blocks_of(root, root, [root])
