"""Hanweb JPaaS: lists built by ``/api-gateway/jpaas-publish-server/front/page/build/unit``, articles by hash."""

import ast
import html
import json
import re
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import urls
from crawler.families import answers
from crawler.families.base import Family, date_beside, following, next_links
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page, anchors, parse
from crawler.wording import said

SEARCH = "/search-front-server/api/search/info"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
PER_PAGE = 15
_SEARCH = re.compile(rf"{SEARCH}\?[^\"'<>\s]*websiteid=[^\"'<>\s]*")
_COUNT = re.compile(r"\bcount\s*=\s*[\\\"']*(\d+)", re.I)


class Jpaas(Family):
    """大汉 new generation; old ``/art/Y/M/D/`` addresses stay alive beside the hashes.

    Option ``search``: the query (``websiteid=…&category=…``) of a site that gives its columns by its search only.
    """

    name: ClassVar[str] = "jpaas"
    title: ClassVar[str] = "Hanweb JPaaS (大汉 集约化)"
    articles: ClassVar[re.Pattern[str]] = re.compile(
        r"/art/\d{4}/art_[0-9a-f]{32}\.html?$|/art/\d{4}/\d+/\d+/art_\d+_\d+\.html?$"
    )
    lists: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")
    signs: ClassVar[re.Pattern[str]] = re.compile(r"jpaas-publish-server|unitbuild\.js", re.I)

    def start(self, column: Column) -> list[Ask]:
        """Return the search's first page where the entry gives its query, else the column's own page."""
        if query := column.option("search"):
            return [search(f"{urljoin(column.url, SEARCH)}?{query}", column.name)]
        return super().start(column)

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the page's own rows and what its scripts would ask for, or one unit's or search's rows."""
        if UNIT not in page.url and SEARCH not in page.url:
            found = super().listing(page, ask, column)
            found.more += [*units(page, ask), *searches(page, ask)]
            return found
        try:
            data = answers.read(page)
        except answers.UnreadableError as error:
            return Listing(notes=[f"list_unreadable: {error}"])
        return self.results(data, page, ask, column) if SEARCH in page.url else self.unit(data, page, ask, column)

    def unit(self, data: Any, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the rows of one page of a unit."""
        markup = answers.at(data, "data", "html")
        if not isinstance(markup, str):
            return Listing(notes=[f"list_unreadable: {said('no_data', words=repr(str(data)[:80]))}"])
        tree = parse(markup)
        rows = [Link(a.url, a.name, "page", date_beside(a)) for a in anchors(tree, column.url)]
        found = self.sort(rows, page, column)
        count = _COUNT.search(markup)
        found.total = int(count.group(1)) if count else None
        if found.links and (found.total is None or ask.page * PER_PAGE < found.total):
            found.more = [turned(ask)]
        return found

    def results(self, data: Any, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the reports of one page of the search, which holds other columns' rows, too."""
        answer = answers.at(data, "data", "searchResult")
        rows = [row.get("data", row) for row in answers.items(answer, "dataResults")]
        links = [
            link
            for row in rows
            if (
                link := answers.link(
                    column.url,
                    answers.text(row, "url"),
                    answers.text(row, "title", "title_text"),
                    answers.day(row, "deploytime", "cdate", "publishtime"),
                )
            )
        ]
        found = self.sort(links, page, column)
        found.links += [link for link in found.outside if urls.host(link.url) == urls.host(column.url)]
        found.passed = [link.url for link in links]
        found.total = answers.number(answer, "totalCount")
        if rows and (found.total is None or ask.start - 1 + len(rows) < found.total):
            url = re.sub(r"([?&]p=)(\d+)", lambda turn: f"{turn.group(1)}{int(turn.group(2)) + 1}", page.url)
            found.more = [following(ask, url, start=ask.start + len(rows))]
        return found

    def pager(self, page: Page, ask: Ask, column: Column) -> list[Ask]:
        """Follow a next-link where a template writes one."""
        return next_links(page, ask)


def units(page: Page, ask: Ask) -> list[Ask]:
    """Return the first page of every unit of a column page that is a list."""
    found = []
    for script in page.tree.xpath("//script[@querydata or @queryData]"):
        query = settings(script.get("querydata") or script.get("queryData") or "")
        address = script.get("url") or UNIT
        if "webId" not in query or "tagId" not in query:
            continue
        fields = {"parseType": "bulidstatic", "pageType": "column", "editType": "null"} | query
        fields["paramJson"] = parameters(1)
        url = f"{urljoin(page.base, address)}?{urlencode(fields)}"
        found.append(Ask(url, title=ask.title, chain=f"{page.url} {query['tagId']}"))
    return found


def search(address: str, title: str) -> Ask:
    """Return the request for the first page of a search: ``p`` counts pages, ``pg`` are the rows of one."""
    path, _, query = address.partition("?")
    fields = dict(parse_qsl(query, keep_blank_values=True)) | {"pg": str(PER_PAGE), "p": "1"}
    return Ask(f"{path}?{urlencode(fields)}", title=title, chain=address)


def searches(page: Page, ask: Ask) -> list[Ask]:
    """Return the first page of every search that a column page names with the site's number."""
    found = dict.fromkeys(html.unescape(address) for address in _SEARCH.findall(page.text))
    return [search(urljoin(page.base, address), ask.title) for address in found]


def settings(text: str) -> dict[str, str]:
    """Return a ``queryData`` attribute, which is JSON or a JavaScript object with single quotes."""
    for reader in (json.loads, ast.literal_eval):
        try:
            data = reader(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(data, dict):
            return {str(k): str(v) for k, v in data.items() if isinstance(v, str | int)}
    return {}


def turned(ask: Ask) -> Ask:
    """Return the request for a unit's next page: ``paramJson`` counts, and ``pageNo`` for sites that want it bare."""
    parts = urlsplit(ask.url)
    fields = dict(parse_qsl(parts.query, keep_blank_values=True))
    fields["paramJson"] = parameters(ask.page + 1)
    fields["pageNo"] = str(ask.page + 1)
    return following(ask, parts._replace(query=urlencode(fields)).geturl())


def parameters(number: int) -> str:
    """Return the value of ``paramJson`` for a page."""
    return json.dumps({"pageNo": number, "pageSize": PER_PAGE}, separators=(",", ":"))
