"""One line asks for text, fields, numbers and ratios; what it was understood as is what it does."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from indexer.search import render
from indexer.search.language import parse
from indexer.search.leaves import Among, Compare, Exact, InState, Known, Pattern, Word
from indexer.search.model import QueryError
from indexer.search.numbers import Measure, key_numbers


def understood(line: str, **options: object) -> str:
    return render.text(parse(line, with_synonyms=False).tree, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("人员不足 培训", "人员不足 培训"),
        ("人员不足的问题", "人员不足 问题"),
        ("人员不足 OR 培训 -群众", "人员不足 OR (培训 -群众)"),
        ("(人员不足 OR 培训) NOT 群众", "(人员不足 OR 培训) -群众"),
        ('"人员 不足"', '"人员不足"'),
        ("“人员不足”", '"人员不足"'),
        ("「人员不足」", '"人员不足"'),
        ("問題:「人員不足」", '问题:"人员不足"'),
        ("problems:人员不足", "问题:人员不足"),
        ("问题:(经费 不足)", "问题:经费 问题:不足"),
        ("标题:财政局 机关:财政局", "标题:财政局 机关:财政局"),
        ("级别：县级政府", "级别:县级政府"),
        ("level:county,township", "级别:县级政府,乡镇街道"),
        ("级别:未知", "级别:未知"),
        ("年:2019..2024", "年>=2019 年<=2024"),
        ("年：2019-2024", "年>=2019 年<=2024"),
        ("年:2019 至 2024年", "年>=2019 年<=2024"),
        ("年:(2019 OR 2021)", "年:2019,2021"),
        ("年:2021以来", "年>=2021"),
        ("新收:10～20件", "新收申请>=10 新收申请<=20"),
        ("新收:20..10", "新收申请>=10 新收申请<=20"),
        ("新收=>100", "新收申请>=100"),
        ("新收 超过 100", "新收申请>100"),
        ("新收 大于 100 件 且 年份:2023", "新收申请>100 年:2023"),
        ("新收>5 人员不足", "新收申请>5 人员不足"),
        ("收费金额>5 万元", "行政事业性收费>5"),
        ("10<新收<=20", "新收申请>10 新收申请<=20"),
        ("收费金额>5万元", "行政事业性收费>5"),
        ("予以公开 + 部分公开 > 3", "予以公开+部分公开>3"),
        ("信访举报投诉类申请>3", "信访举报投诉类申请>3"),
        ("新收≥5 省:“云南省”", "新收申请>=5 省:云南省"),
        ("级别:区县", "级别:县级政府,县级部门"),
        ("格式:Word", "格式:doc,docx"),
        ("培训？", "培训"),
        ("‘人员不足’", '"人员不足"'),
        ("依  申  请  公  开", "依申请公开"),
        ("全文:培训", "培训"),
        ("培训 栏目:问题,总体", "培训 栏目:问题,总体"),
        ("--培训", "-培训"),
        ("省：浙江省，江苏省，年：2021", "省:浙江省,江苏省 年:2021"),
        ("标题：“年度报告”，机关：财政局", '标题:"年度报告" 机关:财政局'),
        ("新收>100；不予处理>3", "新收申请>100 不予处理>3"),
        ("年=2019..2021 级别=县级 问题=“不足”", '年>=2019 年<=2021 级别:县级政府,县级部门 问题:"不足"'),
        ("年:2019，2021", "年:2019,2021"),
        ("年＞２０２０", "年>2020"),
        ("地区:杭州市", "地区:杭州市"),
        ("新收:>100", "新收申请>100"),
        ("新收＞１００", "新收申请>100"),
        ("新收>1 000", "新收申请>1000"),
        ("新收:>1 0 0 0 件", "新收申请>1000"),
        ("新收>100 2021", "新收申请>100 2021"),
        ("新收>1 2021", "新收申请>1 2021"),
        ("年:2 0 2 1 公开", "年:2021 公开"),
        ("年:2 0 1 9..2 0 2 1", "年>=2019 年<=2021"),
        ("予以公开+部分公开/总计>0.5", "(予以公开+部分公开)/总计>0.5"),
        ("有:予以公开+部分公开÷总计", '有:"(予以公开+部分公开)/总计"'),
        ("http://www.example.com", '"http://www.example.com"'),
        ("C:\\foo", '"c:\\foo"'),
        ("2021-03-15", '"2021-03-15"'),
        ("培训|群众 问题:经费|人员", "(培训 OR 群众) (问题:经费 OR 问题:人员)"),
        ("new_requests>100", "新收申请>100"),
        ("新收:10..20", "新收申请>=10 新收申请<=20"),
        ("新收:1,000", "新收申请=1000"),
        ("新收≥1万", "新收申请>=10000"),
        ("不予处理/总计>30%", "不予处理/总计>0.3"),
        ("(予以公开+部分公开)/办理总计<0.5", "(予以公开+部分公开)/办理总计<0.5"),
        ("requests.granted.natural_person>3", "requests.granted.natural_person>3"),
        ("有:新收", "有:新收申请"),
        ("有:blank", "有:空白"),
        ("新收:空白", "新收申请:空白"),
        ("(予以公开+部分公开)/新收:空白", "(予以公开+部分公开)/新收:空白"),
        ("(予以公开+部分公开)/新收:10%..20%", "(予以公开+部分公开)/新收>=0.1 (予以公开+部分公开)/新收<=0.2"),
        ('有:"(予以公开+部分公开)/新收"', '有:"(予以公开+部分公开)/新收"'),
        ("(经费 OR 人员):不足", "(经费 OR 人员) 不足"),
        ("无:新收", "-有:新收申请"),
        ("检查:勾稽不符", "检查:勾稽不符"),
        ("培训*", "培训*"),
        ("云 栖 乡", '"云栖乡"'),
        ("1 2 3 4 5", "12345"),
        ("ＡＢＣ", "abc"),
        ("第（五）项", '"第(五)项"'),
        ("or", "or"),
        ("", ""),
    ],
)
def test_a_line_is_understood_as(line, shown):
    assert understood(line) == shown


@pytest.mark.parametrize("name", ["欧阳修远", "赵钱孙李公司", "云栖乡", "A1路"])
def test_a_name_that_no_dictionary_has_is_looked_for_as_a_string(name):
    tree = parse(name).tree
    assert isinstance(tree, Exact)
    assert tree.text == name.lower()


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("人员 foo>3", 3),
        (">100", 0),
        ("不予处理超过30%", 8),
        ("公开 新收＞３０％", 8),
        ("新收:10%..20%", 5),
        ("人员 foo:3", 3),
        ("新收:abc", 3),
        ("不予处理/没有>1", 5),
        ("公开率+新收>1", 0),
        ("*不足", 0),
        ("有:什么", 2),
        ("问题:", 0),
        ("(" * 60 + "a", 41),
        ("年:去年", 2),
        ("表式:2020", 3),
        ("排序:什么", 3),
        ("公开 sort:", 8),
        ("同义词:也许", 4),
        ("级别:县级,什么", 6),
        ("新收>", 2),
        ("人员 " * 1_000, 2_000),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(line, place):
    with pytest.raises(QueryError) as caught:
        parse(line)
    assert caught.value.position == place


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ('"人员不足', "open_quote"),
        ("(人员", "open_bracket"),
        ("人员)", "stray_bracket"),
        ("人员 or 培训", "small_operator"),
        ("OR 人员", "stray_operator"),
        ("栏目:问题", "no_words"),
        ("公开 NOT", "stray_operator"),
        ("公开 ()", "empty"),
        ('公开 ""', "empty"),
        ('"人员 不足"~3', "no_distance"),
        ("不予公开/新收>30", "over_one"),
    ],
)
def test_what_has_one_sensible_meaning_is_mended_and_said(line, note):
    assert parse(line).notes[0][0] == note


def test_a_refusal_speaks_the_readers_language_and_names_what_may_have_been_meant():
    with pytest.raises(QueryError) as caught:
        parse("新收申请数量>5")
    assert "新收申请" in caught.value.text("zh").partition("是否指")[2]
    assert "新收申请" in caught.value.text("en").partition("did you mean")[2]


@pytest.mark.parametrize(("line", "meant"), [("levl:county", "level"), ("ttle:财政局", "title"), ("新手>100", "新收")])
def test_a_misspelt_field_or_short_number_is_told_the_name_that_comes_closest(line, meant):
    with pytest.raises(QueryError) as caught:
        parse(line)
    assert meant in caught.value.text("zh").partition("是否指")[2]


@pytest.mark.parametrize(
    ("line", "shown"), [("问题:-人员", "-问题:人员"), ("标题:!(财政 审计)", "-(标题:财政 标题:审计)")]
)
def test_without_is_never_dropped_behind_a_field(line, shown):
    assert understood(line) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("新收》100", "新收申请>100"),
        ("(新收 〉 100 OR 复议《=5) 公开", "(新收申请>100 OR 行政复议<=5) 公开"),
        ("(予以公开+部分公开)/总计》30%", "(予以公开+部分公开)/总计>0.3"),
        ("年》2020", "年>2020"),
        ("《条例》2021", "条例 2021"),
        ("《行政复议》10", "行政复议 10"),
    ],
)
def test_what_a_chinese_keyboard_writes_for_greater_compares_numbers_and_stays_a_title_mark_elsewhere(line, shown):
    assert understood(line) == shown


def test_a_percentage_of_a_count_is_refused_with_the_ratio_that_may_have_been_meant():
    for line, ratio in (("不予处理>30%", "不予处理率"), ("新收>50%", "新收申请/办理总计")):
        with pytest.raises(QueryError) as caught:
            parse(line)
        assert ratio in caught.value.text("zh")
    assert parse("不予处理率>30%").notes == ()


def test_a_name_that_is_no_field_is_searched_as_text_and_that_is_said():
    assert parse("作者:培训").notes == (("unknown_field", "作者"),)


def test_synonyms_are_added_said_and_can_be_switched_off():
    asked = parse("依申请公开")
    assert {leaf.text for leaf in asked.tree.subqueries} == {"依申请公开", "申请公开"}
    assert asked.notes == (("synonyms", "依申请公开 / 申请公开"),)
    assert parse("依申请公开", with_synonyms=False).tree == Word("依申请公开")
    assert parse('"依申请公开"').tree == Exact("依申请公开")


@pytest.mark.parametrize("word", ["依申请公开", "申请公开", "微信公众号", "微信公众平台"])
def test_every_word_of_a_group_of_synonyms_finds_the_others_also_one_that_the_dictionary_does_not_know(word):
    asked = parse(f"加强{word}建设")
    assert any(key == "synonyms" and about.startswith(f"{word} / ") for key, about in asked.notes)
    assert f" {word} " in understood(f"加强{word}建设")
    assert parse(f'"{word}"').notes == ()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='问题新收年:><=()"“”-*?/.+,0123人员不足ＯＲOR 　\n非NOT公开有%', max_size=40))
def test_no_line_does_worse_than_a_query_error(line):
    try:
        tree = parse(line).tree
    except QueryError as error:
        assert 0 <= error.position <= len(line)
    else:
        assert isinstance(tree, query.Query)


def random_leaf(rng: random.Random) -> query.Query:
    number = rng.choice(list(key_numbers().values()))
    return rng.choice(
        [
            Word(rng.choice(["人员不足", "培训", "群众"]), rng.choice([None, "s5", "title"])),
            Exact(rng.choice(["员不", "第(五)项", "a b"]), rng.choice([None, "s1"])),
            Pattern("培训*"),
            Among("level", ("county", "township")),
            Among("county", ("示例省/甲市/东县",)),
            Among("check", ("fails",)),
            Compare(number.measure, rng.choice([">", "<=", "="]), rng.choice([0.25, 3.0, 100000.0]), number.key),
            Compare(Measure(("year",)), ">=", 2020.0, "year"),
            InState((*number.measure.over, *number.measure.under), rng.choice(["missing", "blank"]), number.key),
            Known(number.measure, number.key),
            InState((), "ambiguous"),
        ]
    )


def random_tree(rng: random.Random, depth: int = 0) -> query.Query:
    if depth == 3 or rng.random() < 0.4:
        return random_leaf(rng)
    kind = rng.choice(["and", "or", "not"])
    if kind == "not":
        return query.Not(random_leaf(rng))
    parts = [random_tree(rng, depth + 1) for _ in range(2)]
    return query.And(parts) if kind == "and" else query.Or(parts)


def shape(tree: query.Query) -> object:
    """A tree as nested sets, groups within groups of the same kind dissolved."""
    if isinstance(tree, query.Not):
        return ("not", shape(tree.query))
    if not isinstance(tree, query.And | query.Or):
        return tree
    parts = [part for sub in tree.subqueries for part in (sub.subqueries if type(sub) is type(tree) else [sub])]
    inner = [shape(part) for part in parts]
    if any(type(part) is type(tree) for part in parts):
        return shape(type(tree)(parts))
    return (type(tree).__name__, frozenset(inner))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_shown_reads_back_as_the_same_query(language):
    rng = random.Random(4)
    for _ in range(500):
        tree = random_tree(rng)
        shown = render.text(tree, language)
        assert shape(parse(shown, with_synonyms=False).tree) == shape(tree), shown
