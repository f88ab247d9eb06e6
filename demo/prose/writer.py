"""Writes the narrative of one report: its sections as paragraphs, and the numbers that it says.

A body keeps its voice (numbering, address of itself) through the years and changes what it dwells on.
Called by ``demo.compose``.
"""

from dataclasses import dataclass

from demo.bodies import Body
from demo.dice import Dice, dice
from demo.paper import Text
from demo.prose import overview, topics
from indexer.report import Number

PARTS = ("主动公开", "依申请公开", "政府信息管理", "平台建设", "监督保障")


@dataclass(slots=True)
class Narrative:
    """Section number → paragraphs, and the numbers said (keys as in the reports' ``numbers``)."""

    preamble: list[Text]
    sections: dict[int, list[Text]]
    numbers: dict[str, Number]


@dataclass(frozen=True, slots=True)
class Said:
    """Numbers of the tables that the text repeats."""

    applications: int
    before: int
    answered: int
    carried: int
    reconsiderations: int
    lawsuits: int


def me(body: Body) -> str:
    """Return how the body speaks of itself."""
    if body.kind == "department" and body.code == "980000":
        return "我委" if body.field == "health" else "我厅"
    if body.kind == "department":
        return "我局"
    name = body.place(2018).name
    return {"街": "我街道", "道": "我街道"}.get(name[-1], f"我{name[-1]}")


def write(seed: int, body: Body, year: int, said: Said, site: str, intro_year: int | None = None) -> Narrative:
    """Write the narrative.  ``intro_year`` is the year that the introduction names, where it is wrong on purpose."""
    throw = dice(seed, "prose", body.key, year)
    voice = dice(seed, "voice", body.key)
    subjects = topics.TOPICS[body.field or body.kind]
    slots = _slots(throw, body, year, said, site)
    numbers: dict[str, Number] = {"active_disclosure_items": int(slots["items"]), "applications": said.applications}
    sections = {
        1: _overview(throw, voice, slots, subjects, said),
        5: _problems(throw, voice, slots, subjects),
        6: [Text(_fill(throw, sentence, slots, subjects)) for sentence in throw.some(overview_others(), 2)],
    }
    return Narrative(_preamble(voice, body, year, intro_year or year, site), sections, numbers)


def overview_others() -> tuple[str, ...]:
    """Return the sentences of section six."""
    return topics.OTHERS


def _slots(throw: Dice, body: Body, year: int, said: Said, site: str) -> dict[str, int | str]:
    items = throw.randint(30, 240) if body.kind == "township" else throw.randint(180, 6800)
    web = throw.randint(items // 3, items * 2 // 3)
    return {
        "me": me(body),
        "year": year,
        "next": year + 1,
        "site": site,
        "items": items,
        "web": web,
        "posts": throw.randint(0, items - web),
        "explain": throw.randint(2, 60),
        "advice": throw.randint(3, 140),
        "old": throw.randint(4, 320),
        "replies": throw.randint(8, 900),
        "share": throw.randint(2, 6),
        "courses": throw.randint(1, 9),
        "people": throw.randint(12, 480),
        "judges": throw.randint(4, 30),
        "proposals": throw.randint(3, 90),
        "applications": said.applications,
        "before": said.before,
        "answered": said.answered,
        "carried": said.carried,
    }


def _fill(throw: Dice, sentence: str, slots: dict[str, int | str], subjects: tuple[str, ...]) -> str:
    return sentence.format(**slots, topic=throw.one(subjects))


def _preamble(voice: Dice, body: Body, year: int, intro_year: int, site: str) -> list[Text]:
    law = voice.one(("《中华人民共和国政府信息公开条例》", "《中华人民共和国政府信息公开条例》（以下简称《条例》）"))
    name = body.name(year)
    place = voice.one(("县前街", "文澜路", "中和大道", "学府巷", "望湖路")) + str(voice.randint(2, 188))
    text = voice.one(
        (
            f"根据{law}第五十条规定，现公布{name}{intro_year}年政府信息公开工作年度报告。"
            f"报告所列数据的统计期限为{intro_year}年1月1日至{intro_year}年12月31日。",
            f"本报告由{name}依照{law}编制，数据统计时间自{intro_year}年1月1日起至{intro_year}年12月31日止，"
            f"电子版可在{site}下载。",
            f"依据{law}和年度报告格式的要求，{name}编制了{intro_year}年度政府信息公开工作年度报告，"
            "全文由总体情况、主动公开、申请办理、复议诉讼、问题与改进、其他事项六部分组成。",
        )
    )
    contact = (
        f"如对报告有疑问，请与{name}联系（地址：{body.place(year).name}{place}号，"
        f"电话：000-{voice.randint(1000000, 8999999)}）。"
    )
    return [Text(text), Text(contact)] if voice.chance(0.6) else [Text(text + contact)]


def _overview(
    throw: Dice, voice: Dice, slots: dict[str, int | str], subjects: tuple[str, ...], said: Said
) -> list[Text]:
    banks = (
        ((overview.ACTIVE, 1), (overview.ACTIVE_MORE, throw.randint(1, 3))),
        (
            (overview.REQUESTS if said.applications else overview.REQUESTS_NONE, 1),
            (overview.REQUESTS_MORE, throw.randint(1, 2) if said.applications else 0),
        ),
        ((overview.MANAGEMENT, throw.randint(1, 2)),),
        ((overview.PLATFORM, throw.randint(1, 3)),),
        ((overview.SUPERVISION, throw.randint(1, 3)),),
    )
    style = voice.one(("（{}）{}", "（{}）{}情况", "{1}。"))
    out = [Text(_fill(throw, throw.one(overview.OPENINGS), slots, subjects))]
    for number, (part, bank) in enumerate(zip(PARTS, banks, strict=True)):
        text = "".join(
            _fill(throw, sentence, slots, subjects)
            for choices, count in bank
            for sentence in throw.some(choices, count)
        )
        heading = style.format("一二三四五"[number], part)
        if style.startswith("（"):
            out += [Text(heading, "subheading"), Text(text)]
        else:
            out.append(Text(f"{heading}{text}"))
    if said.reconsiderations + said.lawsuits:
        out.append(
            Text(
                f"因政府信息公开被申请行政复议{said.reconsiderations}件，被提起行政诉讼{said.lawsuits}件，"
                "均已按程序答复或者应诉。"
            )
        )
    return out


def _problems(throw: Dice, voice: Dice, slots: dict[str, int | str], subjects: tuple[str, ...]) -> list[Text]:
    chosen = throw.some(topics.PROBLEMS, throw.randint(2, 4))
    wrong = [problem for _, problem, _ in chosen]
    mended = [remedy for _, _, remedy in chosen]
    opening = _fill(throw, throw.one(topics.PROBLEM_OPENINGS), slots, subjects)
    turn = _fill(throw, throw.one(topics.IMPROVEMENT_OPENINGS), slots, subjects)
    if voice.chance(0.5):
        numbered = [f"{'一二三四'[n]}是{text}。" for n, text in enumerate(wrong)]
        remedies = [f"{n}.{text}。" for n, text in enumerate(mended, 1)]
        return [Text(opening + "".join(numbered)), Text(turn), *map(Text, remedies)]
    return [Text(opening), *(Text(f"{p}。改进办法是：{r}。") for p, r in zip(wrong, mended, strict=True))]
