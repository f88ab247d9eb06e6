"""Scans that lie on their side, head down or two by two are read like upright ones (needs the extra ``ocr``)."""

import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from demo import originals
from indexer.blocks import Blocks, Table, readings_of
from indexer.extract import extract

pytest.importorskip("onnxruntime")


@pytest.fixture(scope="module")
def pages() -> list[np.ndarray]:
    path = next(originals.FOLDER.glob("*.scan.pdf"))
    document = pypdfium2.PdfDocument(path)
    return [document[n].render(scale=130 / 72, grayscale=True).to_numpy().squeeze() for n in (1, 2)]


def as_tiff(pages: list[np.ndarray]) -> bytes:
    images = [Image.fromarray(np.ascontiguousarray(page)) for page in pages]
    buffer = io.BytesIO()
    images[0].save(buffer, "TIFF", save_all=True, append_images=images[1:], compression="tiff_deflate")
    return buffer.getvalue()


def numbers(blocks: Blocks) -> list[str]:
    tables = [item for item in blocks.items if isinstance(item, Table)]
    shown = [(readings_of(cell.text) or [cell.text])[0] for table in tables for cell in table.cells]
    return [text for text in shown if text.strip("-").isdigit()]


def doubts(blocks: Blocks) -> int:
    return sum(readings_of(cell.text) is not None for table in blocks.tables() for cell in table.cells)


@pytest.mark.slow
def test_pages_however_they_lie_give_the_same_numbers(pages: list[np.ndarray]) -> None:
    upright = numbers(extract(as_tiff(pages)))
    assert len(upright) > 30
    for quarters in (1, 2):
        turned = extract(as_tiff([np.rot90(page, quarters) for page in pages]))
        assert numbers(turned) == upright
        assert doubts(turned) <= 2  # a faint digit may be left open with what it seems to be, never be another
    assert numbers(extract(as_tiff([np.hstack(pages)]))) == upright
