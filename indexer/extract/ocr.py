"""Pictures of text → text, with the models that travel in the wheel of the extra ``ocr``.  Called by ``scan``.

The models are run by onnxruntime itself: that gives the certainty of every character, lines of one width together, and
no thread that burns time while it waits for the other.
"""

import importlib.util
import math
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from indexer.extract.errors import OCR_HINT, ExtractError
from indexer.extract.rivals import is_plain, rivals_of

Image = NDArray[Any]
Quad = tuple[float, float, float, float]
"""(x0, top, x1, bottom) in pixels."""
_THREADS = 2
_HEIGHT = 48
"""Height in pixels that lines are recognised at."""
_NARROWEST, _STEP, _WIDEST = 48, 16, 2_400
"""Pixels: widths that a line is filled up to, and the one beyond which it is pressed together."""
_BATCH, _ABREAST = 16, 2_600
"""Most lines, and most pixels of their widths together, that are recognised at once: each 8 pixels wide take 75 kB
for what every character's certainty is, several times over.
"""
_SIDE = 32
"""Pixels: sides of a page that lines are looked for in are multiples of this."""
_TALLEST = 1_400
"""Pixels: tallest page that lines are looked for in at once; each 100 take 20 MB."""
_SURE_PIXEL, _SURE_LINE, _GROWTH = 0.3, 0.5, 1.6
"""What the finder was trained for: where a pixel is text, where a field of them is a line, and how much they shrank."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a picture of a line says; ``score`` is the mean certainty of its characters, ``least`` the lowest.

    ``rivals`` are what a number may say as well, with one digit of it another, one more or one less.
    """

    text: str
    score: float
    least: float
    rivals: tuple[str, ...] = ()


NOTHING = Reading("", 0.0, 0.0)


@cache
def _model(kind: str) -> Any:
    """Return a model, "rec" or "det", ready to run.  Raises ExtractError: ocr_missing."""
    import onnxruntime

    package = importlib.util.find_spec("rapidocr")
    folders = list(package.submodule_search_locations or ()) if package else []
    files = sorted(path for folder in folders for path in Path(folder, "models").glob(f"*_{kind}_*.onnx"))
    if not files:
        raise ExtractError("ocr_missing", OCR_HINT)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(files[-1]), options, providers=["CPUExecutionProvider"])


@cache
def _characters() -> list[str]:
    names = _model("rec").get_modelmeta().custom_metadata_map["character"].splitlines()
    return ["", *names, " "]


def recognise(lines: Sequence[Image]) -> list[Reading]:
    """Return what grey pictures say that each hold one line."""
    out = [NOTHING] * len(lines)
    alike: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.size:
            alike[_width(line)].append(number)
    for width, numbers in alike.items():
        several = max(1, min(_BATCH, _ABREAST // width))
        for first in range(0, len(numbers), several):
            batch = numbers[first : first + several]
            shown = np.stack([_filled(lines[n], width) for n in batch])
            for number, certainty in zip(batch, _run("rec", shown), strict=True):
                out[number] = _decoded(certainty)
    return out


def _width(line: Image) -> int:
    own: int = math.ceil(_HEIGHT * line.shape[1] / line.shape[0])
    return min(_WIDEST, max(_NARROWEST, _STEP * math.ceil(own / _STEP)))


def _filled(line: Image, width: int) -> Image:
    """Return a line as the recogniser takes it: three channels from -1 to 1, filled up on the right."""
    own = min(width, math.ceil(_HEIGHT * line.shape[1] / line.shape[0]))
    out = np.zeros((3, _HEIGHT, width), np.float32)
    out[:, :, :own] = cv2.resize(line, (own, _HEIGHT)).astype(np.float32) / 127.5 - 1
    return out


def _run(kind: str, shown: Image) -> Any:
    model = _model(kind)
    try:
        return model.run(None, {model.get_inputs()[0].name: shown})[0]
    except Exception as error:  # its exceptions share no other class
        if "alloc" in str(error):
            raise MemoryError from error
        raise


def _decoded(certainty: Image) -> Reading:
    """Return the text of one line: in each step the likeliest character, repetitions and gaps left out."""
    best = certainty.argmax(axis=1)
    begins = (best != 0) & np.concatenate([[True], best[1:] != best[:-1]])
    text = "".join(_characters()[n] for n in best[begins])
    if not text:
        return NOTHING
    sure = certainty.max(axis=1)[begins]
    rivals = tuple(rivals_of(text, certainty[:, _digits()], certainty[:, 0], best)) if is_plain(text) else ()
    return Reading(text, float(sure.mean()), float(sure.min()), rivals)


@cache
def _digits() -> list[int]:
    return [_characters().index(digit) for digit in "0123456789"]


def find_lines(page: Image) -> list[Quad]:
    """Return where lines of text stand in a grey picture; a tall one (a page of the web) is cut where it is white."""
    edges = [0]
    while page.shape[0] - edges[-1] > _TALLEST:
        first = edges[-1] + _TALLEST // 2
        edges.append(first + int(page[first : first + _TALLEST // 2].mean(axis=1).argmax()))
    strips = pairwise([*edges, page.shape[0]])
    return [(a, b + top, c, d + top) for top, end in strips for a, b, c, d in _lines_in(page[top:end])]


def _lines_in(page: Image) -> list[Quad]:
    height, width = page.shape
    high, wide = (max(_SIDE, _SIDE * round(side / _SIDE)) for side in (height, width))
    shown = cv2.resize(page, (wide, high)).astype(np.float32) / 127.5 - 1
    chance = _run("det", np.repeat(shown[None, None], 3, axis=1))[0, 0]
    mask = cv2.dilate((chance > _SURE_PIXEL).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return [
        (x0 * width / wide, top * height / high, x1 * width / wide, bottom * height / high)
        for x0, top, x1, bottom in _grown(contours, chance)
    ]


def _grown(contours: Iterable[Any], chance: Image) -> Iterable[Quad]:
    """Yield the boxes around lines; the finder marks only their core."""
    high, wide = chance.shape
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        core = np.zeros((h, w), np.uint8)
        cv2.drawContours(core, [contour], -1, 1, -1, offset=(-x, -y))
        if min(w, h) < 3 or cv2.mean(chance[y : y + h, x : x + w], core)[0] < _SURE_LINE:
            continue
        more = w * h * _GROWTH / (2 * (w + h))
        yield max(0.0, x - more), max(0.0, y - more), min(float(wide), x + w + more), min(float(high), y + h + more)
