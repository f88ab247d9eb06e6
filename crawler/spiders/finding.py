"""Finding a column by its name: on the home page, or one step behind it where the 年报 tab hangs.

Pure functions; the spider calls them for columns without a path and for columns that have moved.
"""

import re

from crawler import urls
from crawler.families.base import REPORT
from crawler.page import Anchor, Page

PLATFORM = re.compile(r"政府信息公开|政务公开|信息公开|法定主动公开")
"""Link texts of the page behind which the column usually hangs."""

MOST_PLATFORMS = 6
"""Pages behind the home page that are searched for a column."""


def column_links(page: Page, name: str) -> list[Anchor]:
    """Return the links that lead to a column, the likeliest first: same text, text that holds it, any 年报.

    A link to one report (its text has a year) is no column.
    """
    anchors = [a for a in page.anchors() if a.url != page.url]
    exact = [a for a in anchors if name and name in (a.text, a.title)]
    within = [a for a in anchors if name and name in a.name and not urls.years(a.name)]
    alike = [a for a in anchors if REPORT.search(a.name) and not urls.years(a.name) and len(a.name) <= 16]
    return list({a.url: a for a in reversed([*exact, *within, *alike])}.values())[::-1]


def platform_links(page: Page) -> list[Anchor]:
    """Return the links to the pages behind which a column may hang."""
    found = {a.url: a for a in page.anchors() if is_platform(a) and a.url != page.url}
    return list(found.values())[:MOST_PLATFORMS]


def is_platform(anchor: Anchor) -> bool:
    """Say whether a link may lead to the page behind which the column hangs."""
    return bool(PLATFORM.search(anchor.name)) and len(anchor.name) <= 16 and not urls.years(anchor.name)
