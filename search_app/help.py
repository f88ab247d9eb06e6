"""GET /help: the query language by examples that can be tried, and the names of the numbers."""

import tomllib
from functools import cache
from typing import Any

from flask import Blueprint, render_template

from indexer.search.numbers import key_numbers
from search_app.language import FOLDER

blueprint = Blueprint("help", __name__)


@cache
def examples() -> dict[str, list[dict[str, str]]]:
    """Return the examples by group: query, and what it means in "zh" and "en"."""
    found: dict[str, list[dict[str, Any]]] = tomllib.loads((FOLDER / "help.toml").read_text("utf-8"))
    return found


@blueprint.get("/help")
def page() -> str:
    """Show the examples and the numbers."""
    return render_template("help.html", examples=examples(), numbers=key_numbers())
