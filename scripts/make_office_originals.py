"""Make the demonstration's originals that need an office suite or a scanner, into ``demo/originals``.

Needs LibreOffice (``soffice``), a CJK font, and the project's environment:

    .venv/bin/python scripts/make_office_originals.py

Run it again after a change of the generator; the test of the kept originals says when that is due.
"""

import io
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from demo import originals, printer
from demo.model import Document
from demo.typeset import docx, xlsx
from demo.world import SEED, build

SCAN_DPI = 130
EMBEDDED_PDFS = 4
"""How many PDF files come from the office suite, with embedded fonts, instead of from our own writer."""


def main() -> None:
    """Write every kept original anew."""
    for old in originals.FOLDER.glob("*.*"):
        if old.suffix in (".doc", ".xls", ".pdf"):
            old.unlink()
    originals._names.cache_clear()
    world = build(SEED)
    papers = {document.id: world.paper(document)[0] for document in world.documents}
    wanted = [(document, shape_of(document)) for document in world.documents if document.id.endswith("-file")]
    pdfs = 0
    for document, shape in wanted:
        name, paper = document.parent or "", papers[document.id]
        if shape == "doc":
            convert(docx.render(paper), "docx", "doc", f"{name}.doc")
        elif shape == "xls":
            convert(xlsx.render(paper), "xlsx", "xls", f"{name}.xls")
        elif shape == "scan":
            printed = convert(docx.render(paper), "docx", "pdf", None)
            (originals.FOLDER / f"{name}.scan.pdf").write_bytes(scan(printed))
        elif shape == "pdf" and pdfs < EMBEDDED_PDFS:
            pdfs += 1
            convert(docx.render(paper), "docx", "pdf", f"{name}.pdf")
    kept = [path for path in originals.FOLDER.iterdir() if path.suffix in (".doc", ".xls", ".pdf")]
    print(f"{len(kept)} files, {sum(path.stat().st_size for path in kept) / 1e6:.2f} MB in {originals.FOLDER}")


def shape_of(document: Document) -> str:
    """Return what is attached to the report's page."""
    return printer.shape(SEED, document.body, document.year).partition("+")[2]


def convert(data: bytes, source: str, target: str, name: str | None) -> bytes:
    """Have the office suite convert ``data``; keep it as ``name`` unless that is None."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"original.{source}"
        path.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        kind = {"doc": "doc:MS Word 97", "xls": "xls:MS Excel 97", "pdf": "pdf:writer_pdf_Export"}[target]
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        result = path.with_suffix(f".{target}").read_bytes()
    if name:
        (originals.FOLDER / name).write_bytes(result)
    return result


def scan(printed: bytes) -> bytes:
    """Return the pages as a slightly turned, noisy, grey image PDF."""
    chance = np.random.default_rng(SEED)
    pages = []
    for number, page in enumerate(pypdfium2.PdfDocument(printed)):
        image = page.render(scale=SCAN_DPI / 72, grayscale=True).to_pil()
        image = image.rotate((0.4, -0.3)[number % 2], resample=Image.Resampling.BICUBIC, fillcolor=255)
        grey = np.asarray(image.filter(ImageFilter.GaussianBlur(0.4)), dtype=float)
        grey = np.clip(grey + chance.normal(0, 6, grey.shape), 0, 255)
        pages.append(Image.fromarray(grey.astype("uint8")))
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=SCAN_DPI, quality=45)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
