"""What `nianbao check` tells an office about its draft, in plain Chinese or English.  Pure."""

from collections.abc import Iterator
from typing import Any

from indexer.files import FileReading

_WORDS = {
    "zh": {
        "unread": "无法读取（{reason}）：{detail}",
        "no_form": "没有找到法定表格，无法核对数字。",
        "counted": "共核对 {all} 处勾稽关系：{holds} 处相符，{blank} 处在空白按 0 计时相符，"
        "{fails} 处不符，{open} 处无法核对。",
        "open": "无法核对的原因：{cells} 个单元格缺失或辨认不清。",
        "fine": "未发现问题。",
        "errors": "需要改正（{n}）：",
        "warnings": "请留意（{n}）：",
    },
    "en": {
        "unread": "cannot be read ({reason}): {detail}",
        "no_form": "No statutory table was found, so there are no sums to check.",
        "counted": "{all} sums were checked: {holds} hold, {blank} hold if blanks are read as 0, {fails} fail, "
        "{open} cannot be checked.",
        "open": "They cannot be checked because {cells} cells are missing or unclear.",
        "fine": "Nothing was found.",
        "errors": "To be corrected ({n}):",
        "warnings": "To be looked at ({n}):",
    },
}


def has_errors(report: dict[str, Any]) -> bool:
    """Return whether a checked report has a finding that is an error."""
    return any(finding["severity"] == "error" for finding in report["findings"])


def advice(result: FileReading, language: str) -> Iterator[str]:
    """Yield the lines about one file."""
    words = _WORDS[language]
    if result.report is None:
        yield f"{result.file}: " + words["unread"].format(reason=result.reason, detail=result.detail)
        return
    report = result.report
    yield f"{result.file}: {report['title'] or ''}"
    outcomes = [check["outcome"] for check in report["checks"] if check["check"] != "H5"]
    if not outcomes:
        yield "  " + words["no_form"]
    else:
        yield "  " + words["counted"].format(
            all=len(outcomes),
            holds=outcomes.count("holds"),
            blank=outcomes.count("holds_if_blank_is_zero"),
            fails=outcomes.count("fails"),
            open=outcomes.count("not_checkable"),
        )
        if "not_checkable" in outcomes:
            yield "  " + words["open"].format(cells=sum(_open(report["tables"])))
    for severity, heading in (("error", "errors"), ("warning", "warnings")):
        found = [f for f in report["findings"] if f["severity"] == severity]
        if found:
            yield "  " + words[heading].format(n=len(found))
        for number, finding in enumerate(found, 1):
            yield f"    {number}. {finding['message' if language == 'zh' else 'message_en']}"
    if not report["findings"] and "not_checkable" not in outcomes and outcomes:
        yield "  " + words["fine"]


def _open(node: Any) -> Iterator[bool]:
    """Yield True for each cell that was not read."""
    if isinstance(node, dict):
        if "state" in node:
            yield node["state"] in {"missing", "ambiguous"}
        else:
            for value in node.values():
                yield from _open(value)
