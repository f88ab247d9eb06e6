"""Report → findings: what the identities, the other years and the other copies of a report say about it.

:func:`check` is called for every report that is read; ``manifestations`` and ``years`` compare two of them.
"""

from indexer.check.absent import absent_findings
from indexer.check.findings import findings
from indexer.check.identities import check_identities
from indexer.check.narrative import narrative_findings
from indexer.check.soft import soft_findings
from indexer.forms import forms
from indexer.report import Report


def check(report: Report) -> Report:
    """Fill ``checks`` and ``findings`` of a report and return it."""
    form = forms().get(report.form or "")
    if form:
        report.checks = check_identities(report, form)
        report.findings = [
            *findings(report, form),
            *narrative_findings(report, form),
            *soft_findings(report, form),
            *absent_findings(report, form),
        ]
    return report
