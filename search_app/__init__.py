"""Index and archive → people: the Flask application, one blueprint per concern, templates and static files.

``create_app(settings)`` is the way in; `nianbao serve`, `nianbao demo` and the tests call it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config.settings import Settings


def create_app(settings: "Settings") -> "Flask":
    """Return the app over the data folder of ``settings``.

    >>> create_app(Settings(data_dir=Path("data"))).run()  # doctest: +SKIP
    """
    from search_app import app  # here, because reader processes import this package for ``excerpt`` alone

    return app.create_app(settings)
