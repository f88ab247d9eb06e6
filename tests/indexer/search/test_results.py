"""What a result shows besides its reports: sentences, facets as a tree, histograms, suggestions, JSON."""

import json

import numpy as np
import pytest
from made_reports import report

from indexer.fold import folded
from indexer.index.embedded import EmbeddedIndex
from indexer.index.entry import entry
from indexer.search.model import FACETS, SECTION, QueryError, SearchRequest
from indexer.search.numbers import compute, key_numbers


def one(narrative: str, *, number: int = 5, **changes: object) -> dict:
    made = report(1)
    sections = made["report"]["sections"]
    for section in sections:
        section["narrative"] = ""
    sections[number - 1] |= {"narrative": narrative, "title": "存在的主要问题及改进情况"}
    made["report"] |= {"preamble": "", **changes}
    return entry(made)


@pytest.fixture
def small(tmp_path):
    def make(*entries: dict) -> EmbeddedIndex:
        made = EmbeddedIndex(tmp_path / "small")
        made.update([{**e, "id": f"r{i}", "stored": {**e["stored"], "id": f"r{i}"}} for i, e in enumerate(entries)])
        return made

    return make


def test_a_highlight_marks_the_hit_in_its_sentence_and_nothing_else(small):
    text = "一是培训力度不够。　　二是人 員 不足，访问题库者少；問題仍多。三是其他。"
    hit = small(one(text)).search(SearchRequest("问题 “人员不足”")).hits[0]
    shown = [list(snippet.runs) for snippet in hit.snippets]
    assert shown == [
        [("二是", False), ("人 員 不足", True), ("，访问题库者少；", False)],
        [("問題", True), ("仍多。", False)],
    ]
    assert {(s.section, s.section_title) for s in hit.snippets} == {(5, "存在的主要问题及改进情况")}


def test_a_hit_in_the_title_alone_is_shown_where_it_stands(small):
    made = small(
        one("培训力度不够。", title="东县财政局2022年度报告"), one("财政局培训少。", title="东县财政局2023年度报告")
    )
    shown = {h.id: [(s.field, s.runs) for s in h.snippets] for h in made.search(SearchRequest("财政局")).hits}
    assert shown == {
        "r0": [("title", (("东县", False), ("财政局", True), ("2022年度报告", False)))],
        "r1": [("s5", (("财政局", True), ("培训少。", False)))],
    }


def test_sentences_that_say_something_of_the_hit_come_before_headings(small):
    headings = "（一）信息公开平台。（二）信息公开员、信息公开栏。"
    text = f"{headings}全年发布信息公开目录三百条。各乡镇信息公开专栏每季更新一次。镇里的信息公开员一年里换得太勤。"
    hit = small(one(text)).search(SearchRequest('"信息公开"')).hits[0]
    shown = ["".join(text for text, _ in snippet.runs) for snippet in hit.snippets]
    assert [line[:2] for line in shown] == ["全年", "各乡", "镇里"]


def test_a_number_is_marked_whole_whether_it_is_written_with_commas_or_not(small):
    made = small(one("全年收到12,345件，上年1２３４5件，另有1234.5件。"))
    (snippet,) = made.search(SearchRequest("12345")).hits[0].snippets
    assert [text for text, is_hit in snippet.runs if is_hit] == ["12,345", "1２３４5"]


def test_joined_runs_are_the_text_as_it_was_written(index, entries):
    texts = {e["id"]: [text for _, _, _, text in e["pieces"]] for e in entries}
    for hit in index.search(SearchRequest("群众 OR 公开", size=60)).hits:
        for snippet in hit.snippets:
            assert any("".join(text for text, _ in snippet.runs) in text for text in texts[hit.id])
            assert {folded(text) for text, is_hit in snippet.runs if is_hit} <= {"群众", "公开"}


def test_a_long_sentence_is_cut_around_its_hit(small):
    text = "甲" * 500 + "人员不足" + "乙" * 500
    runs = small(one(text)).search(SearchRequest('"人员不足"')).hits[0].snippets[0].runs
    assert sum(len(text) for text, _ in runs) <= 170
    assert ("人员不足", True) in runs


