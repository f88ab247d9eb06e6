"""Make the README's pictures from the running demonstration, with headless Chromium.

python scripts/screenshot.py http://127.0.0.1:8765/ docs/images
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = (
    ("search.png", 1280, 860, "?q=群众满意&year=2023&year=2024"),
    ("search-phone.png", 390, 844, "?q=群众满意&year=2023&year=2024"),
    ("report.png", 1280, 860, None),
    ("report-phone.png", 390, 844, None),
)
"""File, width, height and address; None is the first report with a broken identity."""


def main(address: str, folder: Path) -> None:
    """Write the pictures of the app at ``address`` into ``folder``."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("needs Chromium: sudo apt-get install chromium fonts-noto-cjk")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for name, width, height, path in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
            for _ in range(2):  # the second time everything is in memory, as it is for a visitor
                page.goto(address + (path or "?check=fails&form=2021"))
            if path is None:
                page.locator(".hit h2 a").first.click()
            page.screenshot(path=folder / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/") + "/", Path(sys.argv[2]))
