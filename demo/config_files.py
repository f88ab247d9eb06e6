"""Writes the configuration that points a crawl at the world: register of portals and invented divisions.

Called by ``demo.site``; the files win over the defaults through ``NIANBAO_CONFIG_DIR``.
"""

import csv
from pathlib import Path

import yaml

from demo.bodies import Body
from demo.model import PortalSite
from demo.pages.frame import column_url
from demo.places import LAST_YEAR, PLACES
from demo.world import World

DIVISION_COLUMNS = ("code", "name", "level", "parent", "valid_from", "valid_to", "pinyin")


def write(folder: Path, world: World, homes: dict[str, str], delay: float = 0.0) -> None:
    """Write ``portals/demo.yaml`` and ``jurisdictions_extra.csv`` below ``folder``; ``delay`` in seconds."""
    (folder / "portals").mkdir(parents=True, exist_ok=True)
    entries = [_entry(site, world, homes[site.key], delay) for site in world.portals]
    text = "# The demonstration's portals on loopback; written anew at each start.\n" + yaml.safe_dump(
        entries, allow_unicode=True, sort_keys=False
    )
    (folder / "portals" / "demo.yaml").write_text(text, "utf-8")
    with (folder / "jurisdictions_extra.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(DIVISION_COLUMNS)
        for place in PLACES:
            writer.writerow(
                (
                    short(place.code),
                    place.name,
                    place.level,
                    short(place.parent),
                    place.valid_from or "",
                    place.valid_to or "",
                    "",
                )
            )


def short(code: str) -> str:
    """Return a division's code as ``jurisdictions.csv`` writes it (``98``, ``9801``, ``980102``)."""
    return code if len(code) != 6 else code.removesuffix("00").removesuffix("00") if code.endswith("00") else code


def _entry(site: PortalSite, world: World, home: str, delay: float) -> dict[str, object]:
    return {
        "name": site.key,
        "title": site.title,
        "jurisdiction": site.code,
        "home": home,
        "family": site.family,
        "columns": [{"path": column_url(site, n), "name": c.title} for n, c in enumerate(site.columns)],
        "bodies": [_body(body, world) for body in world.bodies if body.portal == site.key],
        "delay": delay,
        "promises": {"documents": 5},
    }


def _body(body: Body, world: World) -> dict[str, object]:
    years = [document.year for document in world.documents if document.body == body]
    return {
        "name": body.name(LAST_YEAR),
        "level": body.level,
        "jurisdiction": body.place(LAST_YEAR).code,
        "since": min(years, default=LAST_YEAR),
    }
