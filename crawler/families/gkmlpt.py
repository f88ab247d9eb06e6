"""gkmlpt 政府信息公开目录管理平台 (Guangdong): a JSON interface for each category, articles with their attachments."""

import json
import re
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode, urljoin, urlsplit

from crawler import urls
from crawler.families import answers
from crawler.families.base import REPORT, Family, attachments
from crawler.families.generic import Generic
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page
from crawler.wording import said

_SITE = re.compile(r"^(.*?)/gkmlpt(?:/|$)")
_SID = re.compile(r"\bSID[\"']?\s*:\s*[\"']?(\d+)")
PER_PAGE = 100


class Gkmlpt(Family):
    """Options of a column: ``category`` and ``sid``, else both are taken from the index page by the column's name."""

    name: ClassVar[str] = "gkmlpt"
    title: ClassVar[str] = "gkmlpt (广东 目录管理平台)"
    articles: ClassVar[re.Pattern[str]] = re.compile(r"/gkmlpt/content/\d+/\d+/m?post_\d+\.html")
    lists: ClassVar[re.Pattern[str]] = re.compile(r"/gkmlpt/(?:index|api/all/\d+)")
    signs: ClassVar[re.Pattern[str]] = re.compile(r"window\._CONFIG\s*=", re.I)

    def start(self, column: Column) -> list[Ask]:
        """Return the interface's first page where category and site are known, else the index page."""
        if column.option("category") and column.option("sid"):
            return [interface(column.url, column.option("category"), column.option("sid"), column.name)]
        return super().start(column)

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Read the tree of the index page, one page of the interface, or a list outside of gkmlpt."""
        if "/gkmlpt/api/" in page.url:
            return self.category(page, ask)
        if "/gkmlpt/" in column.url and "/gkmlpt/" not in page.url:
            return Generic().listing(page, ask, replace(column, url=page.url, prefix=urls.folder(page.url)))
        return self.index(page, ask, column)

    def index(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Find the column in the tree: by the address's fragment, by its name, by 年报; it may lie outside gkmlpt."""
        sid, wanted = _SID.search(page.text), urlsplit(column.url).fragment
        nodes = list(tree(page.text))
        chosen = (
            [n for n in nodes if wanted and str(n.get("id")) == wanted]
            or [n for n in nodes if column.name and answers.text(n, "name") == column.name]
            or [n for n in nodes if REPORT.search(answers.text(n, "name"))]
        )
        found = Listing()
        for node in chosen[:1]:
            jump = urls.join(page.base, answers.text(node, "jump_url"))
            if jump and "/gkmlpt/index" not in jump:
                found.links.append(Link(jump, answers.text(node, "name"), "list"))
            elif sid:
                found.more.append(
                    interface(page.url, answers.text(node, "id"), sid.group(1), answers.text(node, "name"))
                )
        if not chosen:
            found.notes.append(f"column_lost: {said('column_unnamed', name=column.name or '年报')}")
        return found

    def category(self, page: Page, ask: Ask) -> Listing:
        """Return the articles of one page of a category with their attachments."""
        found = Listing()
        try:
            data = answers.read(page)
        except answers.UnreadableError as error:
            return Listing(notes=[f"list_unreadable: {error}"])
        articles = answers.items(data, "articles")
        found.total = answers.number(data, "classify", "post_count")
        for article in articles:
            title = answers.text(article, "title")
            date = answers.day(article, "display_publish_time", "date", "created_at")
            if one := answers.link(page.url, answers.text(article, "url", "post_url"), title, date):
                found.links.append(one)
            for file in answers.items(article, "attachment"):
                if one := answers.link(page.url, answers.text(file, "url"), answers.text(file, "name") or title, date):
                    found.links.append(Link(one.url, one.title, "attachment", one.date))
        if articles and found.total and ask.start - 1 + len(articles) < found.total:
            url = re.sub(r"([?&]page=)\d+", rf"\g<1>{ask.page + 1}", page.url)
            start = ask.start + len(articles)
            found.more.append(Ask(url, title=ask.title, chain=ask.chain, page=ask.page + 1, start=start))
        return found

    def document(self, page: Page, column: Column) -> Listing:
        """Return an article's attachments; they are written into the page's configuration, too."""
        found = Listing(links=attachments(page))
        known = {link.url for link in found.links}
        for address, title in re.findall(
            r'"url"\s*:\s*"([^"]*?/attachment/[^"]+)"(?:[^{}]*?"name"\s*:\s*"([^"]*)")?', page.text
        ):
            url = urls.join(page.base, address.replace("\\/", "/"))
            if url and url not in known:
                known.add(url)
                found.links.append(Link(url, title, "attachment"))
        return found


def interface(base: str, category: str, sid: str, title: str) -> Ask:
    """Return the request for a category's first page."""
    site = _SITE.match(base)
    root = f"{site.group(1)}/gkmlpt/" if site else urljoin(base, "/gkmlpt/")
    url = f"{root}api/all/{category}?{urlencode({'page': 1, 'sid': sid})}"
    return Ask(url, title=title, chain=f"{root}{category}")


def tree(text: str) -> list[dict[str, Any]]:
    """Return the nodes of ``TREE: [...]`` in a page's configuration, children included."""
    begin = re.search(r"\bTREE[\"']?\s*:\s*(?=\[)", text)
    if begin is None:
        return []
    try:
        data, _ = json.JSONDecoder().raw_decode(text, begin.end())
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, Any]] = []
    waiting = list(reversed(data)) if isinstance(data, list) else []
    while waiting and len(found) < 10_000:
        node = waiting.pop()
        if isinstance(node, dict):
            found.append(node)
            waiting += reversed(answers.items(node, "children"))
    return found
