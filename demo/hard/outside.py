"""Hard cases that need programs of this machine: DOC and XLS by an office suite, scans drawn with a system font.

Called by ``demo.hard.cases`` for the formats of that name only; raises UnavailableError where the program is absent.
"""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from demo.dice import Dice
from demo.paper import Paper
from demo.typeset import docx, press, xlsx

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)


class UnavailableError(RuntimeError):
    """A program or font that this format needs is not installed; the message names it."""


def doc(paper: Paper, throw: Dice) -> bytes:
    """Return the paper as a DOC file."""
    return _converted(docx.render(paper), "docx", "doc", "doc:MS Word 97")


def xls(paper: Paper, throw: Dice) -> bytes:
    """Return the paper as an XLS file."""
    return _converted(xlsx.render(paper), "xlsx", "xls", "xls:MS Excel 97")


def _converted(data: bytes, source: str, target: str, kind: str) -> bytes:
    if shutil.which("soffice") is None:
        raise UnavailableError("soffice (LibreOffice) is not installed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"original.{source}"
        path.write_bytes(data)
        profile = f"-env:UserInstallation=file://{tempfile.gettempdir()}/nianbao-hard-profile"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return path.with_suffix(f".{target}").read_bytes()


def scan(paper: Paper, throw: Dice) -> bytes:
    """Return the paper as a scan: 150 to 200 dpi, slightly turned, blurred, with noise and specks."""
    try:
        import numpy as np
        from PIL import Image, ImageDraw, ImageFilter, ImageFont
    except ImportError as error:
        raise UnavailableError("pillow is not installed") from error
    name = next((font for font in FONTS if Path(font).is_file()), None)
    if name is None:
        raise UnavailableError("no CJK font is installed (fonts-noto-cjk)")
    dpi = throw.choice((150, 175, 200))
    scale = dpi / 72
    chance = np.random.default_rng(throw.randrange(2**32))
    images = []
    for page in press.lay_out(paper):
        image = Image.new("L", (round(press.WIDTH * scale), round(press.HEIGHT * scale)), 250)
        draw = ImageDraw.Draw(image)
        for x0, y0, x1, y1 in page.rules:
            draw.line((x0 * scale, y0 * scale, x1 * scale, y1 * scale), fill=40, width=max(1, round(0.6 * scale)))
        for text in page.prints:
            _draw(draw, text, scale, ImageFont.truetype(name, round(text.size * scale)))
        turned = image.rotate(throw.uniform(-0.5, 0.5), resample=Image.Resampling.BICUBIC, fillcolor=250)
        grey = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.4)), dtype=float)
        grey = grey + chance.normal(0, 7, grey.shape)
        for _ in range(40):
            y, x = chance.integers(0, grey.shape[0] - 2), chance.integers(0, grey.shape[1] - 2)
            grey[y : y + 2, x : x + 2] = 60
        images.append(Image.fromarray(np.clip(grey, 0, 255).astype("uint8")))
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=70)
    return buffer.getvalue()


def _draw(draw: object, text: press.Print, scale: float, font: object) -> None:
    """Draw a line character by character, so that it is as wide as it was laid out."""
    x = text.x
    for character in text.text:
        draw.text((x * scale, text.baseline * scale), character, font=font, fill=20, anchor="ls")  # type: ignore[attr-defined]
        x += press.width(character, text.size)


MAKERS = {"doc": doc, "xls": xls, "scan": scan}
"""Format → what makes it."""
