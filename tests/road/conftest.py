"""Worlds that are served, crawled and read for the tests of the whole road."""

from collections.abc import Iterator

import pytest

from demo.site import Site
from demo.world import build
from tests.road.road import Road


@pytest.fixture
def road(tmp_path) -> Iterator[Road]:
    """Return a small world of its own, served and not yet crawled."""
    with Site(build(scale="small"), tmp_path) as site:
        yield Road(site)
