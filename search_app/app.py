"""The application factory: settings → Flask app with its blueprints, language, headers and error pages."""

from pathlib import Path

from flask import Flask, Response, g, request, url_for

from config.settings import Settings
from search_app import (
    api,
    cell,
    changes,
    duties,
    errors,
    export,
    facet,
    filters,
    help,
    language,
    originals,
    report,
    search,
    series,
    status,
    strict,
    wording,
)
from search_app.sources import Sources

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""No script at all: what portals wrote can never run on our pages."""

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> Flask:
    """Return the app over the data folder of ``settings``."""
    app = Flask(__name__, static_folder=str(STATIC))
    app.config["SETTINGS"] = settings
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Sources(settings).attach(app)
    language.init_app(app)
    filters.init_app(app)
    wording.init_app(app)
    errors.init_app(app)
    strict.init_app(app)
    for module in (search, facet, series, export, report, cell, changes, originals, help, status, duties, api):
        app.register_blueprint(module.blueprint)
    app.after_request(_headers)
    app.context_processor(lambda: {"demonstration": settings.is_demonstration, "asset": asset})
    return app


def asset(name: str) -> str:
    """Return the address of a static file with its modification time, so that it may be cached for long."""
    return url_for("static", filename=name, v=int((STATIC / name).stat().st_mtime))


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint == "static":
        response.cache_control.max_age = 31_536_000
        response.cache_control.no_cache = None
    elif getattr(g, "language_chosen", False):
        response.vary.add("Cookie")
    return response
