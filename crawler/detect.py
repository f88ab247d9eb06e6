"""Which family a portal runs on, and the register entry that follows: pure functions over a page of it.

``nianbao portals detect`` fetches the pages; ``nianbao portals check`` compares an entry's family with what is seen.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import yaml

from crawler import urls
from crawler.families import FAMILIES
from crawler.page import Page
from crawler.spiders.finding import column_links


@dataclass(frozen=True, slots=True)
class Guess:
    """A family with what speaks for it; the more reasons, the likelier."""

    family: str
    reasons: tuple[str, ...]

    @property
    def words(self) -> str:
        """The reasons in one line, each once."""
        return "; ".join(reason for reason in self.reasons if not reason.endswith(" (2)"))


def rank(*pages: Page) -> list[Guess]:
    """Return the families that something speaks for, the likeliest first; generic where nothing does.

    >>> page = Page("http://x.gov.cn/col/col1/index.html", body=b"<datastore><recordset></recordset></datastore>")
    >>> rank(page)[0].family
    'hanweb'
    """
    guesses = []
    for family in FAMILIES.values():
        reasons = tuple(dict.fromkeys(reason for page in pages for reason in _weighed(family.detect(page))))
        if reasons and family.name != "generic":
            guesses.append(Guess(family.name, reasons))
    guesses.sort(key=lambda guess: -len(guess.reasons))
    return guesses or [Guess("generic", ("nothing speaks for a known family",))]


def _weighed(reasons: list[str]) -> list[str]:
    """Number reasons that a family gives twice, because they weigh double, so that they stay two."""
    return [
        f"{reason} ({n})" if n > 1 else reason
        for i, reason in enumerate(reasons)
        for n in [reasons[: i + 1].count(reason)]
    ]


def entry(
    page: Page, family: str, column: str, column_name: str, options: dict[str, str] | None = None
) -> dict[str, object]:
    """Return the register entry that a page suggests; an operator checks it before it is enabled."""
    parts = urlsplit(page.url)
    home = f"{parts.scheme}://{parts.netloc}/"
    title = page.meta("sitename") or re.split(r"[-_—|]", page.heading)[-1].strip() or parts.netloc
    found: dict[str, object] = {"name": short_name(parts.netloc), "title": title[:60], "home": home, "family": family}
    if not (parts.hostname or "").endswith(".gov.cn"):
        found["hosts"] = [urls.host(home)]
    path = urlsplit(column)
    place = path.path + (f"?{path.query}" if path.query else "") + (f"#{path.fragment}" if path.fragment else "")
    known = ({"path": place} if place else {}) | {"name": column_name[:40]} | ({"options": options} if options else {})
    found["columns"] = [known]
    return found | {"enabled": False}


def as_yaml(found: dict[str, object]) -> str:
    """Return an entry as it is written in a file of the register."""
    text = yaml.safe_dump([found], allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)
    return str(text)


def short_name(netloc: str) -> str:
    """Return a name for a host: ``www.guiyang.gov.cn`` → ``guiyang``.

    >>> short_name("czj.yanan.gov.cn")
    'czj-yanan'
    """
    host = re.sub(r"^www\.|\.(?:gov|com|net|org)?\.?cn$|\.gov$|:\d+$", "", netloc.lower())
    return re.sub(r"[^a-z0-9]+", "-", host).strip("-") or "portal"


def column_of(page: Page, family: str) -> tuple[str, str]:
    """Return address and name of the annual-report column that a page is, belongs to, or links to; "" where unknown."""
    if column := FAMILIES[family].column_of(page.url):
        return column, page.meta("columnname") or "政府信息公开年报"
    if not urls.is_home(page.url):
        return page.url, page.meta("columnname") or re.split(r"[-_—|]", page.heading)[0].strip() or "政府信息公开年报"
    for anchor in column_links(page, "政府信息公开年报"):
        if urls.host(anchor.url) == urls.host(page.url):
            return anchor.url, anchor.name
    return "", "政府信息公开年报"
