"""A digit of a scan that is recognised as another is a doubt of ours, not the office's wrong sum (needs ``ocr``)."""

import io

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from demo import originals
from indexer.reading import Original, read_original

pytest.importorskip("onnxruntime")
DPI = 150
ROWS = ("new_received", "granted", "results_total")
SHOWN = {"natural_person": "8", "other_org": "1", "total": "9"}


def digit(text: str, high: int, wide: int) -> np.ndarray:
    out = np.full((high, wide), 255, np.uint8)
    cv2.putText(out, text, (wide // 2 - 7, high // 2 + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.75, 0, 2, cv2.LINE_AA)
    return out


def scan(damage: float) -> bytes:
    """The demonstration's scan with other numbers; the left side of one 8 is ``damage`` as pale as that of a 3."""
    data = next(originals.FOLDER.glob("*.scan.pdf")).read_bytes()
    cells = read_original(Original(data, "a.pdf"))[0].report["tables"]["requests"]
    document = pypdfium2.PdfDocument(data)
    pages = [
        document[n].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze().copy() for n in range(len(document))
    ]
    for row in ROWS:
        for column, number in SHOWN.items():
            place = cells[row][column]["place"]
            x0, top, x1, bottom = (round(v * DPI / 72) for v in place["box"])
            field = pages[place["page"] - 1][top + 5 : bottom - 4, x0 + 5 : x1 - 4]
            field[:] = digit(number, *field.shape)
            if (row, column) == ("granted", "natural_person"):
                field[:] = (damage * digit("3", *field.shape) + (1 - damage) * field).astype(np.uint8)
    buffer = io.BytesIO()
    images = [Image.fromarray(page) for page in pages]
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:], resolution=DPI, quality=85)
    return buffer.getvalue()


@pytest.mark.slow
def test_a_misread_digit_is_our_doubt_and_a_clear_one_is_the_offices_error() -> None:
    doubt, error = (read_original(Original(scan(damage), "a.pdf"))[0].report for damage in (0.65, 1.0))
    assert doubt and error
    cell = doubt["tables"]["requests"]["granted"]["natural_person"]
    assert (cell["value"], cell["state"], cell["raw"], cell["inferred"]) == (None, "ambiguous", "3|8", 8)
    path = ["requests", "granted", "natural_person"]
    told = [f for f in doubt["findings"] if f["check"] != "narrative"]
    assert [(f["check"], f["severity"], f["cells"], f["suspect"]) for f in told] == [
        ("reading", "warning", [path], None)
    ]
    assert "识别为 3，或为 8" in told[0]["message"]
    assert {f["check"] for f in error["findings"] if f["severity"] == "error"} == {"H2", "H3"}
    assert error["tables"]["requests"]["granted"]["natural_person"]["value"] == 3
