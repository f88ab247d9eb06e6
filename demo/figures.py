"""The numbers of a body through its years: every identity of FORMS.md holds, inside a report and between years.

``demo.faults`` breaks some of them on purpose afterwards.  Called by ``demo.world``.
"""

from dataclasses import dataclass

from demo.bodies import Body
from demo.dice import Dice, dice
from demo.places import LAST_YEAR
from indexer.forms import Form, forms
from indexer.report import CellPath, Number

Figures = dict[CellPath, Number]

APPLICANTS = {
    "natural_person": 0.76,
    "commercial_enterprise": 0.11,
    "research_institution": 0.02,
    "social_welfare_org": 0.02,
    "legal_service_org": 0.06,
    "other_org": 0.03,
}
"""Applicant column → its share of the requests."""

OUTCOMES = {
    "granted": 38,
    "partially_granted": 9,
    "refused_state_secret": 0.3,
    "refused_other_law": 1.5,
    "refused_security_stability": 0.5,
    "refused_third_party": 2,
    "refused_internal_affairs": 2,
    "refused_process_info": 2.5,
    "refused_enforcement_file": 3,
    "refused_admin_query": 3,
    "unable_not_held": 20,
    "unable_needs_creation": 4,
    "unable_still_unclear": 2,
    "not_processed_petition": 4,
    "not_processed_repeat": 2,
    "not_processed_publication": 0.3,
    "not_processed_excessive": 0.5,
    "not_processed_reconfirm": 0.7,
    "other_processing": 5,
    "other_overdue_correction": 3,
    "other_overdue_fee": 0.3,
    "other_other": 2,
}
"""Row of table three → how often requests end there."""

REQUESTS_A_YEAR = {
    "province": 320.0,
    "city": 210.0,
    "county": 70.0,
    "province_department": 90.0,
    "city_department": 34.0,
    "county_department": 9.0,
    "township": 2.0,
}


@dataclass(slots=True)
class _Stock:
    """What one year hands to the next."""

    carried: dict[str, int]
    valid: dict[str, int]
    items: dict[str, int]


def form_of(year: int, old_form: bool = False) -> Form:
    """Return the form that a report of ``year`` uses; with ``old_form`` 2021 still uses that of 2019."""
    return forms()["2019" if year <= (2021 if old_form else 2020) else "2021"]


def series(seed: int, body: Body, old_form: bool = False) -> dict[int, Figures]:
    """Return year → every cell of that year's form, from 2019 to the last year."""
    throw = dice(seed, "figures", body.key)
    mean = REQUESTS_A_YEAR[body.level] * throw.uniform(0.5, 1.7)
    stock = _Stock(
        carried={key: throw.about(mean * share * 0.05) for key, share in APPLICANTS.items()},
        valid={"rules": throw.about(14) if _makes_rules(body) else 0, "normative_documents": throw.about(mean * 0.4)},
        items={},
    )
    found: dict[int, Figures] = {}
    for year in range(2019, LAST_YEAR + 1):
        throw = dice(seed, "figures", body.key, year)
        form = form_of(year, old_form)
        mean *= throw.uniform(0.85, 1.22)
        figures = _requests(throw, form, mean, stock) | _litigation(throw, form, mean)
        figures |= (_active_2019 if form.form == "2019" else _active_2021)(throw, body, mean, stock)
        found[year] = {path: figures[path] for path, _, _ in form.cells()}
    return found


def _makes_rules(body: Body) -> bool:
    return body.level in ("province", "city")


