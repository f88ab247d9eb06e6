"""Word 2003 XML and flat OPC originals (one XML file, often named .doc) → blocks.  Called by ``extract``."""

from indexer.blocks import Blocks
from indexer.extract.docx import blocks_of
from indexer.extract.docx_numbers import Numbering
from indexer.extract.package import local, parse_xml


def read(data: bytes) -> Blocks:
    """Read one XML file that holds a Word document.  Raises ExtractError: damaged, empty."""
    root = parse_xml(data)
    styles = next((e for e in root.iter() if local(e) == "styles"), None)
    numbering = next((e for e in root.iter() if local(e) == "numbering"), None)
    return blocks_of(root, Numbering(numbering, styles), styles, {})
