"""The small tables that reports for 2008-2013 commonly print: their lines, numbers, and how they are laid out.

Called by ``demo.hard.older``.  Wordings differ from province to province; ``|`` divides those that are drawn from.
"""

from collections.abc import Callable

from demo.dice import Dice
from demo.hard import annex_layouts
from demo.hard.annexes import Entry, Sheet
from demo.paper import Box, Grid, Text

_TABLES: tuple[tuple[str, tuple[tuple[int, str, str], ...]], ...] = (
    (
        "主动公开情况统计",
        (
            (1, "主动公开信息数|主动公开政府信息数|主动公开政府信息总数", "条"),
            (2, "全文电子化的主动公开信息数|全文电子化信息数", "条"),
            (2, "新增的行政规范性文件数|规范性文件数", "条|件"),
            (2, "政府网站公开信息数|通过政府网站公开信息数", "条"),
            (2, "政府公报公开信息数|通过政府公报公开信息数", "条"),
            (2, "通过其他方式公开信息数", "条"),
            (1, "提供服务类信息数", "条"),
            (1, "网站专栏页面访问量|网站访问量", "次|人次"),
            (1, "公共查阅点接待人数|现场接待人数", "人次"),
            (1, "咨询电话接听数", "次"),
            (1, "网上咨询数", "次"),
        ),
    ),
    (
        "依申请公开情况统计",
        (
            (1, "本年度申请总数|申请总数|收到申请总数", "条|件"),
            (2, "当面申请数", "条|件"),
            (2, "传真申请数", "条|件"),
            (2, "电子邮件申请数", "条|件"),
            (2, "网上申请数|网络申请数", "条|件"),
            (2, "信函申请数", "条|件"),
            (2, "其他形式申请数", "条|件"),
            (1, "对申请的答复总数|答复总数", "条|件"),
            (2, "同意公开答复数", "条|件"),
            (2, "同意部分公开答复数|部分公开答复数", "条|件"),
            (2, "不予公开答复总数|不予公开答复数", "条|件"),
            (2, "信息不存在数", "条|件"),
            (2, "非本机关职权范围数|非本机关政府信息数", "条|件"),
            (2, "申请内容不明确数", "条|件"),
            (2, "重复申请数", "条|件"),
        ),
    ),
    (
        "复议、诉讼、申诉情况统计",
        (
            (1, "行政复议数|行政复议件数", "件"),
            (2, "维持具体行政行为数|维持数", "件"),
            (2, "纠错数|被依法纠错数", "件"),
            (1, "行政诉讼数|行政诉讼件数", "件"),
            (2, "驳回原告诉讼请求数", "件"),
            (1, "行政申诉数|申诉数", "件"),
            (1, "举报数|投诉数", "件"),
        ),
    ),
    (
        "政府支出与收费情况统计",
        (
            (1, "收取费用总数|依申请公开收费总额", "元"),
            (2, "检索费", "元"),
            (2, "复制费", "元"),
            (2, "邮寄费|邮寄（递送）费", "元"),
            (1, "减免费用|依申请减免费用", "元"),
            (1, "政府信息公开指定专职人员总数|专职人员数", "人"),
            (2, "兼职人员数", "人"),
            (1, "处理政府信息公开的专项经费|专项经费", "万元"),
            (1, "诉讼或行政复议费用", "万元"),
        ),
    ),
)


def tables(throw: Dice) -> list[tuple[str, list[Entry]]]:
    """Return the tables with numbers that add up nowhere in particular: nothing here is inferred from sums."""
    return [(title, [_entry(throw, *line) for line in lines]) for title, lines in _TABLES]


def _entry(throw: Dice, depth: int, wordings: str, units: str) -> Entry:
    unit = throw.one(units.split("|"))
    value = throw.choices((0, throw.randint(1, 30), throw.randint(100, 90000)), (3, 3, 1))[0]
    number = "" if depth == 1 else throw.one(("", "", "其中："))
    return Entry(depth, number, throw.one(wordings.split("|")), unit, value, str(value))


def labels_above(sheet: Sheet) -> list[Grid | Text]:
    """Labels in a row with their unit in brackets, the numbers below them."""
    entries = [e for e in sheet.entries if not e.is_heading]
    boxes: list[Box] = []
    for n, e in enumerate(entries):
        boxes += [Box(f"{e.label}（{e.unit}）", 0, n), Box(e.text, 1, n, path=("annex2014", str(n)))]
    return [Grid(sheet.key, boxes)]


def labels_above_grouped(sheet: Sheet) -> list[Grid | Text]:
    """Labels in two rows above the numbers: what has parts runs over them, with 合计 as the first of them."""
    entries = [e for e in sheet.entries if not e.is_heading]
    boxes: list[Box] = []
    n = 0
    while n < len(entries):
        size = 1
        while n + size < len(entries) and entries[n + size].depth > entries[n].depth:
            size += 1
        head = entries[n]
        if size == 1:
            boxes.append(Box(f"{head.label}（{head.unit}）", 0, n, 2))
        else:
            boxes.append(Box(f"{head.label}（{head.unit}）", 0, n, 1, size))
            parts = [f"{e.label}（{e.unit}）" for e in entries[n + 1 : n + size]]
            boxes += [Box(text, 1, n + k) for k, text in enumerate(["总数", *parts])]
        boxes += [Box(entries[n + k].text, 2, n + k, path=("annex2014", str(n + k))) for k in range(size)]
        n += size
    return [Grid(sheet.key, boxes)]


def print_tables(sheets: list[tuple[str, Sheet]], layout: Callable[[Sheet], list[Grid | Text]]) -> list[Grid | Text]:
    """Return the tables under their captions, all laid out alike."""
    out: list[Grid | Text] = []
    for n, (title, sheet) in enumerate(sheets):
        out.append(Text(f"附表{'一二三四'[n]}：{title}（{sheet.year}年度）", "note"))
        out += layout(sheet)
    return out


TABLE_LAYOUTS: tuple[Callable[[Sheet], list[Grid | Text]], ...] = (
    annex_layouts.plain,
    annex_layouts.plain,
    annex_layouts.side_by_side,
    annex_layouts.levels_in_columns,
    labels_above,
    labels_above_grouped,
)
"""Layouts that a table of one group may have."""
