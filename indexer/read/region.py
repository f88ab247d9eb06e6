"""From the located division to the region and the agency's normalised name.  Called by indexer.read.identity."""

import re
from typing import Any

from indexer.jurisdictions import LEVELS, Division, Register
from indexer.read.agency import Name, branch
from indexer.read.hints import Hints
from indexer.read.place import Located
from indexer.report import Region

_MOST_CANDIDATES = 20
_LATEST = 9999


def region_of(
    name: Name, located: Located, hints: Hints, register: Register, year: int | None
) -> tuple[Region, dict[str, Any]]:
    """Return the region and its evidence; where the place is open its candidates say what was possible."""
    if name.kind in ("national", "national_department"):
        return Region(level=name.kind), {"value": name.kind, "from": "name"}
    division, reason = located.division, located.reason
    if division is None and not name.chains:
        division, reason = _from_home(name, hints, register, year)
    if division is None:
        candidates = [_entry(w.division, register, year) | {"weight": w.weight} for w in located.candidates]
        region = Region(level=_open_level(name, located), candidates=candidates[:_MOST_CANDIDATES])
        return region, {"value": None, "candidates": len(candidates), "from": "name" if candidates else None}
    current = register.as_of(division, year)
    region = _filled(current, register, year)
    region.level = _level(name, current)
    if name.town:
        region.township, region.code = name.town, None
    if region.level is None:
        below = LEVELS[min(LEVELS.index(current.level) + 1, len(LEVELS) - 1)]
        region.candidates = [{"level": level} for level in (below, f"{current.level}_department")]
    evidence: dict[str, Any] = {"value": register.full_name(current, year), "from": reason, "code": region.code}
    if current.name != division.name:
        evidence["later_name" if (division.valid_from or 0) > (year or 0) else "earlier_name"] = division.name
    if name.town:
        evidence["note"] = f"{name.town} is in no list of divisions"
    if len(located.candidates) > 1:
        evidence["candidates"] = [
            {"place": register.full_name(w.division, year), "weight": w.weight, "hints": w.reasons}
            for w in located.candidates[:5]
        ]
    return region, evidence


def _from_home(name: Name, hints: Hints, register: Register, year: int | None) -> tuple[Division | None, str]:
    """Return the place of the portal, else of the address, for a name without one (财政局, 县财政局, or no name)."""
    home = register.get(hints.portal, year) if hints.portal else None
    reason = f"portal of {hints.portal}"
    if home is None:
        home, reason = register.spelled(hints.home), f"address: {hints.home} spells the place"
    if home is None or name.kind == "zone":
        return None, ""
    if name.town:
        return (home, reason) if home.level in ("county", "city") and _may_hold(home, register) else (None, "")
    if name.letter_levels and home.level not in name.letter_levels:
        return None, ""
    return home, reason


def _may_hold(home: Division, register: Register) -> bool:
    """Tell whether townships lie directly below a division: a county, or a city without counties."""
    return home.level == "county" or not register.below.get(home.code)


def _level(name: Name, division: Division) -> str | None:
    if name.town or division.level == "township":
        return "township"
    if name.doubtful or name.kind in ("unknown", "zone"):
        return None
    return division.level if name.kind == "government" else f"{division.level}_department"


def _open_level(name: Name, located: Located) -> str | None:
    """Return the level of a body whose place is open, where all readings agree on it."""
    if name.town:
        return "township"
    if name.doubtful or branch(name.rest):
        return None
    levels = {_level(name, w.division) for w in located.candidates}
    if not located.candidates and len(name.letter_levels) == 1:
        levels = {name.letter_levels[0] + ("" if name.kind == "government" else "_department")}
    return levels.pop() if len(levels) == 1 else None


def _filled(division: Division, register: Register, year: int | None) -> Region:
    region = Region(code=division.code)
    for each in [*register.ancestors(division, year), division]:
        setattr(region, each.level, each.name)
    return region


def _entry(division: Division, register: Register, year: int | None) -> dict[str, Any]:
    region = _filled(register.as_of(division, year), register, year)
    names = {level: getattr(region, level) for level in ("province", "city", "county", "township")}
    return {"code": region.code} | {level: value for level, value in names.items() if value}


def normalise(name: Name, located: Located, region: Region, register: Register, year: int | None) -> str | None:
    """Return the agency's name with what makes it unambiguous (阳谷县西湖镇人民政府, 厦门市集美区财政局).

    None where the place is open.  A district (区) is written with its city, a township with its county.
    """
    if name.kind in ("national", "national_department"):
        return name.written
    code = region.code or (located.division.code if located.division else None)
    division = register.get(code, year) if code else located.division
    if division is None:
        if not name.town or not region.county:
            return _portal_name(name, region)
        return f"{_district(region)}{name.town}{_body(name, name.town)}"
    division = register.as_of(division, year)
    if name.chains and (name.vertical or division != register.as_of(name.chains[0].deepest, year)) and not name.town:
        named = name.chains[0].deepest
        if name.vertical or (division.within(named.code) and division.code != named.code):
            return name.written
    front = _district(region) if division.level in ("township", "county") else division.name
    if division.level == "township":
        front = f"{_district(region)}{division.name}"
    if name.town:
        return f"{name.vertical}{front}{name.town}{_body(name, name.town)}"
    if not name.chains:
        return _portal_name(name, region)
    return f"{name.vertical}{front}{_body(name, division.name)}"


def _portal_name(name: Name, region: Region) -> str | None:
    place = _district(region) if region.county else region.city or region.province
    if not place:
        return None
    return place + (name.rest[1:] if name.letter_levels else name.rest)


def lineage(name: Name, region: Region, register: Register, year: int | None) -> str | None:
    """Return the agency's normalised name under the latest name of its place: the same before and after a renaming.

    It strings an agency's years together (沙县财政局 and 三明市沙县区财政局); None where the place is open.
    """
    division = register.get(region.code, year) if region.code else None
    if division is None:
        return None
    latest = register.as_of(division, _LATEST)
    return normalise(name, Located(latest), _filled(latest, register, _LATEST), register, _LATEST)


def _district(region: Region) -> str:
    """Return the county's name, a district's with its city before it; the city's where there is no county."""
    county, upper = region.county or "", region.city or region.province or ""
    if not county:
        return upper
    return f"{upper}{county}" if county.endswith("区") and not county.startswith(upper[:-1] or "-") else county


def _body(name: Name, place: str) -> str:
    """Return what follows the place in a normalised name; a bare government gets the name that it has."""
    if name.kind != "government":
        return name.rest
    rest = re.sub(r"[()]|机关|本级|汇总", "", name.rest)
    if rest in ("", "政府", "人民政府", "办事处", "街道办事处", "行署", "行政公署", "党委政府", "党委人民政府"):
        if place.endswith(("街道", "地区办事处")) or (place.endswith("地区") and rest == "办事处"):
            return "办事处"
        if place.endswith(("盟", "地区")):
            return "行政公署"
        return "管理委员会" if re.search("开发区|高新区|园区?$|度假区|新城$", place) else "人民政府"
    return rest
