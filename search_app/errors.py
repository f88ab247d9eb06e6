"""Errors as pages, or as JSON below /api: what went wrong, where, and the way out; never a stack trace."""

import logging
from typing import cast

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from config.errors import OperatorError
from indexer.search.model import QueryError
from search_app.language import current, known, t
from search_app.parameters import ParameterError

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ParameterError, _parameter)
    app.register_error_handler(QueryError, _query)
    app.register_error_handler(OperatorError, _operator)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, message: str, **more: object) -> Response:
    """Return an error in the shape of the address that was asked: JSON below /api, a page elsewhere."""
    if request.path.startswith("/api/"):
        response = jsonify({"error": {"status": status, "message": message, **more}})
    else:
        title = known("error", status) if status in (400, 404) else t("error.title")
        response = Response(render_template("error.html", status=status, title=title, message=message))
    response.status_code = status
    return response


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return cast(Response, error.get_response())
    message = t("error.not_found") if error.code == 404 else str(error.description or error.name)
    return problem(error.code or 500, message)


def _parameter(error: ParameterError) -> Response:
    return problem(400, error.message(current()), parameter=error.parameter)


def _query(error: QueryError) -> Response:
    place = {"position": error.position} if error.parameter in ("q", "line") else {}
    return problem(400, error.text(current()), parameter=error.parameter, **place)


def _operator(error: OperatorError) -> Response:
    """Answer 503 where the operator has something to mend; the message names it (an index of another schema …)."""
    log.error("%s %s: %s", request.method, request.path, error)
    return problem(503, str(error))


def _unexpected(error: Exception) -> Response:
    log.exception("%s %s failed", request.method, request.path)
    return problem(500, t("error.unexpected"))
