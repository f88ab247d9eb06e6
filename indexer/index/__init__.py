"""The index: what it stores of a report, how it lies on disk, and the embedded backend over it.

`nianbao index` writes through :func:`open`; the search page, the API, `nianbao search` and the exports read through
it.  Another backend would be chosen here and would pass the same tests.
"""

from config.errors import ConfigurationError
from config.settings import Settings
from indexer.search.model import Backend, IndexMismatch

__all__ = ["Backend", "IndexMismatch", "open", "open_made"]


def open(settings: Settings, *, anew: bool = False) -> Backend:
    """Open the index of the data folder; it is made with the first update.

    With ``anew`` an index of another schema, tokenizer or dictionary is set aside instead of being refused.
    Raises IndexMismatch naming the command that mends it.
    """
    from indexer.index.embedded import EmbeddedIndex

    return EmbeddedIndex(settings.data_dir / "index", anew=anew)


def open_made(settings: Settings) -> Backend:
    """Open the index for a command that asks it something.

    Raises ConfigurationError where nothing was indexed yet, and IndexMismatch.
    """
    backend = open(settings)
    if not backend.is_made():
        raise ConfigurationError(f"nothing was indexed in {settings.data_dir} yet: run `nianbao index --data …`")
    return backend