def test_a_search_without_words_shows_a_sentence_that_tells_something(small):
    text = "虽取得成效，但仍存在一些问题。（一）联络员换得勤，新手对去标识不熟悉。"
    made = small(one(text, preamble="根据《政府信息公开条例》第五十条规定编制本报告，如有疑问请联系。"))
    (snippet,) = made.search(SearchRequest()).hits[0].snippets
    assert snippet.runs == (("（一）联络员换得勤，新手对去标识不熟悉。", False),)
    assert snippet.section == 5


def test_a_section_is_named_as_it_is_printed_and_in_the_language_asked_for(small):
    made = small(one("人员不足。"))
    (snippet,) = made.search(SearchRequest("人员不足", language="en")).hits[0].snippets
    assert (snippet.section_title, snippet.label) == ("存在的主要问题及改进情况", "Main problems and improvements")


def test_place_facets_are_a_tree_whose_levels_heed_the_ones_above(index):
    chosen = {"province": ("示例省",), "city": ("示例省/甲市",)}
    found = index.search(SearchRequest(filters=chosen, size=0))
    assert {value.value for value in found.facets["province"]} == {"示例省", "样本省"}
    assert {value.value for value in found.facets["city"]} == {"示例省/甲市", "示例省/乙市"}
    assert {value.value for value in found.facets["county"]} == {"示例省/甲市/东县", "示例省/甲市/西县"}
    both = {"province": ("示例省", "样本省"), "city": ("示例省/甲市",)}
    whole = sum(value.count for value in found.facets["province"] if value.value == "样本省")
    assert index.search(SearchRequest(filters=both, size=0)).total == found.total + whole


def test_a_facet_lists_the_most_frequent_values_and_every_chosen_one(index):
    found = index.search(SearchRequest(filters={"year": ("2018",)}, facet_size=1, size=0))
    assert {value.value for value in found.facets["year"]} >= {"2018"}
    assert len(found.facets["year"]) <= 2


def test_the_section_of_the_hit_is_counted_and_can_be_chosen(index):
    found = index.search(SearchRequest("培训", facets=(*FACETS, SECTION), size=0))
    for value in found.facets[SECTION]:
        narrowed = index.search(SearchRequest("培训", {SECTION: (value.value,)}, size=0))
        scoped = index.search(
            SearchRequest({"s5": "问题:培训"}.get(value.value, "培训"), {SECTION: (value.value,)}, size=0)
        )
        assert narrowed.total == value.count == scoped.total


def test_a_number_that_is_blank_is_outside_every_range_and_counted_as_unknown(small):
    entries = [one("甲"), one("乙")]
    entries[0]["cells"]["requests.new_received.total"] = ("blank", None)
    entries[1]["cells"]["requests.new_received.total"] = ("value", 0)
    made = small(*entries)
    assert [h.id for h in made.search(SearchRequest(ranges={"new_requests": (0, 0)})).hits] == ["r1"]
    assert [h.id for h in made.search(SearchRequest("新收:空白")).hits] == ["r0"]
    assert [h.id for h in made.search(SearchRequest("无:新收")).hits] == ["r0"]
    histogram = made.search(SearchRequest(histograms=("new_requests",))).histograms["new_requests"]
    assert (histogram.known, histogram.unknown) == (1, 1)


@pytest.mark.parametrize(
    "values", [[0, 0.05, 0.25, 0.3, 1], [12.5, 19.5, 20, 33.25], [3, 3], [0.5], [0, 7, 40, 9_000_000]]
)
def test_the_bars_of_a_distribution_hold_every_report_once(small, values):
    entries = [one(str(n)) for n in range(len(values) + 1)]
    for made, value in zip(entries, values, strict=False):
        made["cells"]["requests.new_received.total"] = ("value", value)
    entries[-1]["cells"]["requests.new_received.total"] = ("blank", None)
    found = small(*entries).search(SearchRequest(histograms=("new_requests",))).histograms["new_requests"]
    assert sum(b.count for b in found.bins) == found.known == len(values)
    assert (found.unknown, found.blank, found.whole) == (1, 1, all(v == int(v) for v in values))
    for b in found.bins[:-1]:
        assert b.count == sum(b.low <= v < b.high for v in values)


