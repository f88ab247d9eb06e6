"""`nianbao search`, `export` and `series` on the command line."""

import json
import re

import pytest
from click.testing import CliRunner

from indexer.index.embedded import EmbeddedIndex
from nianbao import cli


@pytest.fixture(scope="module")
def data(entries, tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    EmbeddedIndex(folder / "index").update(entries[:60])
    return folder


def run(data, *arguments: str):
    return CliRunner().invoke(cli, [*arguments, "--data", str(data)], prog_name="nianbao")


def test_search_prints_what_the_api_returns(data):
    done = run(data, "search", "群众", "级别:county", "--json", "--size", "3", "--histogram", "new_requests")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert len(found["hits"]) == 3
    assert found["hits"][0]["snippets"]
    assert found["histograms"]["new_requests"]["known"] > 0


def test_search_reads_well_on_a_terminal(data):
    done = run(data, "search", "群众", "--filter", "level=county", "--range", "new_requests=1..", "--language", "en")
    assert done.exit_code == 0, done.output
    assert "reports" in done.stdout.splitlines()[0]
    assert "County government" in done.stdout


SLIPS = [
    (["foo>1"], "foo"),
    (["--range", "x"], "LOW..HIGH"),
    (["--range", "新收=5..1"], "5..1"),
    (["--range", "新收=nan.."], "nan"),
    (["--filter", "foo=1"], "province"),
    (["--filter", "level=xx"], "县级政府"),
    (["--filter", "form=2020"], "2021"),
    (["--filter", "year=去年"], "去年"),
    (["--filter", "county=东县区"], "东县"),
    (["--filter", "portal=p9"], "p9"),
]


@pytest.mark.parametrize(
    ("command", "arguments", "named"),
    [
        *[(command, *slip) for command in ("search", "export", "series") for slip in SLIPS],
        *[(command, ["--sort", "foo"], "foo") for command in ("search", "export")],  # a series has no order
    ],
)
def test_a_slip_of_the_pen_is_refused_with_the_way_out_and_never_answered_by_nothing(data, command, arguments, named):
    done = run(data, command, *arguments, *(["--number", "新收"] if command == "series" else []))
    assert done.exit_code == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_a_filter_takes_the_names_that_people_use(data):
    def total(*filters: str) -> int:
        options = [part for item in filters for part in ("--filter", item)]
        return int(json.loads(run(data, "search", *options, "--size", "0", "--json").stdout)["total"])

    assert total("级别=县级") == total("level=county") + total("level=county_department") > 0
    assert total("county=东县") == total("county=示例省/甲市/东县") + total("county=样本省/丙市/东县") > 0
    assert total("检查=勾稽不符") == total("check=fails") > 0


CHINESE = re.compile(r"[㐀-\u9fff]")


def test_what_a_terminal_shows_is_in_one_language(data):
    """Names of agencies and places stay as they are; every word of ours is in the language asked for."""
    asked = ("--number", "新收", "--number", "不予公开/总计", "--by", "level")
    english = run(data, "series", *asked, "--language", "en").stdout
    assert not CHINESE.search(english)
    assert not re.search(r"[A-Za-z]", run(data, "series", *asked, "--language", "zh").stdout)
    facets = run(data, "search", "--size", "0", "--language", "zh", "--histogram", "新收").stdout
    assert not re.search(r"^[a-z]+:", facets, re.M)
    facets = run(data, "search", "--size", "0", "--language", "en", "--histogram", "新收").stdout
    ours = [line for line in facets.splitlines() if not line.startswith(("province", "city", "county", "township"))]
    assert not CHINESE.search("\n".join(ours))


def test_a_series_shows_all_counts_behind_a_figure_and_no_more_decimals_than_one_can_read(data):
    row = next(
        line
        for line in run(data, "series", "--number", "新收", "--by", "form").stdout.splitlines()
        if line.strip().startswith("2021")
    )
    _, reports, known, blank, unclear, absent, total, share, median, mean = row.split()
    assert int(reports) == int(known) + int(blank) + int(unclear) + int(absent)
    assert re.fullmatch(r"[0-9]+\.[0-9]%", share)
    assert all(re.fullmatch(r"[0-9,]+(\.[0-9]{1,2})?", figure) for figure in (total, median, mean))


def test_an_export_is_whole_or_not_there(data, tmp_path):
    to = tmp_path / "out.csv"
    done = run(data, "export", "群众", "--field", "facts", "-o", str(to))
    assert done.exit_code == 0, done.output
    assert to.read_text("utf-8").startswith("# query: 群众")
    rows = to.read_text("utf-8").count("\nr0")
    assert f"{to}：{rows} 行" in done.stderr
    assert list(tmp_path.iterdir()) == [to]
    assert run(data, "export", "--field", "nothing", "-o", str(tmp_path / "no.csv")).exit_code == 2
    assert list(tmp_path.iterdir()) == [to]


def test_series_prints_figures_with_the_reports_behind_them(data):
    done = run(data, "series", "--number", "新收", "--number", "不予公开/总计", "--line", "市:甲市", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["lines"][0]["points"][0]["figures"]["新收"][0]["reports"] > 0
    assert run(data, "series", "--number", "新收").exit_code == 0


@pytest.mark.parametrize("command", [["search"], ["export"], ["series", "--number", "新收"], ["status"]])
def test_a_wrong_data_folder_is_told_and_not_answered_by_0_reports(tmp_path, command):
    for folder, named in ((tmp_path / "nowhere", "no data folder"), (tmp_path, "empty")):
        done = run(folder, *command)
        assert (done.exit_code, done.stdout) == (2, "")
        assert named in done.stderr and "nianbao import" in done.stderr
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["search"], ["export"], ["series", "--number", "新收"]])
def test_a_folder_in_which_nothing_was_indexed_says_how_to_index(tmp_path, command):
    (tmp_path / "warc").mkdir()
    done = run(tmp_path, *command)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "nianbao index" in done.stderr


