"""The world is what it says: big enough, right where no fault is planted, the same every time."""

from collections import Counter
from datetime import date

from demo import faults
from demo.figures import form_of
from demo.model import MARK, Document
from demo.portals import SITES, charset_name
from demo.world import ADDED, CHANGED, WITHDRAWN, World, build
from indexer.forms import Form, forms
from indexer.report import CellPath


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(world: World) -> None:
    again, other = build(), build(7)
    assert [(d.id, d.path, d.sha256) for d in again.documents] == [(d.id, d.path, d.sha256) for d in world.documents]
    assert {d.sha256 for d in other.documents}.isdisjoint(d.sha256 for d in world.documents)


def test_a_document_of_the_small_world_is_the_one_of_the_full_world(world: World) -> None:
    full = {d.id: d.sha256 for d in world.documents}
    small = build(scale="small")
    assert 20 <= len(small.documents) < 60
    assert all(full[d.id] == d.sha256 for d in small.documents)


def test_the_world_is_as_wide_as_the_demonstration_promises(world: World) -> None:
    assert len(world.bodies) >= 40
    assert sum(1 for _ in world.reports()) >= 240
    assert {d.year for d in world.documents} == set(range(2018, 2026))
    assert {d.truth.form for d in world.reports()} == {None, "2014", "2019", "2021"}
    assert {site.family for site in world.portals} == {"trs", "hanweb"}
    formats = Counter(d.format for d in world.reports())
    assert all(formats[name] >= 8 for name in ("html", "docx", "pdf", "doc")), formats
    assert {b.level for b in world.bodies} == {
        "province",
        "province_department",
        "city",
        "city_department",
        "county",
        "county_department",
        "township",
    }


def test_ids_and_addresses_are_given_once(world: World) -> None:
    assert not [k for k, n in Counter(d.id for d in world.documents).items() if n > 1]
    assert not [k for k, n in Counter((d.portal, d.path) for d in world.documents).items() if n > 1]


def test_every_page_says_that_it_is_a_demonstration(world: World) -> None:
    for document in world.documents:
        if document.format == "html":
            assert MARK in document.data.decode(charset_name(SITES[document.portal])), document.id


def _values(document: Document) -> dict[CellPath, float]:
    """Return the numbers as they would be without planted faults; a blank stands for 0."""
    values = {path: cell.value or 0 for path, cell in document.truth.cells.items()}
    for fault in document.truth.faults:
        if fault.kind in ("wrong_cell", "valid_count"):
            values[fault.cell] = fault.mended
    return values


def _broken(form: Form, values: dict[CellPath, float]) -> list[str]:
    broken = []
    for identity in form.identities:
        table = form.table(identity.table)
        if identity.each == "column":
            lines = [([(r, c.key) for r in identity.left], [(r, c.key) for r in identity.right]) for c in table.columns]
        else:
            lines = [
                ([(*row.key, c) for c in identity.left], [(*row.key, c) for c in identity.right]) for row in table.rows
            ]
        for left, right in lines:
            if sum(values[table.key, *p] for p in left) != sum(values[table.key, *p] for p in right):
                broken.append(f"{identity.check} {left}")
    return broken


def test_every_identity_holds_once_the_planted_faults_are_mended(world: World) -> None:
    checked = 0
    for document in world.reports():
        if document.truth.cells:
            values = _values(document)
            assert not _broken(forms()[document.truth.form], values), document.id
            assert all(v >= 0 for p, v in values.items() if p[-1] != "change_this_year"), document.id
            checked += 1
    assert checked > 200


def test_every_planted_wrong_cell_breaks_an_identity(world: World) -> None:
    wrong = [d for d in world.reports() for f in d.truth.faults if f.kind == "wrong_cell"]
    assert len({d.id for d in wrong}) >= 5
    for document in wrong:
        printed = {path: cell.value or 0 for path, cell in document.truth.cells.items()}
        assert _broken(forms()[document.truth.form], printed), document.id


