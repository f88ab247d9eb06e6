"""Fixtures that every test may use."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from tests.road.road import Road

hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same")

REPOSITORY = Path(__file__).parent.parent
OTHER_CATALOGUE = "NIANBAO_TEST_CATALOGUE_URL"
"""Environment variable with the URL of a PostgreSQL server: tests of archive and schedule then run on it."""
SHARED = REPOSITORY.parent / "shared"
WORLDS = {"walked": "app", "world": "world"}
"""Fixture that takes long to make → the group of the tests that need it."""


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all tests over a world to one process, so that it is made, or crawled and indexed, once."""
    for item in items:
        group = next((g for name, g in WORLDS.items() if name in getattr(item, "fixturenames", ())), None)
        if group and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Road"]:
    """Return a small world that was crawled and indexed once, its portals still served; tests must not change it."""
    from demo.site import Site
    from demo.world import build
    from tests.road.road import Road

    with Site(build(scale="small"), tmp_path_factory.mktemp("walked")) as site:
        road = Road(site)
        road.crawl()
        road.index()
        yield road


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real reports that stands beside a checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real reports in {SHARED}, which are not part of the repository")
    return SHARED


@pytest.fixture
def catalogue_url() -> Iterator[str]:
    """Return a URL for setting catalogue_url: empty (SQLite), or an empty schema of the server in OTHER_CATALOGUE."""
    server = os.environ.get(OTHER_CATALOGUE, "")
    if not server:
        yield ""
        return
    from sqlalchemy import create_engine, make_url

    schema, engine = f"test_{uuid.uuid4().hex[:12]}", create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    url = make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()


@pytest.fixture
def server_url(catalogue_url: str) -> str:
    """Return the URL of an empty catalogue on a server; skips where none is named."""
    if not catalogue_url:
        pytest.skip(f"needs a PostgreSQL server: {OTHER_CATALOGUE}=postgresql+psycopg://user@host/database")
    return catalogue_url


@pytest.fixture
def sqlite_only() -> None:
    """Skip a test that handles the catalogue's file."""
    if os.environ.get(OTHER_CATALOGUE):
        pytest.skip(f"the catalogue named by {OTHER_CATALOGUE} is no file")
