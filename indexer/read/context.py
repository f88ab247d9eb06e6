"""What is known of an original besides its own content: evidence for agency, place and year, never a substitute."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """Where an original came from.  Every field may be empty.

    ``url`` of the document; ``link_text`` with which its page or list linked to it; ``page_title`` of the page that
    carries the attachment; ``column`` (栏目) it hung under; ``portal`` name; ``jurisdiction`` code of the portal;
    ``file_name`` of a local file; ``captured`` ISO date of the capture.
    """

    url: str = ""
    link_text: str = ""
    page_title: str = ""
    column: str = ""
    portal: str = ""
    jurisdiction: str = ""
    file_name: str = ""
    captured: str = ""
