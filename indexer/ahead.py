"""Starts the server from which reader processes are forked before they are needed.

Called by `nianbao read` and `check` first of all, so that the server loads the readers while the command loads what it
needs itself, and by ``indexer.extract.workers``.
"""

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

_LOADED = "indexer.loaded"


def start(*modules: str) -> ForkServerContext:
    """Start the server, if it does not run, and return the context of its processes.

    ``modules`` are loaded there beside all that reads an original; no process has to load them again.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_LOADED, *modules])
    forkserver.ensure_running()
    return context
