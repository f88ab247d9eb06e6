"""`nianbao search`, `export` and `series` on the command line."""

import json

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


@pytest.mark.parametrize("arguments", [["search", "foo>1"], ["search", "--sort", "foo"], ["search", "--range", "x"]])
def test_wrong_usage_ends_with_2_and_names_what_is_wrong(data, arguments):
    done = run(data, *arguments)
    assert done.exit_code == 2
    assert "foo" in done.stderr or "x" in done.stderr


def test_an_export_is_whole_or_not_there(data, tmp_path):
    to = tmp_path / "out.csv"
    done = run(data, "export", "群众", "--field", "facts", "-o", str(to))
    assert done.exit_code == 0, done.output
    assert to.read_text("utf-8").startswith("# query: 群众")
    assert list(tmp_path.iterdir()) == [to]
    assert run(data, "export", "--field", "nothing", "-o", str(tmp_path / "no.csv")).exit_code == 2
    assert list(tmp_path.iterdir()) == [to]


def test_series_prints_figures_with_the_reports_behind_them(data):
    done = run(data, "series", "--number", "新收", "--number", "不予公开/总计", "--line", "市:甲市", "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["lines"][0]["points"][0]["figures"]["新收"][0]["reports"] > 0
    assert run(data, "series", "--number", "新收").exit_code == 0
