"""Chinese first, English by a switch: message catalogues as data (translations/*.toml) and the visitor's choice.

``?lang=en`` switches and is remembered in a cookie; otherwise the setting ``language`` holds.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request

LANGUAGES = ("zh", "en")
COOKIE = "lang"
FOLDER = Path(__file__).parent / "translations"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return the messages of one language by dotted key ("search.button")."""
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return {f"{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()}


def current() -> str:
    """Return the language of the page that is being made."""
    return str(g.get("language", "zh"))


def t(key: str, **values: Any) -> str:
    """Return a message in the language of the page; raises KeyError for a message that is not in the catalogue."""
    return catalogue(current())[key].format(**values)


def known(prefix: str, key: object) -> str:
    """Return the message ``prefix.key``, or the key itself: for values that come from data (levels, states …)."""
    return catalogue(current()).get(f"{prefix}.{key}", "" if key is None else str(key))


def pick(chinese: str | None, english: str | None) -> str:
    """Return whichever text suits the language of the page, the other where that one is empty."""
    first, second = (english, chinese) if current() == "en" else (chinese, english)
    return first or second or ""


def init_app(app: Flask) -> None:
    """Let every request choose its language and every template speak it."""
    app.before_request(_choose)
    app.after_request(_remember)
    app.context_processor(lambda: {"t": t, "known": known, "pick": pick, "language": current()})


def _choose() -> None:
    asked = request.args.get("lang", "")
    g.language_chosen = asked in LANGUAGES
    kept = request.cookies.get(COOKIE, "")
    g.language = next((x for x in (asked, kept) if x in LANGUAGES), current_app.config["SETTINGS"].language)


def _remember(response: Response) -> Response:
    if g.get("language_chosen"):
        response.set_cookie(COOKIE, g.language, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    response.headers.setdefault("Content-Language", "zh-CN" if current() == "zh" else "en")
    return response
