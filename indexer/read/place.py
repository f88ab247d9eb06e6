"""Where a body reports from: candidates from its name, weighed with the text's hints.  Called by indexer.read.identity.

Nothing is guessed: a name that several places bear is decided only where hints speak for one of them and not for the
others; else the place stays open with its candidates.
"""

from dataclasses import dataclass, field
from typing import Any

from indexer.jurisdictions import Division, Register
from indexer.read.agency import Name, branch, outpost
from indexer.read.hints import Hints, spelling

_ENOUGH = 8
"""Least weight that decides between several places."""
_AHEAD = 6
"""Least distance to the next candidate."""

_SHORT_PROVINCES = {
    "sx": ("14", "61"), "hn": ("41", "43", "46"), "hb": ("13", "42"), "gx": ("45",), "gxzf": ("45",),
    "gd": ("44",), "gs": ("62",), "gz": ("52",), "js": ("32",), "jx": ("36",), "jl": ("22",), "ln": ("21",),
    "hlj": ("23",), "hl": ("23",), "nmg": ("15",), "nx": ("64",), "qh": ("63",), "sc": ("51",), "sd": ("37",),
    "yn": ("53",), "zj": ("33",), "ah": ("34",), "fj": ("35",), "xj": ("65",), "xz": ("54",), "bj": ("11",),
    "tj": ("12",), "sh": ("31",), "cq": ("50",), "hen": ("41",), "hun": ("43",), "hub": ("42",), "heb": ("13",),
    "shaanxi": ("61",),
}  # fmt: skip
"""Labels of host names that are in general use for a province → province codes."""


@dataclass(slots=True)
class Weighed:
    """A candidate with the sum of its hints and what they were."""

    division: Division
    weight: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, weight: int, reason: str) -> None:
        """Count one hint."""
        self.weight += weight
        self.reasons.append(reason)


@dataclass(slots=True)
class Located:
    """The decision: a division (under its name of the report's year) or None with candidates."""

    division: Division | None = None
    candidates: list[Weighed] = field(default_factory=list)
    reason: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


def locate(name: Name, hints: Hints, register: Register, year: int | None) -> Located:
    """Choose among the places that a name's front may mean."""
    places = _branch_places(name, register, year) or [c.deepest for c in name.chains]
    weighed = [Weighed(d) for d in {register.as_of(d, year).code: d for d in reversed(places)}.values()]
    for candidate in weighed:
        _weigh(candidate, name, hints, register, year)
    weighed.sort(key=lambda w: -w.weight)
    chosen = _choose(weighed, hints, year, bool(name.chains) and len(name.chains[0].divisions) > 1)
    if name.doubtful or (branch(name.rest) and not _branch_places(name, register, year)):
        chosen = None
    return Located(chosen.division if chosen else None, weighed, "; ".join(chosen.reasons) if chosen else "")


def _choose(weighed: list[Weighed], hints: Hints, year: int | None, several_named: bool) -> Weighed | None:
    if not weighed:
        return None
    best = weighed[0]
    if len(weighed) == 1:
        if best.weight < 0:
            return None
        if best.division.level == "township" and not several_named and best.weight < 1 and (year or 9999) < 2015:
            return None
        if not best.reasons:
            best.reasons.append("the only division of that name")
        return best
    if best.weight >= _ENOUGH and best.weight - weighed[1].weight >= _AHEAD:
        return best
    return None


def _branch_places(name: Name, register: Register, year: int | None) -> list[Division]:
    """Return the county of a branch (北京市公安局海淀分局), [] where the name is none or the place is not found."""
    found = branch(name.rest) or outpost(name.rest)
    if not found or len(name.chains) != 1 or name.chains[0].deepest.level not in ("city", "province"):
        return []
    above = name.chains[0].deepest
    rows = [*register.by_name.get(found[1], ()), *register.by_alias.get(found[1], ())]
    inside = [d for d in rows if d.level == "county" and d.within(above.code) and d.distance(year) <= 1]
    return inside[:1] if len({d.code for d in inside}) == 1 else []


