"""Index and archive → people: the Flask application, one blueprint per concern, templates and static files.

``create_app(settings)`` is the way in; `nianbao serve`, `nianbao demo` and the tests call it.
"""

from search_app.app import create_app

__all__ = ["create_app"]