def test_a_preset_range_always_narrows_and_finds_something(index):
    keys = ("new_requests", "disclosure_rate", "carried_to_next")
    for key, histogram in index.search(SearchRequest(histograms=keys, size=0)).histograms.items():
        for low, high in histogram.presets:
            assert 0 < index.search(SearchRequest(ranges={key: (low, high)}, size=0)).total < histogram.known


def test_a_search_without_a_hit_suggests_what_would_have_one(index):
    found = index.search(SearchRequest("群众满易度"))
    assert found.total == 0
    assert found.suggestions
    assert all(index.search(SearchRequest(s)).total for s in found.suggestions)


@pytest.mark.parametrize("line", ["%00", "作者:张三", "问题:年:2021", "群众满易度 -公开 -信息", "群众满易度 年:2021"])
def test_what_is_suggested_always_finds_something_and_is_not_what_was_typed(index, line):
    found = index.search(SearchRequest(line, size=0))
    assert line not in found.suggestions
    assert all(index.search(SearchRequest(other, size=0)).total for other in found.suggestions)


def test_conditions_that_exclude_each_other_are_told_with_what_is_left_without_each(index):
    found = index.search(SearchRequest("年:2021 年:2022", size=0))
    left = index.search(SearchRequest("年:2022", size=0)).total
    assert (found.total, f"去掉 年:2021 后有 {left} 份" in found.notes, len(found.notes)) == (0, True, 2)


@pytest.mark.parametrize("typed", ["栏目层极深", "栏目级深", "栏目层层级深", "栏层目级深", "拦目层级深", "栏目层级探"])
def test_one_wrong_missing_doubled_or_exchanged_character_is_put_right_from_the_texts(small, typed):
    made = small(one("主要是栏目层级深、找文件要点五六次。"), one("另一份报告。"))
    assert "栏目层级深" in made.search(SearchRequest(f"“{typed}”")).suggestions[0]


@pytest.mark.parametrize("typed", ["栏木层级", "栏目层几", "木层级"])
def test_an_error_beside_a_single_character_is_put_right_too(small, typed):
    made = small(*[one(f"主要是栏目层级深、找文件要点五六次，第{n}层级。") for n in range(30)])
    found = made.search(SearchRequest(f"“{typed}”"))
    assert (found.total, "目层级" in found.suggestions[0]) == (0, True)


@pytest.mark.parametrize("line", ["鹤汀*", "鹤汀? 公开", "问题:鹤汀*"])
def test_a_pattern_of_a_name_that_is_no_word_leads_to_the_name(small, line):
    made = small(one("鹤汀区公开信息十条。"), one("另一份报告。"))
    found = made.search(SearchRequest(line))
    assert (found.total, found.suggestions) == (0, (line.replace("*", "").replace("?", ""),))
    assert made.search(SearchRequest(found.suggestions[0])).total == 1


def test_what_stands_in_deleted_reports_alone_is_not_suggested(small):
    made = small(one("主要是栏目层级深。"), one("另一份报告。"))
    made.update([], ["r0"])
    for typed in ("“栏目层极深”", "栏目层", "“栏目层级深处”"):
        assert made.search(SearchRequest(typed)).suggestions == ()


def test_an_unknown_number_is_refused_wherever_it_is_asked_for(index):
    for request in (
        SearchRequest(sort="foo"),
        SearchRequest(ranges={"foo": (1, 2)}),
        SearchRequest(histograms=("foo",)),
        SearchRequest(filters={"foo": ("x",)}),
        SearchRequest(facets=("foo",)),
    ):
        with pytest.raises(QueryError, match="foo"):
            index.search(request)


def test_a_result_is_plain_json(index):
    found = index.search(SearchRequest("群众", histograms=("new_requests",))).to_json()
    assert json.loads(json.dumps(found)) == found
    assert {"total", "hits", "facets", "understood", "query", "notes", "suggestions", "histograms"} <= found.keys()


