"""Serving the app with waitress, until Ctrl-C or SIGTERM; `nianbao serve` and `nianbao demo` call this."""

import errno
import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

from flask import Flask
from waitress import create_server

from config.errors import OperatorError
from config.settings import Settings
from indexer.search.model import SearchRequest
from search_app.app import create_app
from search_app.sources import sources

log = logging.getLogger(__name__)

THREADS = 8


class PortTakenError(OperatorError):
    """The port cannot be listened on; the message says which and what to try."""


def run(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` is told the address once it is listened on.  Raises PortTakenError."""
    app = create_app(settings)
    try:
        server = create_server(app, host=settings.host, port=settings.port, threads=THREADS, ident="nianbao")
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise PortTakenError(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}); "
            "another program may be using it: try --port 0 for any free port"
        ) from error
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):  # a shell starts background jobs with SIGINT ignored
            signal.signal(number, _interrupt)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue of one is no news
    threading.Thread(target=_warm, args=(app,), daemon=True).start()
    try:
        ready(f"http://{_host(settings.host)}:{server.effective_port}/")
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()


def _warm(app: Flask) -> None:
    """Search once, so that dictionary and columns are in memory before the first visitor asks."""
    with app.app_context():
        try:
            sources().backend.search(SearchRequest(q="政府信息公开", size=1))
        except OperatorError as error:
            log.error("%s", error)


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _host(host: str) -> str:
    """Return the host as a browser on this machine can reach it."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
