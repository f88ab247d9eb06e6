"""Epoint 新点 WebBuilder: a JSON interface that gives a category's articles, addresses by GUID."""

import json
import re
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urljoin

from crawler import urls
from crawler.families import answers
from crawler.families.base import Family
from crawler.links import Ask, Column, Link, Listing
from crawler.page import Page
from crawler.wording import said

SETTINGS = "/js/webBuilderCommon.js"
INTERFACE = "rest/lightfrontaction/getgovinfolist"
VISITOR = "rest/getOauthInfoAction/getNoUserAccessToken"
PER_PAGE = 50
_INFO = re.compile(r"\bsiteInfo\s*=\s*(\{.*?\})", re.S)
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class Epoint(Family):
    """Options of a column: ``categorynum`` (needed for the interface), ``deptcode``, ``siteguid``, ``project``.

    Site and project are read from the site's ``webBuilderCommon.js`` where the options do not name them.  Some sites
    answer only to a visitor's token, which anybody gets for the asking.
    """

    name: ClassVar[str] = "epoint"
    title: ClassVar[str] = "Epoint WebBuilder (新点)"
    articles: ClassVar[re.Pattern[str]] = re.compile(rf"/20\d{{6}}/{_GUID}\.html$|/article\.html\?infoid={_GUID}", re.I)
    lists: ClassVar[re.Pattern[str]] = re.compile(r"/govInfoPub", re.I)
    signs: ClassVar[re.Pattern[str]] = re.compile(
        r"webBuilderCommon\.js|WebbuilderMIS|lightfrontaction|\bsiteInfo\s*=\s*\{\s*[\"']?siteGuid", re.I
    )
    telling: ClassVar[str] = SETTINGS

    def start(self, column: Column) -> list[Ask]:
        """Return the interface where the options name all it needs, the site's settings, or the column's own page."""
        if not column.option("categorynum"):
            return super().start(column)
        if column.option("siteguid"):
            return [interface(column, column.option("project"), column.option("siteguid"))]
        return [Ask(urljoin(column.url, SETTINGS), title=column.name, chain=column.url)]

    def listing(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Read the site's settings, one page of the interface, or a static list."""
        if page.url.endswith(SETTINGS):
            site, project = site_info(page.text)
            if not site:
                return Listing(notes=[f"list_unreadable: {said('no_site')}"])
            return Listing(more=[interface(column, project, site)])
        if VISITOR in page.url and ask.then is not None:
            return with_token(page, ask.then)
        return self.articles_of(page, ask, column) if INTERFACE in page.url else super().listing(page, ask, column)

    def options_of(self, url: str) -> dict[str, str]:
        """An article's folder above the day's is its category."""
        found = re.search(rf"/(\d{{3,}})/20\d{{6}}/{_GUID}\.html$", url, re.I)
        return {"categorynum": found.group(1)} if found else {}

    def refused(self, page: Page, ask: Ask) -> list[Ask]:
        """Return the request for the visitor's token, which the site's own list fetches without any login."""
        if INTERFACE not in ask.url or ask.again:
            return []
        project = ask.url.partition(INTERFACE)[0]
        elsewhere = urljoin(ask.url, f"/{VISITOR}")
        instead = (elsewhere,) if elsewhere != project + VISITOR else ()
        return [Ask(project + VISITOR, title=ask.title, method="POST", instead=instead, then=ask, again=True)]

    def articles_of(self, page: Page, ask: Ask, column: Column) -> Listing:
        """Return the articles of one page of the interface."""
        try:
            data = answers.read(page)
        except answers.UnreadableError as error:
            return Listing(notes=[f"list_unreadable: {error}"])
        custom = answers.at(data, "custom")
        if isinstance(custom, str):
            try:
                custom = json.loads(custom)
            except ValueError:
                custom = None
        if custom is None and (asks := self.refused(page, ask)):
            return Listing(more=asks)
        rows = answers.items(custom, "data")
        found = Listing(total=answers.number(custom, "count") or answers.number(custom, "total"))
        for row in rows:
            title = answers.text(row, "realtitle", "title")
            if one := answers.link(column.url, answers.text(row, "infourl"), title, answers.text(row, "infodate")):
                found.links.append(one)
        if custom is None:
            found.notes.append(f"list_unreadable: {said('no_data', words=repr(page.text[:80]))}")
        if len(rows) >= PER_PAGE or (found.total and ask.start - 1 + len(rows) < found.total and rows):
            found.more.append(turned(ask, len(rows)))
        return found

    def belongs(self, link: Link, column: Column) -> bool:
        """A static list's articles share its folder; those named by ``infoid`` lie at the host's root."""
        return ("infoid=" in link.url and urls.host(link.url) == urls.host(column.url)) or super().belongs(link, column)


def interface(column: Column, project: str, site: str) -> Ask:
    """Return the request for a category's first page."""
    fields = {
        "deptcode": column.option("deptcode"),
        "categorynum": column.option("categorynum"),
        "siteGuid": site,
        "pageIndex": 0,
        "pageSize": PER_PAGE,
    }
    url = urljoin(column.url, f"/{project.strip('/')}/{INTERFACE}".replace("//", "/"))
    return Ask(
        url,
        title=column.name,
        method="POST",
        body=_json(fields),
        headers=(("Content-Type", "application/json;charset=utf-8"),),
        chain=f"{url} {fields['categorynum']}",
    )


def turned(ask: Ask, count: int) -> Ask:
    """Return the request for the next page; the interface counts pages from 0."""
    fields = json.loads(ask.body) | {"pageIndex": ask.page}
    return replace(ask, body=_json(fields), page=ask.page + 1, start=ask.start + count, again=False)


def with_token(page: Page, ask: Ask) -> Listing:
    """Return the request that was refused, now with the token that the site gave."""
    try:
        token = answers.text(answers.at(answers.read(page), "custom"), "access_token")
    except answers.UnreadableError:
        token = ""
    if not token:
        return Listing(notes=[f"list_unreadable: {said('no_token', words=repr(page.text[:80]))}"])
    headers = tuple((name, value) for name, value in ask.headers if name != "Authorization")
    return Listing(more=[replace(ask, headers=(*headers, ("Authorization", f"Bearer {token}")), again=True)])


def _json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def site_info(text: str) -> tuple[str, str]:
    """Return site GUID and project name from ``var siteInfo = {…}``."""
    block = _INFO.search(text)
    fields = dict(re.findall(r"[\"']?(\w+)[\"']?\s*:\s*[\"']([^\"']*)[\"']", block.group(1) if block else ""))
    return fields.get("siteGuid", ""), fields.get("projectName", "")
