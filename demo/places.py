"""The invented province 云泽省: its divisions with codes of a range that no real division has (98).

``demo.config_files`` writes them as ``jurisdictions_extra.csv``; ``demo.bodies`` puts public bodies into them.
"""

from dataclasses import dataclass

FIRST_YEAR, LAST_YEAR = 2018, 2025
"""Report years of the world; its "today" lies in the year after the last."""

RENAMED = 2022
"""The year from which 松涧县 is called 松涧区."""


@dataclass(frozen=True, slots=True)
class Place:
    """A division; ``valid_from`` and ``valid_to`` are the first and last year of this name and code (None: open)."""

    code: str
    name: str
    level: str
    parent: str = ""
    valid_from: int | None = None
    valid_to: int | None = None

    def valid(self, year: int) -> bool:
        """Say whether the division had this name and code in ``year``."""
        return (self.valid_from or 0) <= year <= (self.valid_to or 9999)


PLACES: tuple[Place, ...] = (
    Place("980000", "云泽省", "province"),
    Place("980100", "临澜市", "city", "980000"),
    Place("980102", "青埠区", "county", "980100"),
    Place("980102001", "望潮街道", "township", "980102"),
    Place("980102102", "柳荫镇", "township", "980102"),
    Place("980121", "白芷县", "county", "980100"),
    Place("980121101", "芦溪桥镇", "township", "980121"),
    Place("980121203", "竹隐乡", "township", "980121"),
    Place("980123", "松涧县", "county", "980100", None, RENAMED - 1),
    Place("980104", "松涧区", "county", "980100", RENAMED, None),
    Place("980123102", "云脚镇", "township", "980123", None, RENAMED - 1),
    Place("980104102", "云脚镇", "township", "980104", RENAMED, None),
    Place("980200", "平渚市", "city", "980000"),
    Place("980202", "鹤汀区", "county", "980200"),
    Place("980202003", "听鹤街道", "township", "980202"),
    Place("980202101", "沙鸥镇", "township", "980202"),
    Place("980221", "石榴县", "county", "980200"),
    Place("980221101", "柳荫镇", "township", "980221"),
    Place("980221204", "半岭乡", "township", "980221"),
    Place("980300", "望岫市", "city", "980000"),
    Place("980381", "金穗市", "county", "980300"),
    Place("980381001", "麦浪街道", "township", "980381"),
    Place("980381104", "新麻镇", "township", "980381"),
    Place("980322", "梨溪县", "county", "980300"),
    Place("980322101", "梨花镇", "township", "980322"),
    Place("980322202", "雾岭乡", "township", "980322"),
)

BY_CODE = {place.code: place for place in PLACES}

SUCCESSOR = {"980123": "980104", "980123102": "980104102"}
"""Code of a division → its code after the renaming."""


def place(code: str, year: int) -> Place:
    """Return the division that ``code`` (its first one) names in ``year``."""
    found = BY_CODE[code]
    return found if found.valid(year) else BY_CODE[SUCCESSOR[code]]


def line(found: Place) -> list[Place]:
    """Return the divisions from the province down to ``found``."""
    return [*(line(BY_CODE[found.parent]) if found.parent else []), found]
