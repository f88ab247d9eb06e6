"""The app over a small world that was really crawled, read and indexed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search_app import create_app
from tests.road.road import Road


@pytest.fixture(scope="session")
def road(walked: Road) -> Road:
    """Return a small world that was crawled and indexed once; tests must not change it."""
    return walked


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
