"""Which statutory form a report uses, decided by the labels printed in it, never by its year or the notice it cites."""

from collections.abc import Sequence
from functools import cache

from indexer.forms import Form, forms
from indexer.read.labels import bare, plain
from indexer.read.lines import Line
from indexer.read.printouts import Printout
from indexer.read.rows import Match, Matcher, align


@cache
def own_labels(form: str) -> frozenset[str]:
    """Return the labels of rows and columns that only this form has."""
    mine = _labels(forms()[form])
    others = [f for key, f in forms().items() if key != form]
    groups = {bare(group) for f in others for t in f.tables for row in t.rows for group in row.groups}
    return mine - frozenset[str]().union(groups, *map(_labels, others))


@cache
def _speaks_for() -> dict[str, str]:
    """Return label → the one form that has it."""
    return {label: key for key in forms() for label in own_labels(key)}


def _labels(form: Form) -> frozenset[str]:
    found = {plain(c.label) for _, _, c in form.cells()}
    found |= {bare(label) for t in form.tables for r in t.rows for label in (r.label, *r.variants)}
    return frozenset(found)


def decide(lines: Sequence[Line], found: Sequence[Printout]) -> tuple[Form | None, list[Match], dict[str, int]]:
    """Return the form, its rows as recognised, and how many labels spoke for each form."""
    votes, speaks_for = dict.fromkeys(forms(), 0), _speaks_for()
    for line in lines:
        for field in line.fields:
            if field.is_label and field.begins and (key := speaks_for.get(plain(field.text))):
                votes[key] += 1
    order = sorted(votes, key=lambda key: -votes[key])
    candidates = order[:1] if votes[order[0]] and not votes[order[1]] else order
    matched = {key: align(matcher(key), found) for key in candidates}
    weight = {key: votes[key] + sum(m.score for m in matched[key]) for key in candidates}
    best = max(candidates, key=lambda key: weight[key])
    if not votes[best] and sum(not m.by_place for m in matched[best]) < 3:  # the annex of 2014 has one like ours
        return None, [], votes
    return forms()[best], matched[best], votes


@cache
def matcher(form: str) -> Matcher:
    """Return the matcher over the labelled rows of a form (tables two and three), in printed order."""
    pairs = [(t, row) for t in forms()[form].tables if t.layout != "blocks" for row in t.rows]
    return Matcher([row for _, row in pairs], [len(table.columns_of(row)) for table, row in pairs])
