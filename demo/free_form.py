"""Reports from before 2019: free text with numbers in sentences, for some the annex of 2014.

Called by ``demo.compose``.
"""

from typing import TYPE_CHECKING

from demo import annex2014
from demo.dice import dice
from demo.model import TrueSection, Truth
from demo.paper import Paper, Text
from demo.prose import overview, topics, writer

if TYPE_CHECKING:
    from demo.compose import Assignment

HEADINGS = (
    "概述",
    "主动公开政府信息的情况",
    "依申请公开办理情况",
    "复议、诉讼和申诉情况",
    "存在的不足和改进措施",
    "其他事项",
)


def compose(assignment: "Assignment", truth: Truth) -> tuple[Paper, Truth]:
    """Write the report into ``truth`` and on paper."""
    throw = dice(assignment.seed, "free form", assignment.body.key, assignment.year)
    me, year = writer.me(assignment.body), assignment.year
    subjects = topics.TOPICS[assignment.body.field or assignment.body.kind]
    items, asked = throw.randint(90, 4200), throw.randint(0, 90)
    kept = throw.randint(0, asked // 5)
    disputes = throw.randint(0, 3)
    _, wrong, remedy = throw.one(topics.PROBLEMS)
    texts: dict[int, list[str]] = {
        1: [
            throw.one(overview.OPENINGS).format(me=me, year=year),
            f"{me}成立了公开工作小组，{throw.one(subjects)}和{throw.one(subjects)}是这一年公开的重点。",
        ],
        2: [
            f"{year}年主动公开政府信息{items}条，内容涉及{'、'.join(throw.some(subjects, 3))}。",
            f"其中网站公开{items * 2 // 3}条，公告栏和公报公开{items - items * 2 // 3}条。",
        ],
        3: [
            f"全年收到政府信息公开申请{asked}件，其中当面申请{asked // 4}件，网络申请{asked - asked // 4}件，"
            f"全部按期答复，不予公开{kept}件。"
            if asked
            else "全年没有收到政府信息公开申请。"
        ],
        4: [
            f"因政府信息公开被申请行政复议{disputes}件，提起行政诉讼0件，没有收到申诉。"
            if disputes
            else "本年度没有发生因政府信息公开引起的行政复议和行政诉讼。"
        ],
        5: [f"{wrong}。下一步，{remedy}。"],
        6: [f"{me}没有收取检索、复制、邮寄等费用。"],
    }
    paper = Paper(truth.title, [Text(f"本报告由{truth.agency}根据《中华人民共和国政府信息公开条例》编制。")])
    for number, heading in enumerate(HEADINGS, 1):
        printed = f"{'一二三四五六'[number - 1]}、{heading}"
        paper.items.append(Text(printed, "heading"))
        paper.items += [Text(text) for text in texts[number]]
        truth.sections.append(TrueSection(number, printed, "".join("".join(t.split()) for t in texts[number])))
    truth.numbers = {"active_disclosure_items": items, "applications": asked}
    day = assignment.published
    truth.document_date = day.isoformat()
    paper.items += [Text(truth.agency, "sign"), Text(f"{day.year}年{day.month}月{day.day}日", "sign")]
    if dice(assignment.seed, "annex", assignment.body.key).chance(0.55):
        truth.form, truth.annex = "2014", annex2014.fill_in(throw, asked, items)
        paper.items += [Text("政府信息公开情况统计表", "heading"), annex2014.table(truth.annex)]
    return paper, truth
