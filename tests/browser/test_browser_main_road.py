"""What people come for, in headless Chromium with JavaScript off: search, narrow, open, download."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.road.road import Road

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def total(page: Page) -> int:
    return int(re.sub(r"\D", "", page.locator(".total strong").inner_text()))


def open_filters(page: Page) -> None:
    label = page.locator("label[for=drawer]")
    if label.is_visible():
        label.click()


def test_search_narrow_open_and_download_the_original(page: Page, address: str, road: Road) -> None:
    page.goto(address)
    page.get_by_role("searchbox").fill("依申请公开")
    page.get_by_role("button", name="检索").first.click()
    found = total(page)
    assert found > 3
    assert "依申请公开" in page.locator(".hit .snippet mark").first.inner_text()

    open_filters(page)
    choice = page.locator(".facet a.choice", has_text="2023").first
    count = int(re.sub(r"\D", "", choice.locator(".count").inner_text()))
    choice.click()
    assert total(page) == count < found
    assert page.locator("a.chip").count() == 1

    page.locator(".hit h2 a").first.click()
    assert page.locator("h1").inner_text()
    assert page.locator("table").count() >= 1

    with page.expect_download() as download:
        page.locator("#originals .capture a.button").first.click()
    data = Path(download.value.path()).read_bytes()
    url = page.locator("#originals .address a").first.get_attribute("href")
    served = {road.site.url(d): d.data for d in road.world.documents}
    assert data == served[url]
    assert download.value.suggested_filename


def test_a_range_of_a_number_is_chosen_by_form(page: Page, address: str) -> None:
    page.goto(address)
    before = total(page)
    open_filters(page)
    page.locator("#number").select_option("new_requests")
    page.locator("#min").fill("20")
    page.locator(".range button").click()
    assert 0 < total(page) < before
    assert "≥ 20" in page.locator("a.chip").inner_text()
    page.locator("a.chip").click()
    assert total(page) == before


def test_a_broken_identity_leads_from_the_cell_to_its_explanation_and_back(page: Page, address: str) -> None:
    page.goto(f"{address}/?check=fails")
    page.locator(".hit h2 a").first.click()
    page.locator("td.error a.ref").first.click()
    assert "#finding-" in page.url
    page.locator(".findings li a[href^='#cell-']").first.click()
    assert "#cell-" in page.url


def test_no_page_is_wider_than_the_screen(page: Page, address: str) -> None:
    page.goto(address)
    report = page.locator(".hit h2 a").first.get_attribute("href")
    cell = f"{report.partition('?')[0]}/cells/requests.new_received.total"
    pages = ["/", "/?q=公开&year=2022&year=2023&level=county", report, cell, f"{cell}/original", "/status", "/duties"]
    pages += ["/series?show=new_requests", "/series?by=level", "/export?q=公开", "/help", "/facets/county", "/none"]
    for path in [*pages, *(f"{page}{'&' if '?' in page else '?'}lang=en" for page in pages)]:
        page.goto(address + path)
        wide = page.locator("body").evaluate("e => e.ownerDocument.documentElement.scrollWidth")
        assert wide <= page.viewport_size["width"], path


def test_the_keyboard_reaches_search_and_results(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=公开")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("培训")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=%E5%9F%B9%E8%AE%AD**")
    assert total(page) > 0


def test_every_field_has_a_name_that_is_read_aloud(page: Page, address: str) -> None:
    page.goto(address)
    fields = page.locator("input:not([type=hidden]), select")
    for index in range(fields.count()):
        name = fields.nth(index).evaluate("e => e.labels && e.labels[0] && e.labels[0].innerText.trim()")
        assert name, fields.nth(index).evaluate("e => e.outerHTML")
