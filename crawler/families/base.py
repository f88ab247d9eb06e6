"""What all families share: which links of a list are documents, how pagers are walked, where attachments hang.

A family of its own overrides as little as it can.  Everything here is a pure function over a :class:`Page`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from lxml.html import HtmlElement

from crawler import urls
from crawler.links import Ask, Column, Kind, Link, Listing
from crawler.page import Anchor, Page, anchors, parse, squeeze

REPORT = re.compile(r"年报|年度\s*报告|(?:信息公开|政务公开).{0,12}报告|信息公开.{0,6}总结")
"""Link texts that name an annual report or a column of them."""

PAGE_FILE = re.compile(
    r"\.(?:s?html?|jsp|aspx?|php|jhtml|do)(?:\?|$)|/\d{3,}/?$|/content_\d+$|[?&](?:id|aid|infoid)=", re.I
)
"""Addresses that look like an article's on any system."""

MANY = 3
"""So many links to reports make a page a list."""

NEXT = re.compile(r"^(?:下一?页|下页|后一页|next(?:\s*page)?|[>›»]{1,2})[\s>›»]*$", re.I)
"""Texts of links to a list's next page."""

TURN = re.compile(r"^(?:\d{1,4}|首页|第一页|上一?页|下一?页|尾页|末页|最后一页|更多|返回.*|[<>«»‹›]{1,2})$")
"""Texts of pager links, which are no rows."""

CONTENT = (
    "//*[@id='UCAP-CONTENT' or @id='zoom' or @id='Zoom' or @id='ivs_content' or @id='artical' or @id='webeditorview'"
    " or @id='vsb_content' or starts-with(@id,'vsb_content')]"
    "|//ucapcontent"
    "|//*[contains(@class,'TRS_') or contains(@class,'trs_editor') or contains(@class,'Article_content')"
    " or contains(@class,'article-con') or contains(@class,'article_con') or contains(@class,'xxgk_content')"
    " or contains(@class,'detail-content') or contains(@class,'content-body') or contains(@class,'content_body')"
    " or contains(@class,'content-text') or contains(@class,'content_text') or contains(@class,'main-txt')"
    " or contains(@class,'news_cont_d_wrap') or contains(@class,'pages_content')"
    " or contains(@class,'Custom_UnionStyle')"
    " or contains(@class,'artile_zw') or contains(@class,'nr-zw') or contains(@class,'v_news_content')]"
)
"""Elements that hold an article (PORTALS.md, what all families share)."""

CHROME = frozenset({"nav", "header", "footer"})
_CHROME_NAME = re.compile(r"\b(?:nav|menu|footer|header|foot|head|breadcrumb|crumbs?|sidebar|share)\b", re.I)
_DATE = re.compile(r"(20[0-4]\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")
_LIST_FILE = re.compile(r"(?:index|list|default|main)?(?:[_-]?\d{1,4})?\.(?:s?html?|jsp|aspx?|php)$|^$", re.I)
_WRITE = re.compile(r"document\.write(?:ln)?\(\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)')\s*\)", re.I)
_SKIPPED_FRAME = re.compile(
    r"count|stat|login|share|weather|analytics|search|cnzz|baidu|player|video|jiathis|viewer\.html", re.I
)