def _requests(throw: Dice, form: Form, mean: float, stock: _Stock) -> Figures:
    rows = [row.key[0] for row in form.table("requests").rows]
    outcomes = [row for row in rows if row in OUTCOMES]
    table: dict[str, dict[str, int]] = {row: {} for row in rows}
    for column, share in APPLICANTS.items():
        new, before = throw.about(mean * share), stock.carried[column]
        after = sum(throw.chance(0.06) for _ in range(new + before))
        for row in outcomes:
            table[row][column] = 0
        for row in throw.choices(outcomes, [OUTCOMES[row] for row in outcomes], k=new + before - after):
            table[row][column] += 1
        table["new_received"][column], table["carried_from_previous"][column] = new, before
        table["results_total"][column], table["carried_to_next"][column] = new + before - after, after
        stock.carried[column] = after
    for row in rows:
        table[row]["total"] = sum(table[row].values())
    return {("requests", row, column): value for row in rows for column, value in table[row].items()}


def _litigation(throw: Dice, form: Form, mean: float) -> Figures:
    found: Figures = {}
    for row in form.table("litigation").rows:
        values = [throw.about(mean * share) if throw.chance(0.75) else 0 for share in (0.02, 0.007, 0.006, 0.004)]
        for column, value in zip(form.table("litigation").columns, [*values, sum(values)], strict=True):
            found["litigation", *row.key, column.key] = value
    return found


def _active_2021(throw: Dice, body: Body, mean: float, stock: _Stock) -> Figures:
    found: Figures = {}
    for row in ("rules", "normative_documents"):
        before = stock.valid[row]
        busy = _makes_rules(body) or row == "normative_documents"
        issued = throw.about(2 if row == "rules" else mean * 0.05) if busy else 0
        repealed = min(before, throw.about(issued * 0.8)) if busy else 0
        stock.valid[row] = before + issued - repealed
        for column, value in zip(
            ("issued_this_year", "repealed_this_year", "currently_valid"),
            (issued, repealed, stock.valid[row]),
            strict=True,
        ):
            found["active_disclosure", "art20_1", row, column] = value
    for article, row, factor in (("art20_5", "licensing", 60), ("art20_6", "penalty", 9), ("art20_6", "coercion", 1)):
        found["active_disclosure", article, row, "decisions"] = _decisions(throw, body, mean * factor)
    found["active_disclosure", "art20_8", "fees", "fee_amount"] = _amount(throw, body, mean)
    return found


def _active_2019(throw: Dice, body: Body, mean: float, stock: _Stock) -> Figures:
    found: Figures = {}
    for row in ("rules", "normative_documents"):
        made = throw.about(mean * 0.05) if _makes_rules(body) or row == "normative_documents" else 0
        shown = max(0, made - throw.chance(0.2))
        values = (made, shown, stock.valid[row] + shown)
        for column, value in zip(("made_this_year", "disclosed_this_year", "total_public"), values, strict=True):
            found["active_disclosure", "art20_1", row, column] = value
    sizes = {"licensing": 90, "other_external_services": 60, "penalty": 150, "coercion": 12, "fees": 6}
    for row, size in sizes.items():
        article = {"fees": "art20_8", "penalty": "art20_6", "coercion": "art20_6"}.get(row, "art20_5")
        before = stock.items.setdefault(row, throw.about(size * (0.1 if body.kind == "township" else 1)))
        change = max(-before, throw.randint(-6, 7)) if throw.chance(0.6) else 0
        stock.items[row] = before + change
        found["active_disclosure", article, row, "items_previous_year"] = before
        found["active_disclosure", article, row, "change_this_year"] = change
        if row != "fees":
            found["active_disclosure", article, row, "decisions"] = _decisions(throw, body, mean * 12)
    found["active_disclosure", "art20_9", "procurement", "procurement_items"] = throw.about(mean * 0.3)
    found["active_disclosure", "art20_9", "procurement", "procurement_amount"] = _amount(throw, body, mean * 4)
    return found


def _decisions(throw: Dice, body: Body, mean: float) -> int:
    return 0 if body.kind == "township" and throw.chance(0.7) else throw.about(mean)


def _amount(throw: Dice, body: Body, mean: float) -> Number:
    if body.kind == "township" or throw.chance(0.25):
        return 0
    whole = throw.chance(0.3)
    amount = throw.uniform(0.5, 30) * mean
    return round(amount) if whole else round(amount, throw.one((1, 2, 2, 4)))