def _weigh(candidate: Weighed, name: Name, hints: Hints, register: Register, year: int | None) -> None:
    division = candidate.division
    above = register.ancestors(division, year)
    if portal := register.get(hints.portal, year):
        codes = {portal.code, register.as_of(portal, year).code}  # the register of portals has today's codes
        codes |= {d.code for d in register.raised(portal)}  # 儋州市 was a county
        if any(division.within(code) or code.startswith(division.code) for code in codes):
            candidate.add(100, f"portal of {hints.portal}")
        elif not _merged(portal, [*above, division]):
            candidate.add(-100, f"outside the portal's {hints.portal}")
    home = register.spelled(hints.home)
    if home and division.level == "township" and not division.within(register.as_of(home, year).code):
        candidate.add(-10, f"the address {hints.home} is elsewhere")
    _weigh_text(candidate, name, above, hints)
    _weigh_numbers(candidate, hints)
    for label, source in hints.labels.items():
        _weigh_label(candidate, [*above, division], label, source)


def _merged(portal: Division, line: list[Division]) -> bool:
    """Tell whether a line of divisions ends in a county that no longer is: a neighbour's portal may have its reports.

    江干区 was divided in 2021; its reports stand on the portals of 上城区 and 钱塘区.
    """
    return any(d.level == "county" and d.valid_to and d.code[:4] == portal.code[:4] for d in line)


def _weigh_text(candidate: Weighed, name: Name, above: list[Division], hints: Hints) -> None:
    division = candidate.division
    for upper in above:
        if any(f"{short}{division.name}" in hints.text for short in {upper.name, upper.stem}):
            candidate.add(30, f"the text writes {upper.name}{division.name}")
            break
    weights = {"province": 4, "city": 8, "county": 20}
    if division.level == "township" and hints.bodies and not hints.bodies & {upper.name for upper in above}:
        candidate.add(-10, f"the text names other governments: {'、'.join(sorted(hints.bodies)[:3])}")
    for upper in above:
        count = hints.cited.get(upper.name, 0)
        if not count or upper.name in name.written:
            continue
        weight = weights[upper.level]
        if upper.name in hints.bodies or f"《{upper.name}" in hints.text:
            weight += 4
        candidate.add(weight, f"the text names {upper.name}")


def _weigh_numbers(candidate: Weighed, hints: Hints) -> None:
    code = candidate.division.code
    for area, codes in hints.areas.items():
        if any(code.startswith(c) or c.startswith(code) for c in codes):
            candidate.add(8, f"telephone area code {area}")
        else:
            candidate.add(-4, f"telephone area code {area} is elsewhere")
    for number, province in hints.numbered.items():
        candidate.add(4 if code.startswith(province) else -1, f"document number {number}")
    for postcode, province in hints.postcodes.items():
        if code.startswith(province):
            candidate.add(4, f"postcode {postcode}")
        else:
            candidate.add(-4, f"postcode {postcode} is elsewhere")


def _weigh_label(candidate: Weighed, line: list[Division], label: str, source: str) -> None:
    """Compare a part of a host name with the spellings of a candidate and what lies above it.

    Letters are weak evidence and are called so: they separate candidates, they make none.
    """
    spellings = {d.level: s for d in line if (s := spelling(d))}
    upper = [s.initials for level, s in spellings.items() if level in ("province", "city")]
    upper += [short for short, codes in _SHORT_PROVINCES.items() if line[0].code in codes]
    where = "address" if source == "host" else "link or e-mail in the text"
    if county := spellings.get("county"):
        if len(county.stem) >= 5 and label in (county.stem, county.full):
            return candidate.add(15, f"{where}: {label} spells the county")
        if len(county.stem) >= 5 and label in {u + x for u in upper for x in (county.stem, county.full)}:
            return candidate.add(15, f"{where}: {label} spells the county behind initials of its upper division")
        composites = {u + x for u in upper for x in (county.initials, county.full_initials)}
        if len(label) >= 4 and label in composites:
            return candidate.add(8, f"{where}: {label} are initials of upper division and county (weak)")
        if len(label) >= 3 and label in (county.initials, county.full_initials):
            return candidate.add(8, f"{where}: {label} are initials of the county (weak)")
    if city := spellings.get("city"):
        if len(city.stem) >= 5 and label in (city.stem, city.full):
            return candidate.add(8, f"{where}: {label} spells the city")
        if len(label) >= 2 and label in (city.initials, city.full_initials):
            return candidate.add(3, f"{where}: {label} are initials of the city (weak)")
    province = spellings.get("province")
    if province and (label in (province.stem, province.full) or line[0].code in _SHORT_PROVINCES.get(label, ())):
        return candidate.add(4, f"{where}: {label} stands for the province")
    return None
