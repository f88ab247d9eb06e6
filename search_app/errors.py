"""Errors as pages, or as JSON below /api: what went wrong, where, and the way out; never a stack trace."""

import logging
from typing import cast

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from config.errors import OperatorError
from indexer.search.model import QueryError
from search_app.faults import ParameterError
from search_app.language import current, known, t
from search_app.parameters import encoded, without

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ParameterError, _parameter)
    app.register_error_handler(QueryError, unreadable)
    app.register_error_handler(OperatorError, _operator)
    app.register_error_handler(Exception, _unexpected)


def problem(status: int, message: str, again: str = "", **more: object) -> Response:
    """Return an error in the shape of the address that was asked: JSON below /api, a page elsewhere.

    ``again`` is the address that a page offers instead.
    """
    if request.path.startswith("/api/"):
        response = jsonify({"error": {"status": status, "message": message, **more}})
    else:
        title = known("error", status) if status in (400, 404) else t("error.title")
        response = Response(render_template("error.html", status=status, title=title, message=message, again=again))
    response.status_code = status
    return response


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return cast(Response, error.get_response())
    message = t("error.not_found") if error.code == 404 else str(error.description or error.name)
    return problem(error.code or 500, message)


def _parameter(error: ParameterError) -> Response:
    return problem(400, error.text(current()), _again(error.parameter), parameter=error.parameter)


def _again(parameter: str) -> str:
    """Return the page of the same search without a parameter that is wrong; the search page shows where a line is."""
    path = "/" if parameter == "q" else "/export" if request.path.startswith("/export/") else request.path
    left = request.args if parameter == "q" else without(request.args, parameter)
    return f"{path}?{encoded(list(left.items(multi=True)))}"


def unreadable(error: QueryError) -> Response:
    """Answer 400 to what cannot be understood, with the way back to a search that can."""
    is_in_line = error.parameter in ("q", "line") and error.position is not None
    place = {"position": error.position} if is_in_line else {}
    return problem(400, error.text(current()), _again(error.parameter), parameter=error.parameter, **place)


def _operator(error: OperatorError) -> Response:
    """Answer 503 where the operator has something to mend; the message names it (an index of another schema …)."""
    log.error("%s %s: %s", request.method, request.path, error)
    return problem(503, str(error))


def _unexpected(error: Exception) -> Response:
    log.exception("%s %s failed", request.method, request.path)
    return problem(500, t("error.unexpected"))
