"""The status page, /metrics for Prometheus and /healthz for a monitor: is collecting and reading going well?"""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, url_for
from sqlalchemy.exc import SQLAlchemyError

from config.errors import OperatorError
from search_app.sources import sources

blueprint = Blueprint("status", __name__)

SHOWN = 200
"""Failures that the page lists; the JSON has all."""


@blueprint.get("/status")
def page() -> str:
    """Show what is held, every portal's last and next visit, its problems, and originals that gave no report."""
    return render_template("status.html", found=_found(), shown=SHOWN, api_url=url_for("api.status"))


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the counts in the text format of Prometheus."""
    return Response(text(_found()), content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.get("/healthz")
def health() -> tuple[Response, int]:
    """Answer 200 where catalogue and index can be read, 503 and the reason where not; alarms are named in both."""
    try:
        reports = len(sources().store.digests())
        indexed = len(sources().backend.ids())
        alarms = _found()["alarms"]
    except (OSError, OperatorError, SQLAlchemyError) as error:
        return jsonify({"status": "failing", "reason": f"{type(error).__name__}: {error}"}), 503
    return jsonify({"status": "ok", "reports": reports, "indexed": indexed, "alarms": alarms}), 200


def text(found: dict[str, Any]) -> str:
    """Return an overview as Prometheus metrics."""
    lines = []
    for name, value in found["counts"].items():
        lines += [f"# TYPE nianbao_{name} gauge", f"nianbao_{name} {value}"]
    lines += ["# TYPE nianbao_alarms gauge", f"nianbao_alarms {len(found['alarms'])}"]
    lines += ["# TYPE nianbao_failures_by_reason gauge"]
    lines += [f"nianbao_failures_by_reason{_labels(reason=r)} {n}" for r, n in found["reasons"].items()]
    for name, key in (("open_problems", "open_problems"), ("failed_visits", "failures")):
        lines.append(f"# TYPE nianbao_portal_{name} gauge")
        lines += [f"nianbao_portal_{name}{_labels(portal=p['name'])} {p[key]}" for p in found["portals"]]
    lines.append("# TYPE nianbao_portal_reached gauge")
    for portal in found["portals"]:
        labels = _labels(portal=portal["name"], reach=portal["reach"])
        lines.append(f"nianbao_portal_reached{labels} {int(portal['reach'] == 'reached')}")
    for name in ("started", "reached", "due"):
        lines.append(f"# TYPE nianbao_portal_{name}_timestamp_seconds gauge")
        for portal in found["portals"]:
            if portal[name]:
                seconds = datetime.fromisoformat(portal[name]).timestamp()
                lines.append(f"nianbao_portal_{name}_timestamp_seconds{_labels(portal=portal['name'])} {seconds:.0f}")
    lines.append("# TYPE nianbao_portal_documents gauge")
    for portal in found["portals"]:
        for state, count in portal["documents"].items():
            lines.append(f"nianbao_portal_documents{_labels(portal=portal['name'], state=state)} {count}")
    return "\n".join(lines) + "\n"


def _found() -> dict[str, Any]:
    return sources().overviews.get()


def _labels(**values: str) -> str:
    pairs = (f'{name}="{_escaped(value)}"' for name, value in values.items())
    return "{" + ",".join(pairs) + "}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
