"""The world that the tests of the demonstration share; they must not change it."""

import pytest

from demo.world import World, build


@pytest.fixture(scope="session")
def world() -> World:
    """Return the whole world."""
    return build()
