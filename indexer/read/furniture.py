"""What a page prints after the report (attachments, related links, buttons).  Called by ``indexer.read.report``."""

import re
from collections.abc import Sequence

_BEGINS = re.compile(
    r"^[\s【\[（(>»]*(?:附件|附表|相关(?:链接|附件|阅读|文档|信息|新闻)|[上下]一[篇条页]|打印|关闭|分享|责任编辑|编辑[:：]|来源[:：]|作者[:：]"
    r"|扫一扫|浏览(?:次数|量)|返回|主办(?:单位)?[:：]|版权|网站地图|字号|收藏|文件下载|点击下载)"
)
_LONGEST = 80


def furniture(paragraphs: Sequence[str]) -> int:
    """Return how many paragraphs at the end are the page's and not the report's.

    They begin with one of the usual words, and only short lines without a full stop follow.
    """
    for number, text in enumerate(paragraphs):
        after = paragraphs[number:]
        if _BEGINS.match(text) and all(len(t) <= _LONGEST and "。" not in t for t in after):
            return len(after)
    return 0
