"""The status page, /metrics for Prometheus and /healthz for a monitor: is collecting and reading going well?"""

from flask import Blueprint, Response, jsonify, render_template, url_for
from sqlalchemy.exc import SQLAlchemyError

from search_app.overview import overview
from search_app.sources import sources

blueprint = Blueprint("status", __name__)

SHOWN = 200
"""Failures and problems that the page lists; the JSON has all."""


@blueprint.get("/status")
def page() -> str:
    """Show what is held, every portal's last visit, open problems and originals that gave no report."""
    found = overview(sources().store)
    return render_template("status.html", found=found, shown=SHOWN, api_url=url_for("api.status"))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the counts in the text format of Prometheus."""
    found = overview(sources().store)
    lines = []
    for name, value in found["counts"].items():
        lines += [f"# TYPE nianbao_{name} gauge", f"nianbao_{name} {value}"]
    lines += ["# TYPE nianbao_failures_by_reason gauge"]
    lines += [f'nianbao_failures_by_reason{{reason="{_escaped(r)}"}} {n}' for r, n in found["reasons"].items()]
    lines += ["# TYPE nianbao_problems gauge", f"nianbao_problems {len(found['problems'])}"]
    lines += ["# TYPE nianbao_portal_documents gauge"]
    for portal in found["portals"]:
        for state, count in portal["documents"].items():
            labels = f'portal="{_escaped(portal["name"])}",state="{_escaped(state)}"'
            lines.append(f"nianbao_portal_documents{{{labels}}} {count}")
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.get("/healthz")
def health() -> tuple[Response, int]:
    """Answer 200 where catalogue and index can be read, 503 and the reason where not."""
    try:
        reports = len(sources().store.digests())
        indexed = len(sources().backend.ids())
    except (OSError, ValueError, RuntimeError, SQLAlchemyError) as error:
        return jsonify({"status": "failing", "reason": f"{type(error).__name__}: {error}"}), 503
    return jsonify({"status": "ok", "reports": reports, "indexed": indexed}), 200


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
