"""Why a request is made: what travels with it from the page that led to it to the answer."""

from dataclasses import dataclass

from crawler.links import Ask, Column


@dataclass(frozen=True, slots=True)
class Visit:
    """Why a request is made: travels in ``request.meta["visit"]``.

    ``parent`` is the page that holds the link, ``depth`` its steps below the column, ``tried`` earlier requests of the
    same address, ``trail`` the addresses that redirected here, the one that was asked for first.
    """

    ask: Ask
    column: Column
    parent: str = ""
    depth: int = 0
    tried: int = 0
    trail: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The address that was asked for, where redirects led elsewhere, else ""."""
        return self.trail[0] if self.trail else ""