def test_a_file_that_cannot_be_written_is_told_in_one_line(data, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    for to in (tmp_path / "nowhere" / "n.csv", tmp_path / "folder.csv", tmp_path / "nowhere" / "n.xlsx"):
        done = run(data, "export", "-o", str(to))
        assert done.exit_code == 2
        assert isinstance(done.exception, SystemExit)
        assert f"{to} cannot be written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]


def test_a_codebook_goes_where_it_is_sent_in_the_format_of_its_ending(data, tmp_path):
    for ending in ("csv", "json"):
        to = tmp_path / f"codebook.{ending}"
        done = run(data, "export", "--codebook", "--field", "new_requests", "-o", str(to))
        assert (done.exit_code, done.stdout) == (0, ""), done.output
        assert "new_requests" in to.read_text("utf-8-sig")
    assert (tmp_path / "codebook.csv").read_text("utf-8-sig").startswith("name,type,unit")
    assert json.loads((tmp_path / "codebook.json").read_text("utf-8"))[0]["name"]
    assert run(data, "export", "--codebook", "-o", str(tmp_path / "codebook.xlsx")).exit_code == 2


def test_a_slip_in_a_line_of_a_series_is_pointed_at_in_that_line(data):
    done = run(data, "series", "培训", "--number", "新收", "--line", "群众 ss:(", "--language", "en")
    assert done.exit_code == 2
    assert "\n  群众 ss:(\n       ^" in done.stderr


def test_a_hit_shows_the_numbers_that_the_search_is_about(data):
    done = run(data, "search", "不予处理/总计>0.01", "--sort", "-新收", "--size", "5", "--language", "en")
    assert done.exit_code == 0, done.output
    found = json.loads(run(data, "search", "不予处理/总计>0.01", "--sort", "-新收", "--size", "5", "--json").stdout)
    lines = [line for line in done.stdout.splitlines() if line.startswith("  ") and "%" in line]
    assert len(lines) == len(found["hits"]) > 0
    for line, hit in zip(lines, found["hits"], strict=True):
        ratio = next(value for name, value in hit["numbers"].items() if "/" in name)
        assert f"{ratio:.1%}" in line
        assert f"{hit['numbers']['new_requests']:,.0f}" in line
