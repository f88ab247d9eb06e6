"""Original → blocks: one module per format, the type decided by content.

``extract`` reads one original, ``members`` opens archives, ``workers`` runs readers in processes that may die.
What may enter: a module per format, and what several formats share (tables, encodings, bounds).
"""

import importlib
from collections.abc import Callable

from indexer.blocks import Blocks
from indexer.extract.archives import Member, members
from indexer.extract.detect import ARCHIVES, kind
from indexer.extract.errors import OCR_HINT, OCR_MODULES, REASONS, ExtractError, is_panic
from indexer.extract.limits import MAX_BYTES, MAX_TEXT

READERS: dict[str, str] = {
    "html": "indexer.extract.html",
    "mhtml": "indexer.extract.mhtml",
    "docx": "indexer.extract.docx",
    "wordml": "indexer.extract.wordml",
    "doc": "indexer.extract.doc",
    "odt": "indexer.extract.odt",
    "fodt": "indexer.extract.fodt",
    "rtf": "indexer.extract.rtf",
    "ofd": "indexer.extract.ofd",
    "image": "indexer.extract.scan",
    "xls": "indexer.extract.sheets",
    "xlsx": "indexer.extract.sheets",
    "ods": "indexer.extract.sheets",
    "pdf": "indexer.extract.pdf",
    "txt": "indexer.extract.text",
}
"""Kind of content → module whose ``read(data)`` gives blocks; imported when it is needed."""


_TEXTS = frozenset({"html", "mhtml", "rtf", "txt", "wordml", "fodt"})


def extract(data: bytes, name: str = "") -> Blocks:
    """Return the blocks of one original; ``name`` only serves messages and never decides the type.

    Raises ExtractError with a reason of REASONS, and nothing else.
    """
    if len(data) > MAX_BYTES:
        raise ExtractError("too_large", f"{len(data):,} bytes, {MAX_BYTES:,} are allowed")
    found = kind(data)
    if found in ARCHIVES:
        raise ExtractError("unsupported", "an archive holds originals; read its members")
    if found in _TEXTS and len(data) > MAX_TEXT:
        raise ExtractError("too_large", f"{len(data):,} bytes of {found}, {MAX_TEXT:,} are allowed")
    if found not in READERS:
        raise ExtractError("unsupported", f"no reader for {found}")
    try:
        read: Callable[[bytes], Blocks] = importlib.import_module(READERS[found]).read
        return read(data)
    except ExtractError:
        raise
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in OCR_MODULES:
            raise
        raise ExtractError("ocr_missing", OCR_HINT) from error
    except MemoryError as error:
        raise ExtractError("out_of_memory") from error
    except RecursionError as error:
        raise ExtractError("damaged", "nested too deeply") from error
    except Exception as error:  # a reader meets what its author did not foresee; the file must get a name for it
        raise ExtractError("reader_failed", f"{found}: {type(error).__name__}: {error}"[:300]) from error
    except BaseException as error:
        if is_panic(error):
            raise ExtractError("damaged", f"{found}: {error}"[:300]) from error
        raise


__all__ = ["ARCHIVES", "READERS", "REASONS", "Blocks", "ExtractError", "Member", "extract", "kind", "members"]
