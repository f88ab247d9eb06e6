"""A real browser on a real server over a really crawled world."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from waitress import create_server

from search_app import create_app
from tests.road.road import Road

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def road(walked: Road) -> Road:
    """Return a small world that was crawled and indexed once; tests must not change it."""
    return walked


@pytest.fixture(scope="session")
def address(road: Road) -> Iterator[str]:
    """Return the address of the app, served by waitress."""
    server = create_server(create_app(road.settings), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return headless Chromium; skips where it is not installed."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
def page(request, browser: Browser, address: str, tmp_path: Path) -> Iterator[Page]:
    """Return a page with JavaScript off, on a desk and on a phone; it must not ask any other host for anything."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, java_script_enabled=False, accept_downloads=True
    )
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda sent: asked.append(sent.url))
    page.set_default_timeout(15_000)
    yield page
    assert all(url.startswith(address) for url in asked), asked
    context.close()
