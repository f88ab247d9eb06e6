"""What is taken away is the whole result, in every format the same, with what it means written inside."""

import csv
import io
import json

import pytest
from made_reports import report

from indexer.export.columns import GROUPS, UnknownField, codebook, wide
from indexer.export.table import FORMATS, Wanted, export
from indexer.index.embedded import EmbeddedIndex
from indexer.index.entry import entry
from indexer.search.measures import measured
from indexer.search.model import QueryError, SearchRequest
from indexer.search.numbers import compute

REQUEST = SearchRequest("群众", {"level": ("county",)}, {"new_requests": (3, None)}, sort="-new_requests")
FIELDS = ("id", "year", "new_requests", "requests.granted.total", "requests.granted.total.state", "s5")


def taken(index, wanted: Wanted, request: SearchRequest = REQUEST) -> bytes:
    return b"".join(export(index, request, wanted))


def csv_rows(data: bytes) -> list[dict[str, str]]:
    lines = [line for line in data.decode("utf-8-sig").split("\r\n") if not line.startswith("# ")]
    return list(csv.DictReader(io.StringIO("\r\n".join(lines), newline="")))


def test_csv_jsonl_xlsx_and_parquet_hold_the_same(index, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    parquet = pytest.importorskip("pyarrow.parquet")
    got = {kind: taken(index, Wanted(kind, fields=FIELDS)) for kind in FORMATS}
    first, *objects = [json.loads(line) for line in got["jsonl"].decode().splitlines()]
    assert [row["id"] for row in objects] == [h.id for h in index.search(_all(REQUEST)).hits]
    plain = [{k: "" if v is None else str(v) for k, v in row.items()} for row in objects]
    assert csv_rows(got["csv"]) == plain
    book = openpyxl.load_workbook(io.BytesIO(got["xlsx"]))
    header, *rows = [[cell.value for cell in row] for row in book["data"].rows]
    assert [{k: v or (v if v == 0 else None) for k, v in zip(header, r, strict=True)} for r in rows] == [
        {k: v if v != "" else None for k, v in row.items()} for row in objects
    ]
    assert [row[0].value for row in book["codebook"].rows][1:] == list(FIELDS)
    table = parquet.read_table(io.BytesIO(got["parquet"]))
    assert table.to_pylist() == objects
    assert json.loads(table.schema.metadata[b"about"])["query"] == first["about"]["query"]


def _all(request: SearchRequest) -> SearchRequest:
    return SearchRequest(request.q, request.filters, request.ranges, request.sort, size=1000, snippets=0)


def test_a_file_names_its_query_and_the_state_of_the_data(index):
    text = taken(index, Wanted("csv")).decode()
    assert "# query: 群众 级别:县级政府 新收申请:3.." in text
    assert f"# data: {index.version()}" in text
    again = json.loads(taken(index, Wanted("jsonl")).decode().splitlines()[0])["about"]["query"]
    assert index.search(SearchRequest(again)).total == index.search(REQUEST).total


def test_in_the_long_shape_every_cell_of_the_form_has_its_row_and_state(index, entries):
    rows = csv_rows(taken(index, Wanted("csv", "long")))
    by_id = {e["id"]: e["cells"] for e in entries}
    assert len(rows) == sum(len(by_id[h.id]) for h in index.search(_all(REQUEST)).hits)
    for row in rows[:2000]:
        state, value = by_id[row["id"]][row["cell"]]
        assert (row["state"], row["value"]) == (state, "" if value is None else str(value))


def test_the_long_shape_has_all_cells_unless_some_are_named(index, entries):
    whole = csv_rows(taken(index, Wanted("csv", "long", ("facts", "numbers"))))
    named = csv_rows(taken(index, Wanted("csv", "long", ("facts", "granted"))))
    assert {row["cell"] for row in whole} >= {path for path in entries[0]["cells"] if path.startswith("requests")}
    assert {row["cell"] for row in named} == {"requests.granted.total"}


def test_a_blank_never_becomes_a_zero(index):
    for row in csv_rows(taken(index, Wanted("csv", fields=("states",)))):
        for name, state in row.items():
            if name.endswith(".state") and state != "value":
                assert row[name.removesuffix(".state")] == ""


def test_every_column_is_in_the_codebook_in_both_languages():
    for line in codebook(wide(GROUPS)):
        assert all(line[key] for key in ("name", "type", "label", "label_en"))


@pytest.mark.parametrize("title", ['=HYPERLINK("http://example.org","x")', "-2+cmd|' /C calc'!A0", "@SUM(1)", "＝1+1"])
def test_no_spreadsheet_runs_what_a_stranger_wrote(tmp_path, title):
    made = report(1)
    made["report"]["title"] = title
    index = EmbeddedIndex(tmp_path)
    index.update([entry(made)])
    for excel in (False, True):
        data = taken(index, Wanted("csv", fields=("title",), excel=excel), SearchRequest())
        assert data.startswith(b"\xef\xbb\xbf") == excel
        assert csv_rows(data)[0]["title"] == "'" + title
    book = pytest.importorskip("openpyxl").load_workbook(io.BytesIO(taken(index, Wanted("xlsx"), SearchRequest())))
    cell = next(c for row in book["data"].rows for c in row if c.value == title)
    assert cell.data_type != "f"


def test_what_is_printed_and_what_is_inferred_are_taken_away_beside_the_empty_value(tmp_path):
    made = report(1)
    made["report"]["form"] = "2019"
    cells = made["report"]["tables"]["requests"] = {"granted": {}}
    cells["granted"]["total"] = {"value": None, "state": "blank", "raw": "-", "inferred": 7, "inferred_by": "H1"}
    amount = {"procurement_amount": {"value": 3.5, "state": "value"}}
    made["report"]["tables"] |= {"active_disclosure": {"art20_9": {"procurement": amount}}, "procurement_unit": "元"}
    index = EmbeddedIndex(tmp_path)
    index.update([entry(made)])
    long = {row["cell"]: row for row in csv_rows(taken(index, Wanted("csv", "long"), SearchRequest()))}
    granted = long["requests.granted.total"]
    assert [granted[name] for name in ("value", "state", "raw", "inferred", "inferred_by")] == [
        "",
        "blank",
        "-",
        "7",
        "H1",
    ]
    assert long["active_disclosure.art20_9.procurement.procurement_amount"]["unit"] == "元"
    fields = ("requests.granted.total", "requests.granted.total.inferred", "requests.granted.total.raw")
    (row,) = csv_rows(taken(index, Wanted("csv", fields=fields), SearchRequest()))
    assert list(row.values()) == ["", "7", "-"]


def test_a_ratio_or_sum_of_ones_own_is_a_column_that_is_empty_where_it_is_unknown(index, entries):
    rows = csv_rows(taken(index, Wanted("csv", fields=("id", "不予公开/新收", "予以公开")), SearchRequest()))
    cells = {e["id"]: e["cells"] for e in entries}
    for row in rows:
        expected = compute(measured("不予公开/新收"), cells[row["id"]])
        assert row["不予公开/新收"] == (
            "" if expected is None else str(int(expected) if expected == int(expected) else expected)
        )
    assert {bool(row["不予公开/新收"]) for row in rows} == {True, False}
    assert "granted" in rows[0]


def test_what_does_not_exist_is_refused_before_the_first_byte(index):
    with pytest.raises(UnknownField, match="foo"):
        export(index, REQUEST, Wanted(fields=("foo",)))
    with pytest.raises(QueryError):
        export(index, SearchRequest("foo>1"), Wanted())
