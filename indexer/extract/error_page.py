"""Pages that report an error instead of showing a report.  Called by ``html`` where no statutory heading was found."""

import re

from indexer.blocks import Blocks
from indexer.extract.errors import ExtractError
from indexer.extract.html_content import Page

_SHORT = 1200
"""Characters (white space apart) above which a page is not just an error message."""
_ERROR = re.compile(
    r"\b(?:40[0-9]|41[0-9]|50[0-9])\b.{0,40}(?:error|not found|forbidden|错误|页面|禁止|拒绝)"
    r"|not found|forbidden|bad gateway|service unavailable|access denied|object moved|runtime error|server error"
    r"|错误页|出错了|页面不存在|找不到(?:该|您|此|请求|页面|文件)|无法(?:找到|访问|显示)|不存在或已(?:被)?删除|已被删除"
    r"|访问被(?:拒绝|拦截)|请求被拦截|没有(?:权限|访问)|请(?:先)?登录|登录超时|会话(?:已)?(?:过期|超时)"
    r"|系统(?:繁忙|异常|错误|维护)|访问过于频繁|请输入验证码|安全验证|人机验证|参数错误|下载失败|文件不存在"
    r"|链接(?:已)?(?:失效|过期)",
    re.I,
)


def check(blocks: Blocks, page: Page) -> None:
    """Raise ExtractError("error_page") if the page is short and says that something went wrong, or shows nothing."""
    shown = " ".join(run.text for run in page.runs)
    whole = blocks.meta.get("title", "") + " " + shown
    if len(re.sub(r"\s", "", shown)) > _SHORT:
        return
    found = _ERROR.search(re.sub(r"\s+", " ", whole))
    if found:
        raise ExtractError("error_page", f"the page says “{found.group()[:60]}”")
