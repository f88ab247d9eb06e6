"""The portals of the invented province: family, columns, charset, and where a document of a body hangs.

Called by ``demo.world``.
"""

from demo.bodies import Body
from demo.model import Column, PortalSite

PORTALS: tuple[PortalSite, ...] = (
    PortalSite(
        "yunze",
        "云泽省人民政府门户网站（演示）",
        "trs",
        "980000",
        (
            Column("own", "省政府信息公开工作年度报告", "/zwgk/zfxxgk/zfxxgknb/szf/"),
            Column("departments", "省直部门政府信息公开年报", "/zwgk/zfxxgk/zfxxgknb/bm/"),
        ),
    ),
    PortalSite(
        "linlan",
        "临澜市政务公开网（演示）",
        "hanweb",
        "980100",
        (
            Column("own", "政府信息公开年报", "1229410011"),
            Column("departments", "部门信息公开年报", "1229410012"),
            Column("below", "区县及乡镇街道年报", "1229410013"),
        ),
        rows=12,
    ),
    PortalSite(
        "pingzhu",
        "平渚市人民政府网（演示）",
        "trs",
        "980200",
        (
            Column("own", "市政府年报", "/gk/xxgknb/szf/"),
            Column("departments", "市直部门年报", "/gk/xxgknb/szbm/"),
            Column("below", "县区和镇街年报", "/gk/xxgknb/xq/"),
        ),
        gzip=True,
        rows=20,
    ),
    PortalSite(
        "wangxiu",
        "望岫市人民政府信息公开（演示）",
        "hanweb",
        "980300",
        (
            Column("own", "政府信息公开年度报告", "25340"),
            Column("departments", "市级部门年度报告", "25341"),
            Column("below", "县（市）乡镇年度报告", "25342"),
        ),
    ),
    PortalSite(
        "baizhi",
        "白芷县政府网站（演示）",
        "trs",
        "980121",
        (Column("all", "政府信息公开年报", "/xxgk/zfxxgknb/"),),
        charset="gb2312",
    ),
    PortalSite(
        "jinsui",
        "金穗市人民政府（演示）",
        "trs",
        "980381",
        (
            Column("own", "政府年报", "/zwgk/zfxxgknb/zf/"),
            Column("departments", "部门年报", "/zwgk/zfxxgknb/bm/"),
            Column("below", "镇街年报", "/zwgk/zfxxgknb/zj/"),
        ),
    ),
)

SITES = {site.key: site for site in PORTALS}


def column_of(body: Body) -> Column:
    """Return the column in which a body's reports are listed."""
    site = SITES[body.portal]
    own = body.code == site.code
    key = "departments" if own and body.kind == "department" else "own" if own else "below"
    return next((c for c in site.columns if c.key == key), site.columns[0])


def charset_name(site: PortalSite) -> str:
    """Return the codec that really encodes the portal's pages (what calls itself gb2312 is gb18030)."""
    return "gb18030" if site.charset == "gb2312" else site.charset
