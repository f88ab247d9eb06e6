"""Readings as text for people: what `nianbao read` and `nianbao check` print without --json.  Pure."""

from collections.abc import Iterator
from typing import Any

from indexer.forms import Table, forms
from indexer.sums import tally

_MARKS = {"blank": "", "missing": "·", "ambiguous": "?"}


def summary(report: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a readable summary of a report in the shape of docs/data.md."""
    region = report["region"]
    place = " ".join(region[key] for key in ("province", "city", "county", "township") if region[key])
    yield report["title"] or "(no title)"
    who, year = report["publisher"]["name"] or "?", report["report_year"] or "?"
    yield f"  {who} · {place or '?'} · {region['level'] or '?'} · {year}"
    yield f"  form {report['form'] or '?'} · {report['format']} · dated {report['document_date'] or '?'}"
    for section in report["sections"]:
        heading = section["heading_raw"] or f"({section['title']}: heading lost)"
        yield f"  § {heading} — {len(''.join(section['text'].split()))} characters"
    form = forms().get(report["form"] or "")
    for table in form.tables if form else ():
        yield from _table(table, report["tables"])
    for indicator in report["tables"]["annex2014"]:
        value = indicator["value"] if indicator["state"] == "value" else _MARKS[indicator["state"]]
        yield f"    {indicator['group'] or ''} / {indicator['label']}: {value} {indicator.get('unit') or ''}".rstrip()
    outcomes = tally(report)
    if any(outcomes.values()):
        yield f"  checks: {', '.join(f'{n} {outcome}' for outcome, n in outcomes.items() if n)}"
    for finding in report["findings"]:
        yield f"  {'!' if finding['severity'] == 'error' else '~'} {finding['check']} {finding['message']}"


def _table(table: Table, tables: dict[str, Any]) -> Iterator[str]:
    yield f"  {table.title}"
    for row in table.rows:
        node = tables[table.key]
        for key in row.key:
            node = node[key]
        shown = [_cell(node[column.key]) for column in table.columns_of(row)]
        yield f"    {row.label[:20]}: {' | '.join(shown)}"


def _cell(cell: dict[str, Any]) -> str:
    if cell["state"] == "value":
        return f"{cell['value']}{cell.get('unit') or ''}"
    inferred = cell.get("inferred")
    return _MARKS[cell["state"]] + (f"({inferred})" if inferred is not None else "")