def test_an_index_without_a_report_answers_everything_with_nothing(tmp_path):
    empty = EmbeddedIndex(tmp_path / "empty")
    lines = (
        "",
        "公开 新收>1",
        '"人员不足"',
        "培训*",
        "有:空白",
        "县:东县 年:2019..2020",
        "不予公开率>0.1",
        "问题:公开",
    )
    for line in lines:
        found = empty.search(
            SearchRequest(line, facets=(*FACETS, SECTION), histograms=("new_requests",), sort="granted")
        )
        assert (found.total, found.hits) == (0, ())
    assert list(empty.records(SearchRequest())) == []
    assert empty.series({"": SearchRequest()}, ["new_requests"]).lines[0].points == ()


# -- series --------------------------------------------------------------------------------------------------------


def test_a_series_counts_the_reports_behind_every_figure(index, entries):
    found = index.series({"": SearchRequest()}, ["new_requests", "disclosure_rate"], "level")
    for point in found.lines[0].points:
        here = [e for e in entries if e["facets"]["level"] == point.value]
        for key in ("new_requests", "disclosure_rate"):
            (figure,) = point.figures[key]
            values = [v for e in here if (v := compute(key_numbers()[key].measure, e["cells"])) is not None]
            assert figure.reports == len(here) == figure.known + figure.blank + figure.unclear + figure.absent
            assert figure.known == len(values)
            assert figure.median == pytest.approx(np.median(values))
        assert point.figures["new_requests"][0].total == sum(
            e["cells"]["requests.new_received.total"][1] or 0 for e in here
        )


def test_a_series_never_says_that_an_unknown_form_lacks_a_number(entries, tmp_path):
    lost = {**entries[0], "cells": {}, "facets": {**entries[0]["facets"], "form": ""}}
    older = {**entries[1], "cells": {}, "facets": {**entries[1]["facets"], "form": "2014"}}
    made = EmbeddedIndex(tmp_path)
    made.update([lost, older])
    points = made.series({"": SearchRequest()}, ["new_requests"], "form").lines[0].points
    figures = {point.value: point.figures["new_requests"][0] for point in points}
    assert (figures[""].unclear, figures[""].absent) == (1, 0)
    assert (figures["2014"].unclear, figures["2014"].absent) == (0, 1)


def test_places_of_one_name_are_told_apart_in_a_series(index):
    labels = [point.label for point in index.series({"": SearchRequest()}, ["new_requests"], "county").lines[0].points]
    assert {"示例省 甲市 东县", "样本省 丙市 东县", "西县"} <= set(labels)


def test_the_shares_of_all_groups_make_the_whole_and_forms_that_do_not_compare_have_wholes_of_their_own(index):
    found = index.series({"": SearchRequest()}, ["new_requests", "penalty_decisions", "disclosure_rate"], "year")
    figures = {key: [f for p in found.lines[0].points for f in p.figures[key]] for key in found.numbers}
    assert sum(f.share for f in figures["new_requests"] if f.share is not None) == pytest.approx(1)
    for form in ("2019", "2021"):
        own = [f.share for f in figures["penalty_decisions"] if f.forms == (form,) and f.share is not None]
        assert sum(own) == pytest.approx(1)
    assert {f.share for f in figures["disclosure_rate"]} == {None}


def test_forms_that_do_not_compare_are_never_joined(index):
    found = index.series({"": SearchRequest()}, ["penalty_decisions", "new_requests"], "year")
    assert set(found.breaks) == {"penalty_decisions"}
    for point in found.lines[0].points:
        assert all(len(figure.forms) == 1 for figure in point.figures["penalty_decisions"])
        assert len(point.figures["new_requests"]) == 1


def test_places_stand_side_by_side_over_the_years(index):
    lines = {name: SearchRequest(f"市:{name}") for name in ("甲市", "乙市")}
    found = index.series(lines, ["new_requests"])
    assert [line.label for line in found.lines] == ["甲市", "乙市"]
    assert all(line.reports == sum(p.reports for p in line.points) > 0 for line in found.lines)
    with pytest.raises(QueryError, match="format"):
        index.series(lines, ["new_requests"], "format")
