"""`nianbao read`, `check` and `evaluate` as a person calls them."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from indexer.check.advice import _WAYS_OUT
from indexer.extract.errors import REASONS
from nianbao import cli

REPORT = """云岭县水务局2022年政府信息公开工作年度报告

一、总体情况
2022年，我局稳步推进政府信息公开各项工作。

二、主动公开政府信息情况
第二十条第（一）项
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t0\t0\t0
行政规范性文件\t2\t1\t9

四、政府信息公开行政复议、行政诉讼情况
行政复议\t行政诉讼
未经复议直接起诉\t复议后起诉
结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计
1\t0\t0\t0\t2\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0
"""


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_read_prints_a_line_of_json_for_each_file_and_ends_with_1_where_one_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    (tmp_path / "b.txt").write_text("会议通知：请准时参加。" * 5, "utf-8")
    result = call("read", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--json")
    report, failure = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert report["file"].endswith("a.txt")
    assert report["tables"]["active_disclosure"]["art20_1"]["normative_documents"]["currently_valid"]["value"] == 9
    assert failure["error"]["reason"] == "not_a_report"


def test_read_gives_one_report_for_each_year_on_a_page(tmp_path: Path) -> None:
    first = REPORT.replace("2022", "2021").replace("2\t1\t9", "4\t0\t7") + (
        "\n五、存在的主要问题及改进情况\n公开的时效还有待提高。\n六、其他需要报告的事项\n无。\n"
    )
    (tmp_path / "a.txt").write_text(f"{first}\n{REPORT}\n五、存在的主要问题及改进情况\n仍需努力。\n", "utf-8")
    result = call("read", str(tmp_path / "a.txt"), "--json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    cell = [report["tables"]["active_disclosure"]["art20_1"]["normative_documents"] for report in found]
    assert [report["report_year"] for report in found] == [2021, 2022]
    assert [c["currently_valid"]["value"] for c in cell] == [7, 9]
    assert [len(report["sections"]) for report in found] == [5, 4]
    assert [report["file"].rpartition("/")[2] for report in found] == ["a.txt", "a.txt!#2"]


def test_read_shows_a_summary_that_keeps_blank_missing_and_zero_apart(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT.replace("规章\t0\t0\t0", "规章\t0\t\t-"), "utf-8")
    lines = call("read", str(tmp_path / "a.txt")).stdout.splitlines()
    assert any("规章: 0 | ? | " in line for line in lines)
    assert any("行政许可: ·" in line for line in lines)


def test_check_tells_an_office_in_its_language_which_sum_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    chinese, english = (call("check", str(tmp_path / "a.txt"), "--language", code) for code in ("zh", "en"))
    assert chinese.exit_code == english.exit_code == 1
    assert "行政复议：总计为 2，各种结果之和为 1，两者应相等" in chinese.stdout
    assert "Reconsideration: the total is 2, the sum of the outcomes is 1; they must be equal" in english.stdout
    assert "→ 若其余各格无误，总计应为 1；也可能是其余某一格有误" in chinese.stdout


def test_check_compares_a_draft_with_the_report_of_the_year_before_that_is_given_with_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT.replace("2022", "2021"), "utf-8")
    (tmp_path / "b.txt").write_text(REPORT, "utf-8")
    alone = call("check", str(tmp_path / "b.txt"), "--language", "zh").stdout
    chinese, english = (call("check", str(tmp_path), "--language", code).stdout for code in ("zh", "en"))
    said = "现行有效件数应等于上年现行有效加本年制发减本年废止，按2021年报告应为 10，本报告印为 9"
    assert said not in alone
    assert chinese.count(said) == 1
    assert english.count("by the report of 2021 it would be 10, this report prints 9") == 1


def test_check_asks_for_the_body_and_the_year_where_a_draft_names_none(tmp_path: Path) -> None:
    text = REPORT.replace("云岭县水务局2022年", "").replace("2022年，我局", "我局")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    printed = call("check", str(tmp_path / "a.txt"), "--language", "zh").stdout
    assert "没有读出是哪个单位的报告" in printed
    assert "没有读出是哪一年的报告" in printed


def test_check_says_what_to_do_with_a_file_that_cannot_be_read_and_sums_up_several(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    (tmp_path / "b.pdf").write_bytes(b"")
    chinese, english = (call("check", str(tmp_path), "--language", code) for code in ("zh", "en"))
    assert "b.pdf：无法读取（empty）：文件是空的，请保存后再核对" in chinese.stdout
    assert "b.pdf: cannot be read: the file is empty; save it and check again" in english.stdout
    assert chinese.stdout.splitlines()[-1] == (
        "共 2 个文件：0 个没有需要改正之处，1 个需要改正，0 个未能全部核对，1 个无法读取。"
    )
    assert set(_WAYS_OUT) == set(REASONS)


def test_check_does_not_call_a_draft_fine_whose_sums_it_could_not_all_check(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT.replace("1\t0\t0\t0\t2", "1\t0\t0\t0\t1"), "utf-8")
    (tmp_path / "b.txt").write_text(REPORT.split("二、")[0], "utf-8")
    result = call("check", str(tmp_path), "--language", "zh")
    assert result.exit_code == 3
    assert result.stdout.splitlines()[-1] == (
        "共 2 个文件：0 个没有需要改正之处，0 个需要改正，2 个未能全部核对，0 个无法读取。"
    )
    assert "没有找到“三、收到和处理政府信息公开申请情况”这一部分" in result.stdout
    assert "的表格中没有找到：" in result.stdout and "行政强制" in result.stdout


def test_headings_without_title_body_year_or_number_are_no_report(tmp_path: Path) -> None:
    text = "\n".join(line for line in REPORT.splitlines() if line[:1] in "一二四信规行结未第")
    text = text.replace("\t0", "\t").replace("2022年，我局", "我们").replace("\t2", "\t").replace("\t1", "\t")
    text = text.replace("\t9", "\t").replace("云岭县水务局2022年政府信息公开工作年度报告", "")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    result = call("check", str(tmp_path / "a.txt"), "--language", "en")
    assert result.exit_code == 1
    assert "(not_a_report: headings of an annual report, but no title, no body, no year and no number)" in result.stdout


def test_evaluate_counts_right_wrong_invented_and_missed_cells(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    columns = ("issued_this_year", "repealed_this_year", "currently_valid")
    rules = [0, 5, None]
    gold = {
        "source": "a.txt",
        "form": "2021",
        "report_year": 2022,
        "tables": {
            "active_disclosure": {
                "art20_1": {
                    "rules": {
                        c: {"value": v, "state": "blank" if v is None else "value"}
                        for c, v in zip(columns, rules, strict=True)
                    }
                },
                "art20_5": {"licensing": {"decisions": {"value": 7, "state": "value"}}},
            }
        },
    }
    (tmp_path / "gold.json").write_text(json.dumps(gold), "utf-8")
    result = call("evaluate", str(tmp_path / "gold.json"), "--json")
    score = json.loads(result.stdout.splitlines()[0])
    assert result.exit_code == 0
    assert [score[key] for key in ("cells", "right", "wrong", "false", "missed", "states")] == [4, 1, 1, 1, 1, 2]
    assert score["years"] == {"right": 1, "of": 1}


def test_evaluate_says_which_original_is_absent_and_which_gold_is_no_gold(tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text('{"source": "absent.txt", "tables": {}}', "utf-8")
    (tmp_path / "torn.json").write_text('{"source": ', "utf-8")
    absent = call("evaluate", str(tmp_path / "gold.json"))
    assert (absent.exit_code, "gold.json: no original found" in absent.stderr) == (1, True)
    assert call("evaluate", str(tmp_path / "torn.json")).exit_code == 2
