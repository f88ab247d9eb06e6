"""MHTML originals (a web page with its parts in one file, often named .doc) → blocks.  Called by ``extract``."""

import email
import email.policy

from indexer.blocks import Blocks
from indexer.extract import html
from indexer.extract.errors import ExtractError
from indexer.extract.limits import MAX_MEMBERS


def read(data: bytes) -> Blocks:
    """Read the first page in the file.  Raises ExtractError: damaged, truncated and those of ``html``."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for number, part in enumerate(message.walk()):
        if number > MAX_MEMBERS:
            raise ExtractError("too_large", f"more than {MAX_MEMBERS:,} parts")
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            payload = part.get_payload(decode=True)
            if not isinstance(payload, bytes) or not payload.strip():
                raise ExtractError("truncated", "the page in the MHTML file is empty")
            return html.read(payload)
    raise ExtractError("damaged", "no page in the MHTML file")
