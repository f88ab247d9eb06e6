"""What the crawler says of a portal, Chinese first and English second: one table, so that no page is half translated.

A sentence travels and is kept as evidence with one language a line; what a server or a library said in its own words is
one line.  Pages show the line of the visitor's language (:func:`in_language`), terminals both (:func:`one_line`).
"""

SENTENCES = {
    "promise_list": ("栏目“{column}”没有显示任何文件", "column {column} shows no document"),
    "promise_documents": (
        "找到 {found} 件，登记承诺至少 {least} 件",
        "{found} documents found, at least {least} promised",
    ),
    "promise_reports": (
        "{year} 年度报告找到 {found} 份，登记承诺至少 {least} 份",
        "{found} reports of {year} found, at least {least} promised",
    ),
    "column_lost": ("网站上没有名为“{name}”的链接", "no link of the portal is called {name}"),
    "column_unnamed": ("目录中没有名为“{name}”的栏目", "the directory has no column named {name}"),
    "column_moved": ("栏目“{name}”现在位于 {url}；请更正登记", "column {name} is now at {url}; correct the entry"),
    "limit_pages": ("读完 {pages} 页列表后结束访问", "the visit ends after {pages} list pages"),
    "limit_depth": ("栏目以下超过 {depth} 层", "more than {depth} steps below the column"),
    "limit_documents": ("超过 {documents} 件", "more than {documents} documents"),
    "redirect_loop": ("跳转 {times} 次，最后转到 {url}", "{times} redirects, last to {url}"),
    "off_register": ("转到未登记的主机：{url}", "redirects to {url}, a host that is not registered"),
    "scheme_switched": ("{why}；改用 {scheme}", "{why}; {scheme} is tried instead"),
    "dead_link": ("状态码 {status}，链接在 {parent}", "status {status}, linked by {parent}"),
    "robots": ("robots.txt 禁止访问", "forbidden by robots.txt"),
    "robots_unreachable": (
        "robots.txt 无法取得：{why}；暂不访问",
        "robots.txt cannot be had: {why}; nothing is asked for",
    ),
    "robots_copy": (
        "robots.txt 无法取得：{why}；按存档副本访问",
        "robots.txt cannot be had: {why}; the archived copy counts",
    ),
    "robots_none": (
        "robots.txt 无法取得：{why}；登记为等待 {days} 天，已视为没有限制",
        "robots.txt cannot be had: {why}; after the {days} days of the entry the host counts as without rules",
    ),
    "status": ("状态码 {status}", "status {status}"),
    "status_words": ("状态码 {status}：{words}", "status {status}: {words}"),
    "home": ("{url} 转到了首页", "{url} led to the home page"),
    "empty": ("没有内容", "no body"),
    "not_the_file": ("应是文件，得到的是网页：{words}", "a web page instead of the file: {words}"),
    "instead": ("应是文章，得到的是列表“{title}”", "a list called {title} instead of the article"),
    "bad_redirect": ("状态码 {status}，转向无效地址 {url}", "status {status} to {url}"),
    "paging_short": (
        "第 {page} 页是空的，而列表称共有 {total} 条",
        "page {page} is empty though the list claims {total} records",
    ),
    "paging_same": (
        "第 {page} 页没有新内容，而列表称共有 {total} 条",
        "page {page} brings nothing new though the list claims {total} records",
    ),
    "no_page": (
        "这是文件而不是网页；请给出年报列表的网址",
        "this is a file and no page; give the address of the list of annual reports",
    ),
    "no_reports": (
        "网页上没有年报链接；请给出年报列表的网址",
        "the page has no links to annual reports; give the address of their list",
    ),
    "not_json": ("接口返回的不是 JSON：{words}", "not JSON but {words}"),
    "no_data": ("接口没有返回数据：{words}", "the interface holds no data but {words}"),
    "no_site": ("webBuilderCommon.js 中没有 siteGuid", "webBuilderCommon.js names no siteGuid"),
    "no_token": ("接口需要访客令牌，却只返回：{words}", "the interface wants a token and gives {words}"),
    "family_doubt": (
        "登记为 {entry}，页面看来是 {seems}：{words}",
        "the entry says {entry}, the pages look like {seems}: {words}",
    ),
    "duty_by_claim": ("以页面所示日期为准", "by the date that the page shows"),
    "duty_undated": (
        "首次访问已在期限之后，页面未示日期",
        "first visited after the deadline; the page shows no date",
    ),
    "duty_odd": ("页面所示日期为 {claims}，但 {day} 访问时还没有", "shows {claims}, but was not there on {day}"),
    "alarm_nothing_new": (
        "自 {since} 以来没有新的或变动的文件，而正当年报季",
        "no new or changed document since {since}, in season",
    ),
    "alarm_overdue": (
        "自 {since} 起应访问而未访问；nianbao schedule 在运行吗？",
        "due since {since}; is `nianbao schedule` running?",
    ),
    "alarm_not_reached": (
        "{reach}（{reason}），自 {since} 以来未能到达",
        "{reach} ({reason}), not reached since {since}",
    ),
    "not_ended": ("没有结束", "did not end"),
    "reach_blocked": ("被拦截", "blocked"),
    "reach_unreachable": ("从本机无法访问", "unreachable from here"),
    "reach_lost": ("栏目不见了", "column lost"),
    "reach_failed": ("访问未完成", "visit not completed"),
    "alarm_disk": (
        "{folder} 只剩 {free} MB（设置 disk_reserve_bytes）",
        "{free} MB free at {folder} (setting disk_reserve_bytes)",
    ),
    "alarm_line": (
        "最近一天访问的 {count} 个门户都没有应答；是本机网络或代理断了吗？",
        "none of the {count} portals visited in the last day answers; is the line or the proxy down?",
    ),
}


def said(key: str, **values: object) -> str:
    r"""Return a sentence of the table with its values, Chinese in the first line and English in the second.

    >>> said("status", status=404)
    '状态码 404\nstatus 404'
    """
    chinese, english = SENTENCES[key]
    first = {name: in_language(str(value), "zh") for name, value in values.items()}
    second = {name: in_language(str(value), "en") for name, value in values.items()}
    return f"{chinese.format(**first)}\n{english.format(**second)}"


def in_language(text: str, language: str) -> str:
    """Return the line of one language; a text of one line as it is."""
    lines = text.splitlines()
    if len(lines) != 2:
        return " ".join(lines)
    return lines[1] if language == "en" else lines[0]


def one_line(text: str) -> str:
    """Return both languages in one line, for terminals and logs."""
    return " / ".join(text.splitlines())