def test_years_meet_except_where_planted(world: World) -> None:
    reports = {(d.body.key, d.year): d for d in world.reports() if d.truth.cells}
    met, unmet = 0, set()
    for (body, year), document in reports.items():
        before = reports.get((body, year - 1))
        if before is None:
            continue
        old, new = _values(before), _values(document)
        carried = [("carried_to_next", "carried_from_previous")]
        if any(
            old["requests", a, column] != new["requests", b, column]
            for a, b in carried
            for column in ("natural_person", "legal_service_org", "total")
        ):
            unmet.add((body, year))
        met += 1
    assert unmet == {key for key, kinds in faults.PLANNED.items() if "cross_year" in kinds}
    assert met > 150


def test_items_and_valid_documents_chain_over_the_years(world: World) -> None:
    reports = {(d.body.key, d.year): _values(d) for d in world.reports() if d.truth.cells}
    rows = 0
    for (body, year), new in reports.items():
        old = reports.get((body, year - 1))
        if old is None or (old.keys() != new.keys()):
            continue
        table = "active_disclosure"
        if (table, "art20_1", "rules", "currently_valid") in new:
            for row in ("rules", "normative_documents"):
                path = (table, "art20_1", row)
                grown = new[*path, "issued_this_year"] - new[*path, "repealed_this_year"]
                assert new[*path, "currently_valid"] == old[*path, "currently_valid"] + grown, (body, year)
        else:
            path = (table, "art20_5", "licensing")
            assert (
                old[*path, "items_previous_year"] + old[*path, "change_this_year"] == new[*path, "items_previous_year"]
            )
        rows += 1
    assert rows > 100


def test_late_and_missing_reports_are_those_that_were_planned(world: World) -> None:
    late = set()
    for document in world.reports():
        due = date(document.year + 1, 3, 31) if document.body.kind == "government" else date(document.year + 1, 1, 31)
        if document.published > due:
            late.add((document.body.key, document.year))
    assert late == {key for key, kinds in faults.PLANNED.items() if "late" in kinds}
    there = {(d.body.key, d.year) for d in world.documents}
    assert not there & {key for key, kinds in faults.PLANNED.items() if "missing" in kinds}


def test_the_texts_of_two_bodies_are_not_the_same(world: World) -> None:
    texts = [d.truth.sections[0].narrative for d in world.reports() if d.truth.cells and d.parent is None]
    assert len(set(texts)) == len(texts)
    for word in ("人员不足", "培训", "新媒体", "群众满意"):
        found = sum(any(word in s.narrative for s in d.truth.sections) for d in world.reports())
        assert 5 < found < len(texts), word


def test_an_old_form_is_used_where_it_is_planned(world: World) -> None:
    old = {(d.body.key, d.year) for d in world.reports() if d.truth.cells and d.truth.form != form_of(d.year).form}
    assert old == {key for key, kinds in faults.PLANNED.items() if "old_form" in kinds}


def test_the_second_day_of_the_demonstration_changes_withdraws_and_adds(world: World) -> None:
    living = build(scale="small")
    living.next_day()
    before = {d.id: d.sha256 for d in world.documents}
    assert {d.id for d in living.documents if before.get(d.id, d.sha256) != d.sha256} == set(CHANGED)
    assert {d.id for d in living.documents if d.withdrawn} == {WITHDRAWN}
    assert {(d.body.key, d.year) for d in living.documents if d.id not in before} == {ADDED}


def test_a_day_passes(world: World) -> None:
    living = build(scale="small")
    changed = living.change("980300-2024")
    assert changed and changed[0].data != world.document("980300-2024").data
    assert changed[0].modified > world.document("980300-2024").modified
    living.withdraw("980121-2021")
    assert "980121-2021" not in {d.id for d in living.served()}
    added = living.add("980121", 2019)
    assert {d.year for d in added} == {2019} and {d.body.key for d in added} == {"980121"}
