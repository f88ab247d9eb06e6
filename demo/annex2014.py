"""The annex of 2014-2018 reports, 政府信息公开情况统计表: its lines, numbers that add up, and its table.

Called by ``demo.free_form``.  Labels as in 国办发〔2014〕32号 and the tables that reports print.
"""

from demo.dice import Dice
from demo.model import TrueLine
from demo.paper import Box, Grid

LINES: tuple[tuple[int, str, str], ...] = (
    (0, "一、主动公开情况", ""),
    (1, "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    (2, "其中：主动公开规范性文件数", "条"),
    (2, "制发规范性文件总数", "件"),
    (1, "（二）通过不同渠道和方式公开政府信息的情况", ""),
    (2, "1.政府公报公开政府信息数", "条"),
    (2, "2.政府网站公开政府信息数", "条"),
    (2, "3.政务微博公开政府信息数", "条"),
    (2, "4.政务微信公开政府信息数", "条"),
    (2, "5.其他方式公开政府信息数", "条"),
    (0, "二、回应解读情况", ""),
    (1, "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    (1, "（二）通过不同渠道和方式回应解读的情况", ""),
    (2, "1.参加或举办新闻发布会总次数", "次"),
    (3, "其中：主要负责同志参加新闻发布会次数", "次"),
    (2, "2.政府网站在线访谈次数", "次"),
    (3, "其中：主要负责同志参加政府网站在线访谈次数", "次"),
    (2, "3.政策解读稿件发布数", "篇"),
    (2, "4.微博微信回应事件数", "次"),
    (2, "5.其他方式回应事件数", "次"),
    (0, "三、依申请公开情况", ""),
    (1, "（一）收到申请数", "件"),
    (2, "1.当面申请数", "件"),
    (2, "2.传真申请数", "件"),
    (2, "3.网络申请数", "件"),
    (2, "4.信函申请数", "件"),
    (1, "（二）申请办结数", "件"),
    (2, "1.按时办结数", "件"),
    (2, "2.延期办结数", "件"),
    (1, "（三）申请答复数", "件"),
    (2, "1.属于已主动公开范围数", "件"),
    (2, "2.同意公开答复数", "件"),
    (2, "3.同意部分公开答复数", "件"),
    (2, "4.不同意公开答复数", "件"),
    (3, "其中：涉及国家秘密", "件"),
    (3, "涉及商业秘密", "件"),
    (3, "涉及个人隐私", "件"),
    (3, "危及国家安全、公共安全、经济安全和社会稳定", "件"),
    (3, "不是《条例》所指政府信息", "件"),
    (3, "法律法规规定的其他情形", "件"),
    (2, "5.不属于本行政机关公开数", "件"),
    (2, "6.申请信息不存在数", "件"),
    (2, "7.告知作出更改补充数", "件"),
    (2, "8.告知通过其他途径办理数", "件"),
    (0, "四、行政复议数量", "件"),
    (1, "（一）维持具体行政行为数", "件"),
    (1, "（二）被依法纠错数", "件"),
    (1, "（三）其他情形数", "件"),
    (0, "五、行政诉讼数量", "件"),
    (1, "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    (1, "（二）被依法纠错数", "件"),
    (1, "（三）其他情形数", "件"),
    (0, "六、举报投诉数量", "件"),
    (0, "七、依申请公开信息收取的费用", "万元"),
    (0, "八、机构建设和保障经费情况", ""),
    (1, "（一）政府信息公开工作专门机构数", "个"),
    (1, "（二）设置政府信息公开查阅点数", "个"),
    (1, "（三）从事政府信息公开工作人员数", "人"),
    (2, "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    (2, "2.兼职人员数", "人"),
    (1, "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元"),
    (0, "九、政府信息公开会议和培训情况", ""),
    (1, "（一）召开政府信息公开工作会议或专题会议数", "次"),
    (1, "（二）举办各类培训班数", "次"),
    (1, "（三）接受培训人员数", "人次"),
)
"""(depth, label, unit); an empty unit marks a heading without a number."""


def fill_in(throw: Dice, asked: int, items: int) -> list[TrueLine]:
    """Return every line with a number; what has parts is the sum of its parts."""
    values: list[int | None] = [None] * len(LINES)
    for number, (_, _, unit) in enumerate(LINES):
        if unit:
            values[number] = throw.choices((0, throw.randint(1, 40)), (2, 1))[0]
    place = {label: number for number, (_, label, _) in enumerate(LINES)}
    values[place["（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）"]] = items
    at = place["（一）收到申请数"]
    values[at] = asked
    _share(throw, values, range(at + 1, at + 5), asked)
    at = place["（二）申请办结数"]
    values[at] = asked
    _share(throw, values, range(at + 1, at + 3), asked)
    at = place["（三）申请答复数"]
    values[at] = asked
    parts = [at + 1, at + 2, at + 3, at + 4, *range(at + 11, at + 15)]
    _share(throw, values, parts, asked)
    _share(throw, values, range(at + 5, at + 11), values[at + 4] or 0)
    for label in ("四、行政复议数量", "五、行政诉讼数量"):
        at = place[label]
        values[at] = sum(values[at + n] or 0 for n in (1, 2, 3))
    at = place["（三）从事政府信息公开工作人员数"]
    values[at] = sum(values[at + n] or 0 for n in (1, 2))
    return [TrueLine(label, value, unit) for (_, label, unit), value in zip(LINES, values, strict=True)]


def _share(throw: Dice, values: list[int | None], places: range | list[int], total: int) -> None:
    for place in places:
        values[place] = 0
    for place in throw.choices(list(places), k=total):
        values[place] = (values[place] or 0) + 1


def table(lines: list[TrueLine]) -> Grid:
    """Return the annex as a table of three columns: indicator, unit, number."""
    rows = [("统计指标", "单位", "统计数")]
    for (depth, label, unit), line in zip(LINES, lines, strict=True):
        rows.append(("　" * depth + label, unit, "" if line.value is None else str(line.value)))
    boxes = [
        Box(text, row, column, path=("annex2014", str(row)) if row and column == 2 else None)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
    ]
    return Grid("annex2014", boxes)
