"""Whatever the page's controls do can be written in the line, and whatever the line says is shown by the controls."""

import random
from dataclasses import replace

import pytest
from made_reports import report

from indexer.index.embedded import EmbeddedIndex
from indexer.index.entry import entry
from indexer.search.model import FACETS, PLACES, SECTION, QueryError, SearchRequest

RATIOS = ("不予处理/新收", "(granted+refused)/新收")
NUMBERS = ("new_requests", "disclosure_rate", "requests.granted.natural_person", *RATIOS)
SORTS = ("relevance", "year", "-year", "-new_requests", "granted", *(f"-{ratio}" for ratio in RATIOS))


def ids(index, request: SearchRequest) -> list[str]:
    return [hit.id for hit in index.search(replace(request, size=500, page=1, facets=(), snippets=0)).hits]


def random_places(rng: random.Random, values: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Some places, none inside another, with those above them, as the page's tree chooses them."""
    chosen: list[str] = []
    for _ in range(rng.randrange(3)):
        path = rng.choice(values[rng.choice(PLACES)])
        if not any(f"{a}/".startswith(f"{b}/") for other in chosen for a, b in ((path, other), (other, path))):
            chosen.append(path)
    found: dict[str, dict[str, None]] = {}
    for path in chosen:
        steps = path.split("/")
        for end in range(1, len(steps) + 1):
            if steps[end - 1]:
                found.setdefault(PLACES[end - 1], {})["/".join(steps[:end])] = None
    return {level: tuple(paths) for level, paths in found.items()}


def random_request(rng: random.Random, values: dict[str, list[str]]) -> SearchRequest:
    filters = random_places(rng, values)
    for facet in rng.sample([f for f in FACETS if f not in PLACES], rng.randrange(3)):
        filters[facet] = tuple(rng.sample(values[facet], min(len(values[facet]), rng.randrange(1, 3))))
    q = rng.choice(["", "公开", "群众 OR 培训", '"云栖乡" -培训', "依申请公开", "问题:公开 (培训 OR 群众)"])
    if q and rng.random() < 0.2:
        filters[SECTION] = tuple(rng.sample(["s1", "s5", "preamble"], 2))
    ranges = {
        name: rng.choice([(1.0, None), (None, 150.0), (0.01, 120.0), (3.0, 3.0), (None, None)])
        for name in rng.sample(NUMBERS, rng.randrange(3))
    }
    return SearchRequest(
        q, filters, ranges, rng.choice(SORTS), language=rng.choice(["zh", "en"]), synonyms=rng.random() < 0.7
    )


@pytest.mark.parametrize("count", [120, pytest.param(500, marks=pytest.mark.slow)])
def test_every_control_can_be_written_in_the_line_and_is_shown_by_the_controls_again(index, count):
    rng = random.Random(11)
    facets = index.search(SearchRequest(size=0, facet_size=1000)).facets
    values = {name: [value.value for value in found] for name, found in facets.items()}
    found_some = 0
    for _ in range(count):
        chosen = random_request(rng, values)
        line = index.search(replace(chosen, size=0)).query
        again = index.controls(SearchRequest(line, language=chosen.language))
        assert {k: set(v) for k, v in again.filters.items()} == {k: set(v) for k, v in chosen.filters.items()}, line
        assert again.ranges.keys() == chosen.ranges.keys(), line
        assert all(again.ranges[name] == pytest.approx(chosen.ranges[name]) for name in chosen.ranges), line
        assert (again.sort, again.synonyms) == (chosen.sort, chosen.synonyms), line
        expected = ids(index, chosen)
        assert ids(index, SearchRequest(line)) == ids(index, again) == expected, line
        found_some += bool(expected)
    assert found_some > 0.4 * count


@pytest.mark.parametrize(
    ("line", "rest", "filters", "ranges"),
    [
        ("级别:county 公开", "公开", {"level": ("county",)}, {}),
        ("公开 新收:5..90 表式:2021", "公开", {"form": ("2021",)}, {"new_requests": (5, 90)}),
        ("市:示例省/甲市", "", {"province": ("示例省",), "city": ("示例省/甲市",)}, {}),
        ("年:2019..2021 公开", "公开", {"year": ("2019", "2020", "2021")}, {}),
        ("年>2020 年:2019", "年:2019", {"year": ("2021", "2022")}, {}),
        ("年:2021 年>=2020", "年>=2020", {"year": ("2021",)}, {}),
        ("年:未知 公开", "公开", {"year": ("",)}, {}),
        ("市:甲 公开", "公开", {"province": ("示例省",), "city": ("示例省/甲市",)}, {}),
        ("地区:东县", "", {"county": ("示例省/甲市/东县", "样本省/丙市/东县")}, {}),
        ("市:无此市 公开", "市:无此市 公开", {}, {}),
        ("省:示例省 市:示例省/甲市", "市:示例省/甲市", {"province": ("示例省",)}, {}),
        ("公开 栏目:问题", "公开", {"section": ("s5",)}, {}),
        ("有:公开率 公开", "公开", {}, {"disclosure_rate": (None, None)}),
        ("不予处理/新收>=0.1 公开", "公开", {}, {"不予处理/新收": (0.1, None)}),
        ("新收>5", "新收申请>5", {}, {}),
        ("级别:county OR 公开", "级别:县级政府 OR 公开", {}, {}),
    ],
)
def test_conditions_of_the_line_move_into_the_controls_and_find_the_same(index, line, rest, filters, ranges):
    moved = index.controls(SearchRequest(line))
    assert {k: set(v) for k, v in moved.filters.items() if k in filters} == {k: set(v) for k, v in filters.items()}
    assert moved.filters.keys() - filters.keys() <= {"province", "city"}
    assert moved.ranges == ranges
    assert index.search(SearchRequest(moved.q)).understood == rest
    assert ids(index, moved) == ids(index, SearchRequest(line))


@pytest.mark.parametrize(
    ("line", "sort", "synonyms"),
    [
        ("公开 排序:-新收", "-new_requests", True),
        ("公开 sort:year", "year", True),
        ("排序：新收降序 公开", "-new_requests", True),
        ("公开，排序:年 降序", "-year", True),
        ("排序=-不予处理/新收", "-不予处理/新收", True),
        ("公开 排序:相关度", "relevance", True),
        ("同义词:关 依申请公开", "granted", False),
        ("依申请公开 synonyms:off 排序:-年", "-year", False),
    ],
)
def test_order_and_synonyms_are_said_in_the_line_and_win_over_the_address(index, line, sort, synonyms):
    asked = SearchRequest(line, sort="granted")
    moved = index.controls(asked)
    assert (moved.sort, moved.synonyms) == (sort, synonyms)
    assert "排序" not in moved.q
    assert ids(index, asked) == ids(index, moved) == [record.stored["id"] for record in index.records(asked)]


def test_a_facet_counts_what_else_could_be_chosen_however_the_choice_was_made(index):
    chosen = index.search(SearchRequest("公开", {"level": ("county",)}, size=0))
    written = index.search(SearchRequest("公开 级别:县级政府", size=0))
    assert written.facets == chosen.facets
    assert len(written.facets["level"]) > 1
    ranged = index.search(SearchRequest("公开 年:2019..2021", size=0))
    assert ranged.facets == index.search(SearchRequest("公开 年:2019,2020,2021", size=0)).facets
    assert {value.value for value in ranged.facets["year"] if not value.selected} >= {"2018", "2022"}


def test_a_condition_that_names_very_many_places_stays_short_in_the_line(tmp_path):
    """Each link of the page would else carry them all."""
    made = []
    for number in range(40):
        one = report(number)
        one["report"]["region"] |= {"province": f"第{number}省", "city": "同名市", "county": None, "township": None}
        made.append(entry(one))
    many = EmbeddedIndex(tmp_path)
    many.update(made)
    asked = SearchRequest("市:同名市 公开")
    assert many.search(asked).total == many.search(SearchRequest("公开")).total > 0
    assert many.controls(asked) == asked


PIECES = (
    *(
        "公开",
        "群众",
        "培训",
        "依申请公开",
        '"云栖乡"',
        "级别:county",
        "级别:县级",
        "年:2021",
        "年>=2020",
        "年:2019..2021",
        "乡镇:未知",
        "年:未知",
        "格式:pdf",
    ),
    *(
        "新收:5..90",
        "新收>5",
        "不予处理/新收<0.3",
        "(予以公开+不予公开)/新收:10%..50%",
        "有:新收",
        "无:新收",
        "新收:空白",
    ),
    *(
        "市:甲",
        "省:示例省",
        "地区:东县",
        "县:无此县",
        "检查:不符",
        "栏目:问题",
        "问题:",
        "排序:-新收",
        "sort:year",
        "同义词:关",
    ),
    *("OR", "-", "NOT", "(", ")", "，", ":"),
)


@pytest.mark.parametrize("count", [150, pytest.param(600, marks=pytest.mark.slow)])
def test_any_line_finds_the_same_in_the_same_order_when_controls_or_the_line_shown_say_it(index, count):
    rng = random.Random(3)
    answered = 0
    for _ in range(count):
        line = " ".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 6))).replace("- ", "-")
        asked = SearchRequest(line, language=rng.choice(["zh", "en"]))
        try:
            found = index.search(replace(asked, size=0))
        except QueryError:
            continue
        answered += 1
        expected = ids(index, asked)
        assert ids(index, index.controls(asked)) == expected, line
        assert ids(index, replace(asked, q=found.query)) == expected, (line, found.query)
    assert answered > 0.6 * count
