"""What searches, series and exports say on a terminal, and why a query is refused, each in Chinese and English."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from indexer.search.model import QueryError

TEXTS = {
    "open_quote": ("引号没有成对，已当作到末尾", "A quotation mark is not closed; it was read to the end"),
    "open_bracket": ("括号没有成对，已当作到末尾", "A bracket is not closed; it was read to the end"),
    "stray_bracket": ("多余的括号已忽略", "A bracket too many was ignored"),
    "stray_operator": ("{} 缺少前后内容，已忽略", "{} has nothing to join and was ignored"),
    "small_operator": (
        "“{0}”当作文字检索；作运算符时请大写",
        "{0} was searched as a word; as an operator it is in capitals",
    ),
    "empty": ("{} 里没有内容，已忽略", "{} holds nothing and was ignored"),
    "no_distance": ("{} 已忽略：引号内的文字须原样相连", "{} was ignored: a string in quotation marks stands together"),
    "synonyms": ("同义词一并检索：{}", "Synonyms searched too: {}"),
    "swapped": ("{} 的下限大于上限，已对调", "The bounds {} were the wrong way round and were swapped"),
    "one_number": ("“{}”里的空格不算，已当作一个数", "The blanks in {} do not count; it was read as one number"),
    "over_one": (
        "{0} 是比率的倍数（1 即 100%）；若指百分比，请在数字后加 %",
        "{0} is a multiple (1 is 100%); if per cent was meant, write % behind the number",
    ),
    "no_words": (
        "“栏目:”是检索词所在的部分，要和检索词一起用",
        "a section of the hit is where the words stand; it needs words beside it",
    ),
    "unknown_field": ("没有名为“{}”的栏目或指标，已当作文字检索", "No field is called {}; it was searched as text"),
}

REFUSALS = {
    "too_long": ("检索式最多 {most} 个字符", "a query has at most {most} characters"),
    "too_deep": ("括号嵌套超过 {most} 层", "brackets are nested more than {most} deep"),
    "too_many": ("检索式最多含 {most} 个词和条件", "a query has at most {most} words and conditions"),
    "open_pattern": ("通配符不能放在最前面", "a pattern cannot begin with * or ?"),
    "no_text": ("{name}: 后面缺少要找的内容", "{name}: what is to be found there is missing"),
    "no_value": ("{name} 后面缺少值", "{name}: a value is missing"),
    "no_field": ("没有名为“{name}”的栏目或指标{near}", "no field or number is called {name}{near}"),
    "no_number": ("没有名为“{name}”的指标{near}", "no number is called {name}{near}"),
    "no_state": ("没有名为“{name}”的指标或状态{near}", "no number or state is called {name}{near}"),
    "no_cell": ("没有哪种表式有单元格 {name}", "no form has the cell {name}"),
    "no_facet": ("没有名为“{name}”的筛选项，可用：{known}", "no facet is called {name}; there are {known}"),
    "not_a_value": ("“{name}”不是可选值，可用：{known}", "{name} is none of {known}"),
    "not_a_year": ("“{text}”不是年份，请写作 2021 或 2019..2024", "{text} is not a year; write 2021 or 2019..2024"),
    "not_a_number": (
        "{name}：“{text}”不是数字，请写作 >100、10..20 或 30%；件数也可与另一件数比较（新收>结转下年）",
        "{name}: {text} is not a number; write >100, 10..20 or 30%; counts also compare with counts (新收>结转下年)",
    ),
    "percent_of_count": (
        "{name} 是件数等数量，不能和百分比比较；请改用比率：{ratios}",
        "{name} is an amount and has no per cent; ask for a ratio: {ratios}",
    ),
    "of_ratio": ("{name} 是比率，不能相加", "{name} is a ratio and cannot be added up"),
    "number_missing": ("这里缺少指标名", "a number is missing here"),
    "no_column": (
        "没有名为“{name}”的栏{near}；可用：{known}，以及指标、单元格和它们的和与比率",
        "no field is called {name}{near}; there are {known}, and numbers, cells, their sums and ratios",
    ),
    "no_group": ("不能按“{name}”汇总，可用：{known}", "cannot aggregate by {name}; possible are {known}"),
    "not_in_index": ("索引中没有这个{facet}：{name}{near}", "the index has no {facet} called {name}{near}"),
    "no_report": (
        "没有编号为“{name}”的报告，请填上一份压缩包清单末行的编号",
        "no report has the id {name}; give the one that the last line of the manifest before names",
    ),
    "shape": ("{item}：应写作 {shape}", "{item}: expected {shape}"),
    "range_order": ("{item}：下限大于上限", "{item}: the lower bound is above the upper one"),
    "no_page": ("没有第 {page} 页（每页 {size} 份）", "page {page} of {size} does not exist"),
}
"""Each names its way out.  ``near`` is made from the names that come closest, see :func:`refusal`."""

SERIES = {
    "all": ("全部报告", "All reports"),
    "count": ("{count:,} 份报告", "{count:,} reports"),
    "reports": ("报告", "reports"),
    "known": ("有此数", "with it"),
    "blank": ("空白", "blank"),
    "unclear": ("不明", "unclear"),
    "absent": ("表式无此项", "not in form"),
    "total": ("合计", "sum"),
    "share": ("占比", "share"),
    "median": ("中位数", "median"),
    "mean": ("平均", "mean"),
    "of_sums": ("比率的“合计”是合计数之比。", "The sum of a ratio is that of the sums."),
    "legend": (
        "“不明”是缺失、无法确定、表式未知或分母为 0；合计、中位数和平均只算“有此数”的报告，空白不算 0；"
        "“占比”是占各组合计之和。",
        "unclear: missing, ambiguous, of an unknown form, or over 0.  Sum, median and mean are over the reports with "
        "the number, a blank is not a 0; share is the part of the sum over all groups.",
    ),
}

RESULT = {
    "reports": ("{count:,} 份报告", "{count:,} reports"),
    "page": ("第 {page} 页，共 {pages} 页（--page）", "page {page} of {pages} (--page)"),
    "without": ("去掉 {part} 后有 {count:,} 份", "without {part} there are {count:,} reports"),
    "try": ("试试", "try"),
    "known": (
        "{label}：{known:,} 份有此数，{unknown:,} 份没有",
        "{label}: {known:,} reports with it, {unknown:,} without",
    ),
    "bars": ("从（含） – 到（不含；末行含）  份数", "from – below (last line: to)  reports"),
    "rows": ("{to}：{rows:,} 行", "{to}: {rows:,} rows"),
    "originals": ("{to}：{files:,} 件原件，{size:,} 字节", "{to}: {files:,} originals, {size:,} bytes"),
    "more": ("还有下一份：--after {after}", "more follow: --after {after}"),
    "exporting": ("导出", "exporting"),
    "stdout": ("标准输出", "stdout"),
}

_NEAR = ("，是否指 {}？", "; did you mean {}?")


def said(texts: Mapping[str, tuple[str, str]], key: str, language: str, **values: object) -> str:
    """Return a text of SERIES or RESULT with its values filled in."""
    return texts[key][1 if language == "en" else 0].format(**values)


def explain(key: str, about: str, language: str) -> str:
    """Return a remark for people."""
    return TEXTS[key][1 if language == "en" else 0].format(about)


def refusal(key: str, position: int | None = None, near: tuple[str, ...] = (), **values: object) -> QueryError:
    """Return the error that says why a query is refused and where; ``near`` are names that may have been meant.

    A value that differs between the languages is given as a pair.
    """
    texts = {}
    for at, language in enumerate(("zh", "en")):
        offered = _NEAR[at].format(("、", ", ")[at].join(near)) if near else ""
        inside = {name: value[at] if isinstance(value, tuple) else value for name, value in values.items()}
        texts[language] = REFUSALS[key][at].format(near=offered, **inside)
    return QueryError(texts["en"], position, texts)


@contextmanager
def blamed_on(parameter: str) -> Iterator[None]:
    """Say of a QueryError raised inside in which part of the request the fault lies."""
    try:
        yield
    except QueryError as error:
        error.parameter = parameter
        raise