class Family:
    """A CMS family; one instance serves all its portals and keeps no state."""

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    articles: ClassVar[re.Pattern[str]]
    """Path and query of an article's address."""
    lists: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")
    """Path and query of a list's address that is typical of the family (for detection)."""
    signs: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")
    """What the family's pages hold in their markup (for detection)."""
    telling: ClassVar[str] = ""
    """Path of a file that every site of the family has and no other (for detection, where no page tells it)."""
    by_prefix: ClassVar[bool] = True
    """Whether a column's documents share its path; else the family overrides :meth:`belongs`."""

    def start(self, column: Column) -> list[Ask]:
        """Return the first requests for a column."""
        return [Ask(column.url, title=column.name, chain=column.url)]

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return what one page of a list holds, and the pager's next step."""
        found = self.sort(self.rows(page), page, column)
        found.more = self.pager(page, ask, column)
        found.links += frames(page)
        return found

    def refused(self, page: Page, ask: Ask) -> list[Ask]:
        """Return what the site's own pages ask for first where an interface answers only then; nothing else."""
        return []

    def document(self, page: Page, column: Column) -> Listing:
        """Return what hangs on a report's page: attachments, the text's further pages, same-host frames."""
        return Listing(links=[*attachments(page), *frames(page, kind="page")])

    def rows(self, page: Page) -> Iterable[Link]:
        """Yield every link that may be a row of the list, with the date printed in its row."""
        for anchor in page.anchors():
            if not in_chrome(anchor.element) and not TURN.match(anchor.text) and not NEXT.match(anchor.text):
                yield Link(anchor.url, anchor.name, "page", date_beside(anchor))
        for markup in written(page.text):
            for anchor in anchors(parse(markup), page.base):
                yield Link(anchor.url, anchor.name, "page", date_beside(anchor))

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Return the request for the list's next page, if there is one."""
        return next_links(page, ask)

    def belongs(self, link: Link, column: Column) -> bool:
        """Say whether a link of a list is part of the column."""
        return urls.folder(link.url).startswith(column.prefix)

    def kind(self, link: Link, column: Column) -> Kind | None:
        """Say what a link of the column leads to; None: nothing that this crawl wants."""
        if urls.is_attachment(link.url, link.title):
            return "attachment"
        target = path_and_query(link.url)
        if self.articles.search(target):
            return "page"
        if is_sublist(link.url, column):
            return "list"
        # An article of another form than the family's: portals that moved keep their old pages.
        return "page" if names_report(link.title) and PAGE_FILE.search(target) else None

    def sort(self, rows: Iterable[Link], page: Page, column: Column) -> Listing:
        """Sort rows into documents and lists of the column, and report-like links outside of it."""
        found, known = Listing(), {page.url, column.url}
        for link in rows:
            if link.url in known:
                continue
            known.add(link.url)
            kind = self.kind(link, column)
            if kind and self.belongs(link, column):
                found.links.append(Link(link.url, link.title, kind, link.date))
            elif kind in ("page", "attachment") and REPORT.search(link.title):
                if urls.host(link.url) != urls.host(column.url):
                    found.links.append(Link(link.url, link.title, kind, link.date))
                else:
                    found.outside.append(link)
        return found

    def column_of(self, url: str) -> str:
        """Return the address of the list to which an article belongs, or "" where its address does not tell."""
        return ""

    def options_of(self, url: str) -> dict[str, str]:
        """Return the column's options that an article's address tells."""
        return {}

    def is_list(self, page: Page, column: Column) -> bool:
        """Say whether what was taken for an article is a list of reports (a year's page called 2022年年报)."""
        if "总体情况" in page.text or len(REPORT.findall(page.text)) < MANY:
            return False
        rows = (link for link in self.rows(page) if names_report(link.title) and self.belongs(link, column))
        return len({link.url for link in rows if self.kind(link, column)} - {page.url}) >= MANY

    def detect(self, page: Page) -> list[str]:
        """Return what speaks for this family in a page: the more and the more telling, the likelier."""
        target = path_and_query(page.url)
        reasons = [f"address {target}"] if self.lists.search(target) or self.articles.search(target) else []
        hits = sum(1 for a in page.anchors() if self.articles.search(path_and_query(a.url)))
        reasons += [f"{hits} links to articles of this form"] * min(hits, 2)
        if sign := self.signs.search(page.text[:400_000]):
            reasons += [f"markup {squeeze(sign.group(0))[:60]!r}"] * 2
        return reasons


def written(text: str) -> list[str]:
    """Return the markup that a page's scripts write with ``document.write``, all calls as one piece."""
    calls = _WRITE.findall(text) if "document.write" in text else []
    markup = "".join(re.sub(r"\\(.)", r"\1", double or single) for double, single in calls)
    return [markup] if "<a" in markup.lower() else []


def names_report(title: str) -> bool:
    """Say whether a text names an annual report of a year."""
    return bool(REPORT.search(title)) and bool(urls.years(title))


