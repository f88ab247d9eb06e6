"""The app over a small world that was really crawled, read and indexed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from demo.site import Site
from demo.world import build
from search_app import create_app
from tests.road.road import Road


@pytest.fixture(scope="session")
def road(tmp_path_factory) -> Iterator[Road]:
    """Return a small world that was crawled and indexed once; tests must not change it."""
    with Site(build(scale="small"), tmp_path_factory.mktemp("app")) as site:
        road = Road(site)
        road.crawl()
        road.index()
        yield road


@pytest.fixture(scope="session")
def app(road: Road) -> Flask:
    """Return the app over that world."""
    return create_app(road.settings.model_copy(update={"demonstration": True}))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a visitor without cookies."""
    return app.test_client()


@pytest.fixture(scope="session")
def by_document(app, road: Road) -> dict[str, str]:
    """Return report ids by the world's document ids."""
    urls = {road.site.url(d): d.id for d in road.world.documents}
    client = app.test_client()
    found = {}
    for report_id in road.reports():
        for document in client.get(f"/api/v1/reports/{report_id}").json["documents"]:
            found[urls[document["url"]]] = report_id
    return found
