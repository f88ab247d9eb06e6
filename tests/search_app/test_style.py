"""Text can be read by everyone: enough contrast in light and dark, no outside assets, no inline style or script."""

import re
from pathlib import Path

import pytest

import search_app

PACKAGE = Path(search_app.__file__).parent
CSS = (PACKAGE / "static/style.css").read_text("utf-8")
PAIRS = [
    (ink, ground)
    for ink, grounds in {
        "ink": ("paper", "card", "wash", "hit"),
        "soft": ("paper", "card", "wash"),
        "faint": ("paper", "card"),
        "link": ("paper", "card", "wash"),
        "bad": ("paper", "card", "bad-wash"),
        "warn": ("paper", "warn-wash"),
        "good": ("paper", "good-wash"),
    }.items()
    for ground in grounds
]


def palette(dark: bool) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.S)
    colors = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[0]))
    return colors | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[1])) if dark else colors


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(dark: bool, ink: str, ground: str) -> None:
    colors = palette(dark)
    high, low = sorted((luminance(colors[ink]), luminance(colors[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert not re.findall(r"url\(|@import|https?:", CSS)
    for path in PACKAGE.rglob("*.html"):
        assert not re.search(r"""(src|href|action)=["']https?:""", path.read_text("utf-8")), path


def test_no_template_has_script_or_inline_style_or_unescaped_text() -> None:
    for path in PACKAGE.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<script|\sstyle=|\son\w+=|\|\s*safe|autoescape false", text), path
