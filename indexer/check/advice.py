"""What `nianbao check` tells an office about its draft, in plain Chinese or English.  Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.check.words import row_name
from indexer.files import FileReading
from indexer.forms import forms
from indexer.sums import is_fully_checked, tally

_WORDS = {
    "zh": {
        "colon": "：",
        "stop": "。",
        "list": "、",
        "unread": "无法读取（{reason}）：{way_out}",
        "no_sums": "这种表格没有规定的勾稽关系，数字未核对，请对照原稿。",
        "no_form": "没有找到法定表格，无法核对数字。如果报告里有表格，请确认它们不是图片，行列名称与规定的一致。",
        "counted": "勾稽关系 {all} 处：{outcomes}。",
        "holds": "{n} 处相符",
        "holds_if_blank_is_zero": "{n} 处在空白按 0 计时相符",
        "fails": "{n} 处不符",
        "not_checkable": "{n} 处无法核对",
        "open": "无法核对，是因为这些行有单元格缺失或辨认不清，请对照原稿：{rows}。",
        "and_more": "等 {n} 行",
        "no_name": "没有读出是哪个单位的报告，请在标题或落款写明单位全称。",
        "no_year": "没有读出是哪一年的报告，请在标题写明年度。",
        "fine": "未发现问题。",
        "error": "需要改正：",
        "warning": "请留意：",
        "summary": "共 {all} 个文件：{fine} 个没有需要改正之处，{wrong} 个需要改正，{open} 个未能全部核对，"
        "{unread} 个无法读取。",
    },
    "en": {
        "colon": ": ",
        "stop": ". ",
        "list": ", ",
        "unread": "cannot be read: {way_out} ({reason}: {detail})",
        "no_sums": "This form has no sums to check; please compare its numbers with the draft.",
        "no_form": "No statutory table was found, so there are no sums to check. If the report has tables, see that "
        "they are no pictures and that rows and columns are called as prescribed.",
        "counted": "{all} sums: {outcomes}.",
        "holds": "{n} hold",
        "holds_if_blank_is_zero": "{n} hold if blanks are read as 0",
        "fails": "{n} fail",
        "not_checkable": "{n} cannot be checked",
        "open": "Not all can be checked, as cells of these rows are missing or unclear; please compare with the draft: "
        "{rows}.",
        "and_more": " and others, {n} rows in all",
        "no_name": "Whose report it is could not be read; write the body's full name in the title or the sign-off.",
        "no_year": "Which year it reports on could not be read; write it in the title.",
        "fine": "Nothing was found.",
        "error": "To be corrected:",
        "warning": "To be looked at:",
        "summary": "{all} files: {fine} without an error, {wrong} to be corrected, {open} could not be fully checked, "
        "{unread} cannot be read.",
    },
}
_WAYS_OUT = {
    "empty": ("文件是空的，请保存后再核对", "the file is empty; save it and check again"),
    "truncated": ("文件不完整，请重新保存或复制后再核对", "the file is incomplete; save or copy it again"),
    "encrypted": ("文件设有密码，请去掉密码另存后再核对", "the file has a password; save it without one"),
    "error_page": ("这是网页的出错提示，不是报告，请重新下载", "this is a web page's error message; download it again"),
    "not_a_report": (
        "文件能打开，但没有找到年度报告的标题、栏目或表格，请确认选对了文件",
        "the file opens, but no title, section or table of an annual report was found; is it the right file?",
    ),
    "unsupported": (
        "不支持这种文件，请另存为 Word、Excel、PDF 或网页后再核对",
        "this kind of file is not supported; save it as Word, Excel, PDF or web page",
    ),
    "too_large": ("文件或解压后的内容太大", "the file, or what it unpacks to, is too large"),
    "timed_out": ("读取时间过长，请另存为 DOCX 后再核对", "reading took too long; save it as DOCX"),
    "out_of_memory": ("读取所需内存过多，请另存为 DOCX 后再核对", "reading needs too much memory; save it as DOCX"),
    "damaged": ("文件已损坏，请用原来的软件打开后另存再核对", "the file is damaged; open it and save it anew"),
    "ocr_missing": (
        "这是扫描件或图片，需要安装文字识别组件（ocr），或改用可编辑的文件",
        "this is a scan or picture; install the extra `ocr`, or use the editable file",
    ),
    "reader_failed": ("读取时出错，请另存为其他格式后再核对", "reading failed; save it in another format"),
}
"""Reason of indexer.extract.errors → what to do, in Chinese and English."""
_MOST_ROWS = 6


def verdict(result: FileReading) -> str:
    """Return what a file is counted as: "unread", "wrong", "open" (not all sums could be checked) or "fine"."""
    if result.report is None:
        return "unread"
    if any(finding["severity"] == "error" for finding in result.report["findings"]):
        return "wrong"
    return "fine" if is_fully_checked(result.report) else "open"


def advice(result: FileReading, language: str) -> Iterator[str]:
    """Yield the lines about one file."""
    words = _WORDS[language]
    if result.report is None:
        way_out = _WAYS_OUT[result.reason or "reader_failed"][language == "en"]
        said = words["unread"].format(way_out=way_out, reason=result.reason, detail=result.detail)
        yield f"{result.file}{words['colon']}{said}"
        return
    report = result.report
    yield f"{result.file}{words['colon']}{report['title'] or ''}"
    if not report["publisher"]["name"]:
        yield f"  {words['no_name']}"
    if not report["report_year"]:
        yield f"  {words['no_year']}"
    yield from (f"  {line}" for line in _outcomes(report, words, language))
    for severity in ("error", "warning"):
        found = [f for f in report["findings"] if f["severity"] == severity]
        if found:
            yield f"  {words[severity]}"
            yield from _numbered(found, words, language)
    if not report["findings"] and is_fully_checked(report):
        yield f"  {words['fine']}"


def closing(results: Sequence[FileReading], language: str) -> Iterator[str]:
    """Yield a last line where several files were checked."""
    counted = Counter(verdict(result) for result in results)
    if len(results) > 1:
        numbers = {kind: counted[kind] for kind in ("fine", "wrong", "open", "unread")}
        yield _WORDS[language]["summary"].format(all=len(results), **numbers)


def _outcomes(report: dict[str, Any], words: Mapping[str, str], language: str) -> Iterator[str]:
    outcomes = tally(report)
    if not any(outcomes.values()):
        yield words["no_sums" if report["form"] else "no_form"]
        return
    counted = [words[kind].format(n=n) for kind, n in outcomes.items() if n]
    yield words["counted"].format(
        all=sum(outcomes.values()), outcomes="，".join(counted) if language == "zh" else ", ".join(counted)
    )
    if outcomes["not_checkable"]:
        rows = list(dict.fromkeys(_open_rows(report, english=language == "en")))
        more = words["and_more"].format(n=len(rows)) if len(rows) > _MOST_ROWS else ""
        yield words["open"].format(rows=words["list"].join(rows[:_MOST_ROWS]) + more)


def _open_rows(report: dict[str, Any], *, english: bool) -> Iterator[str]:
    """Yield the rows of tables three and four, where the sums are, with a cell that was not read."""
    form = forms()[report["form"]]
    for table in form.tables:
        for row in table.rows:
            node = report["tables"].get(table.key, {})
            for key in row.key:
                node = node.get(key, {})
            if table.layout != "articles" and any(c["state"] in {"missing", "ambiguous"} for c in node.values()):
                yield row_name(row, english=english)


def _numbered(found: Sequence[dict[str, Any]], words: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the findings; those with one cause stand together, what would mend them is said once."""
    causes: dict[str, list[str]] = {}
    for number, finding in enumerate(found):
        fact, stop, cause = finding["message" if language == "zh" else "message_en"].partition(words["stop"])
        causes.setdefault(cause or f"\0{number}", []).append(fact if stop else fact.rstrip("。"))
    for number, (cause, facts) in enumerate(causes.items(), 1):
        for first, fact in enumerate(facts):
            yield f"    {f'{number}. ' if not first else '   '}{fact}"
        if not cause.startswith("\0"):
            yield f"       → {cause}"
