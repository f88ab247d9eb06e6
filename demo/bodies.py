"""The public bodies of the invented province, and on whose portal each publishes.  Called by ``demo.world``."""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.places import PLACES, Place, line, place

DEPARTMENTS: dict[str, tuple[str, str]] = {
    "education": ("教育厅", "教育局"),
    "finance": ("财政厅", "财政局"),
    "ecology": ("生态环境厅", "生态环境局"),
    "health": ("卫生健康委员会", "卫生健康局"),
    "market": ("市场监督管理局", "市场监督管理局"),
    "housing": ("住房和城乡建设厅", "住房和城乡建设局"),
    "agriculture": ("农业农村厅", "农业农村局"),
    "transport": ("交通运输厅", "交通运输局"),
    "civil": ("民政厅", "民政局"),
    "culture": ("文化和旅游厅", "文化和旅游局"),
    "water": ("水利厅", "水利局"),
    "labour": ("人力资源和社会保障厅", "人力资源和社会保障局"),
}
"""Field of work → name in a province, name in a city or county."""

CHOSEN: dict[str, tuple[str, ...]] = {
    "980000": ("education", "finance", "ecology", "health"),
    "980100": ("education", "housing", "transport"),
    "980200": ("finance", "market", "culture"),
    "980300": ("agriculture", "health", "water"),
    "980102": ("education", "market"),
    "980121": ("agriculture", "civil"),
    "980123": ("water", "culture"),
    "980202": ("housing", "health"),
    "980221": ("transport", "labour"),
    "980381": ("ecology", "finance"),
    "980322": ("labour", "civil"),
}
"""Division → the fields whose departments report."""

OWN_PORTAL = {
    "980000": "yunze",
    "980100": "linlan",
    "980200": "pingzhu",
    "980300": "wangxiu",
    "980121": "baizhi",
    "980381": "jinsui",
}
"""Division → its portal; the others publish on the portal of the next division above that has one."""


@dataclass(frozen=True, slots=True)
class Body:
    """A public body.  ``kind`` is government, department or township; ``field`` its work ("" for governments).

    ``code`` is the first code of its division; ``key`` names it for good, whatever it is called later.
    """

    key: str
    kind: str
    field: str
    code: str
    portal: str

    def place(self, year: int) -> Place:
        """Return its division as it was in ``year``."""
        return place(self.code, year)

    def name(self, year: int) -> str:
        """Return its full name in ``year``."""
        where = self.place(year)
        if self.kind == "government":
            return f"{where.name}人民政府"
        if self.kind == "township":
            street = where.name.endswith("街道")
            return f"{line(where)[-2].name}{where.name}{'办事处' if street else '人民政府'}"
        return where.name + DEPARTMENTS[self.field][0 if where.level == "province" else 1]

    @property
    def level(self) -> str:
        """Return its level in the words of ``indexer.report.Region``."""
        level = place(self.code, 2018).level
        return f"{level}_department" if self.kind == "department" else level


def bodies() -> tuple[Body, ...]:
    """Return every body of the world, from the province down."""
    return tuple(_bodies())


def _bodies() -> Iterator[Body]:
    for found in PLACES:
        if not found.valid(2018):
            continue
        portal = next(OWN_PORTAL[p.code] for p in reversed(line(found)) if p.code in OWN_PORTAL)
        kind = "township" if found.level == "township" else "government"
        yield Body(found.code, kind, "", found.code, portal)
        for field in CHOSEN.get(found.code, ()):
            yield Body(f"{found.code}-{field}", "department", field, found.code, portal)
