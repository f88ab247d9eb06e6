"""Calls :func:`indexer.read.identity.identify` the way its tests like to.  Used by test_identity*.py."""

from indexer.read.context import Context
from indexer.read.identity import Identity, identify

NOWHERE = Context()


def who(
    *opening: str, body: str = "", closing: tuple[str, ...] = (), context: Context = NOWHERE, **meta: str
) -> Identity:
    return identify(opening, body, closing, meta, context)


def place(identity: Identity) -> str:
    region = identity.region
    return "/".join(filter(None, (region.province, region.city, region.county, region.township)))
