"""A section's narrative is shown whole, and its parts can be linked to."""

from search_app.narrative import shown


def section(narrative: str, *headings: str) -> dict[str, object]:
    parts = [{"key": f"1.{n}", "heading": h, "text": ""} for n, h in enumerate(headings, 1)]
    return {"number": 1, "title": "总体情况", "heading_raw": None, "narrative": narrative, "parts": parts}


def test_no_character_of_the_narrative_is_lost() -> None:
    text = "开头。\n（一）主动公开。全年公开十条。\n　　续段。\n（二）依申请公开\n收到三件。"
    found = shown(section(text, "（一）主动公开。", "（二）依申请公开"))
    joined = "".join(p.heading + p.text for p in found.paragraphs)
    assert joined == "".join(text.split())


def test_parts_are_found_in_order_where_their_heading_begins_a_paragraph() -> None:
    found = shown(section("（一）主动公开\n甲\n（二）依申请公开 乙", "（一）主动公开", "（二）依申请公开"))
    assert [(p.key, p.text) for p in found.paragraphs] == [("1.1", ""), ("", "甲"), ("1.2", "乙")]
    assert found.parts == (("1.1", "（一）主动公开"), ("1.2", "（二）依申请公开"))


def test_a_heading_that_the_narrative_does_not_hold_makes_no_dead_link() -> None:
    assert shown(section("甲\n乙", "（一）没有")).parts == ()


def test_a_stop_stays_with_its_heading_and_a_numbered_sentence_is_no_heading() -> None:
    found = shown(
        section("（一）公开。全年十条。\n（二）答复三件。\n（三）平台。\n改版。", "（一）公开", "（二）", "（三）平台")
    )
    assert [(p.key, p.heading, p.text) for p in found.paragraphs] == [
        ("1.1", "（一）公开。", "全年十条。"),
        ("1.2", "", "（二）答复三件。"),
        ("1.3", "（三）平台。", ""),
        ("", "", "改版。"),
    ]
    assert [key for key, _ in found.parts] == ["1.1", "1.3"]