def path_and_query(url: str) -> str:
    """Return path, and query where there is one."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_sublist(url: str, column: Column) -> bool:
    """Say whether an address looks like a list below a column: a year's or a district's own page."""
    if urls.folder(url) == urls.folder(column.url) or not urls.folder(url).startswith(column.prefix):
        return False
    parts = urlsplit(url)
    return not parts.query and bool(_LIST_FILE.fullmatch(parts.path.rpartition("/")[2]))


def in_chrome(element: HtmlElement) -> bool:
    """Say whether an element stands in navigation, header or footer."""
    for outer in element.iterancestors():
        if outer.tag in CHROME or _CHROME_NAME.search(f"{outer.get('class', '')} {outer.get('id', '')}"):
            return True
    return False


def date_beside(anchor: Anchor) -> str:
    """Return the date that stands in the row of a link, as YYYY-MM-DD, or ""."""
    element = anchor.element
    for _ in range(3):
        parent = element.getparent()
        if parent is None or parent.tag in ("ul", "ol", "table", "tbody", "body", "html"):
            break
        element = parent
        if element.tag in ("li", "tr", "dd", "p"):
            break
    text = element.text_content()
    if len(text) > 600:
        return ""
    dates = _DATE.findall(text.replace(anchor.element.text_content(), " "))
    return "{}-{:02d}-{:02d}".format(*map(int, dates[-1])) if dates else ""


def next_links(page: Page, ask: Ask) -> list[Ask]:
    """Return the next page as its link says; pagers whose links are scripts need their family's own reader."""
    for anchor in page.anchors():
        if (
            NEXT.match(anchor.text or anchor.title)
            and anchor.url != page.url
            and urls.host(anchor.url) == urls.host(page.url)
        ):
            return [following(ask, anchor.url)]
    return []


def following(ask: Ask, url: str, *instead: str, **changes: object) -> Ask:
    """Return the request for the page after the one that ``ask`` gave."""
    fields = {"title": ask.title, "chain": ask.chain, "page": ask.page + 1, "instead": instead} | changes
    return Ask(url, **fields)  # type: ignore[arg-type]


def attachments(page: Page) -> list[Link]:
    """Return the files that hang on an article: inside its content, beside it in its folder, or embedded."""
    if not urls.may_name_file(page.text):
        return []
    inside = page.tree.xpath(CONTENT)
    areas = inside or [page.tree]
    found: dict[str, Link] = {}
    for anchor in (a for area in areas for a in file_anchors(page, area)):
        if urls.is_attachment(anchor.url, anchor.text) and not in_chrome(anchor.element):
            found.setdefault(anchor.url, Link(anchor.url, anchor.name, "attachment"))
    for anchor in file_anchors(page, page.tree):
        named = urls.extension(anchor.url, anchor.text)
        near = (
            urls.folder(anchor.url) == urls.folder(page.url) or REPORT.search(anchor.name) or called_attachment(anchor)
        )
        if named and near and anchor.url not in found and not in_chrome(anchor.element):
            found[anchor.url] = Link(anchor.url, anchor.name, "attachment")
    for url in embedded(page):
        found.setdefault(url, Link(url, page.heading, "attachment"))
    return list(found.values())


def file_anchors(page: Page, area: HtmlElement) -> Iterator[Anchor]:
    """Yield the links of an area that may lead to files."""
    return anchors(area, page.base, urls.may_name_file)


def called_attachment(anchor: Anchor) -> bool:
    """Say whether a link, or the row in which it stands, is called an attachment (附件) or is a download script's."""
    row = anchor.element.getparent()
    around = row.text_content()[:300] if row is not None else ""
    return "附件" in anchor.name or "附件" in around or bool(urls.DOWNLOADS.search(anchor.url))


def embedded(page: Page) -> Iterator[str]:
    """Yield files shown inside the page: by a viewer's ``?file=``, an iframe, an embed or an object."""
    for source in page.tree.xpath("//iframe/@src|//embed/@src|//object/@data"):
        url = urls.join(page.base, str(source))
        if not url:
            continue
        for name in ("file", "url", "src"):
            for value in parse_qs(urlsplit(url).query).get(name, []):
                inner = urls.join(url, value)
                if inner and urls.extension(inner):
                    yield inner
        if urls.extension(url) and not urlsplit(url).query:
            yield url


def frames(page: Page, kind: Kind = "list") -> list[Link]:
    """Return same-host frames that may hold the list or the text, not counters, logins or share widgets."""
    found: list[Link] = []
    if "frame" not in page.text.lower():
        return found
    for source in page.tree.xpath("//iframe/@src|//frame/@src"):
        url = urls.join(page.base, str(source))
        if not url or url == page.url or urls.host(url) != urls.host(page.url) or urls.is_attachment(url):
            continue
        if not _SKIPPED_FRAME.search(url):
            found.append(Link(url, page.heading, kind))
    return found
