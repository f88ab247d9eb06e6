"""Pictures of text → text, by rapidocr (the extra ``ocr``; its models travel in the wheel).  Called by ``scan``."""

import os
from functools import cache
from typing import Any

from numpy.typing import NDArray

from indexer.extract.errors import ExtractError

Image = NDArray[Any]
Quad = tuple[float, float, float, float]
"""(x0, top, x1, bottom) in pixels."""
_BATCH = 16
_NARROW = [3, 48, 96]
"""Smallest width that the recogniser fills up to: numbers need no more."""


@cache
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise ExtractError(
            "ocr_missing", "install the extra `ocr` to read pictures: pip install nianbao[ocr]"
        ) from error
    threads = min(4, os.cpu_count() or 1)
    engine = RapidOCR(
        params={
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_batch_num": _BATCH,
        }
    )
    return engine


@cache
def _recogniser() -> Any:
    recogniser = _engine()._load_rec_model()
    recogniser.rec_image_shape = _NARROW
    return recogniser


def recognise(lines: list[Image]) -> list[tuple[str, float]]:
    """Return text and confidence (0 to 1) for pictures that each hold one line."""
    from rapidocr.ch_ppocr_rec import TextRecInput

    if not lines:
        return []
    found = _recogniser()(TextRecInput(img=lines))
    return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def find_lines(page: Image) -> list[Quad]:
    """Return where lines of text stand in a page."""
    found = _engine()._load_det_model()(page)
    if found.boxes is None:
        return []
    return [
        (float(box[:, 0].min()), float(box[:, 1].min()), float(box[:, 0].max()), float(box[:, 1].max()))
        for box in found.boxes
    ]
