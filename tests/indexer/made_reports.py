"""Made-up reports for the tests of index and search: seeded, small, and with texts that overlap."""

import random
from collections.abc import Iterator
from typing import Any

from indexer import forms

WORDS = (
    *("依申请公开", "主动公开", "群众满意", "人员不足", "业务培训", "政府信息", "公开", "信息", "问题", "改进", "加强"),
    *(
        "制度",
        "平台",
        "建设",
        "网站",
        "政策解读",
        "回应关切",
        "答复",
        "申请",
        "时间",
        "工作人员",
        "乡镇",
        "街道",
        "重点领域",
    ),
    *(
        "营商环境",
        "疫情防控",
        "行政复议",
        "行政诉讼",
        "监督",
        "保障",
        "群众",
        "满意度",
        "2020",
        "app",
        "王小山",
        "云栖乡",
    ),
)
JOINTS = ["，", "。", "、", "的", "和", "；", "\n", "是", ""]
PLACES = [
    ("示例省", "甲市", "东县", None),
    ("示例省", "甲市", "西县", "云栖乡"),
    ("示例省", "乙市", None, None),
    ("样本省", "丙市", "东县", "石桥镇"),
    ("样本省", None, None, None),
]


def sentence_run(rng: random.Random, length: int) -> str:
    return "".join(rng.choice(WORDS) + rng.choice(JOINTS) for _ in range(length))


def report(number: int, *, seed: int = 0) -> dict[str, Any]:
    """Return what the store gives of a report: id, report, formats, portals, documents."""
    rng = random.Random(f"{seed}-{number}")
    province, city, county, township = rng.choice(PLACES)
    form = rng.choice(["2019", "2021"])
    tables: dict[str, Any] = {"annex2014": [], "procurement_unit": None}
    for path, _, _ in forms.forms()[form].cells():
        node = tables
        for key in path[:-1]:
            node = node.setdefault(key, {})
        state = rng.choices(["value", "blank", "missing", "ambiguous"], [90, 6, 3, 1])[0]
        node[path[-1]] = {"value": rng.randrange(0, 200) if state == "value" else None, "state": state}
    name = (township or county or city or province) + rng.choice(["人民政府", "财政局", "公安局"])
    body = {
        "format": "html",
        "form": form,
        "title": f"{name}{rng.choice([2019, 2020, 2021])}年政府信息公开工作年度报告",
        "report_year": rng.choice([2018, 2019, 2020, 2021, 2022, None]),
        "document_date": None,
        "publisher": {"name": name, "normalised": f"{province}{name}", "scope": None, "candidates": []},
        "region": {
            "province": province,
            "city": city,
            "county": county,
            "township": township,
            "level": rng.choice(["county", "county_department", "township"]),
            "code": None,
            "candidates": [],
        },
        "preamble": sentence_run(rng, 6),
        "sections": [
            {"number": n, "title": f"第{n}节", "text": "", "narrative": sentence_run(rng, rng.randrange(0, 25))}
            for n in range(1, 7)
        ],
        "tail": "",
        "tables": tables,
        "checks": [{"check": "H1", "where": "x", "outcome": rng.choice(["holds", "fails", "holds_if_blank_is_zero"])}],
        "findings": [],
    }
    return {
        "id": f"r{number:05}",
        "report": body,
        "formats": rng.sample(["html", "pdf", "docx"], rng.choice([1, 2])),
        "portals": [rng.choice(["p1", "p2"])],
        "documents": 1,
    }


def reports(count: int, *, seed: int = 0) -> Iterator[dict[str, Any]]:
    return (report(number, seed=seed) for number in range(count))
