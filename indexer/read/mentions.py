"""Bodies that a first paragraph names in full (平川区发展和改革局编制本报告).  Called by indexer.read.publisher.

Bodies that are only cited (《…办公室关于…》, …印发的…) or whose site is named are left out.
"""

import re
from collections import Counter

from indexer.jurisdictions import Register
from indexer.read.agency import Chain, best_chains

_START = re.compile("[\u4e00-\u9fff]{4,48}")
_OFFICE = re.compile(
    r"(?:(?:人民)?政府(?:办公室|办公厅)|[\u4e00-\u9fff]{1,16}?"
    r"(?:局(?![面限部势])|委员会|厅(?!级)|办公室|中心(?!工作|任务)|管委会|街道办事处))(?:[\u4e00-\u9fff]{2,8}?(?:分局|支队|大队))?"
)
_TOWN = re.compile(r"(?:人民政府|办事处)(?!网站|门户|网|办公室关于|关于)")
_NOT_OWN = re.compile(r"^(?:政府)?(?:网站|门户|网|关于|印发|转发|下发|要求|通知|文件|的(?:通知|要求|意见|文件)|等部门)")
_ABOVE = re.compile(r"^的?(?:正确|坚强|统一|精心|悉心|大力|有力|关心|具体)?(?:领导|指导|支持|监督|安排|部署|帮助)")
"""Behind a body under whose guidance another works."""
_NOT_AFTER = re.compile(r"(?:根据|按照|依据|《|落实|贯彻|报送|上报|报|向|经|由.{0,4}转)$")
_CENTRAL = re.compile(r"(?:国家税务总局|国家统计局|国家金融监督管理总局|中国人民银行|国家气象局|中华人民共和国)$")
_TITLES = re.compile(r"《[^》]{0,80}》")
_MOST = 60


def mentioned(opening: str, register: Register, year: int | None) -> Counter[str]:
    """Count the bodies that a plain text names in full, division first."""
    found: Counter[str] = Counter()
    opening = _TITLES.sub("", opening)
    for run in list(_START.finditer(opening))[:_MOST]:
        at = run.start()
        while at < run.end() - 3:
            chain = _chain_at(opening, at, run.end(), register, year)
            if chain is None:
                at += 1
                continue
            begin, end = at, at + chain.end
            at = end
            office = (_TOWN if chain.deepest.level == "township" else _OFFICE).match(opening, end)
            if office is None or _NOT_OWN.match(opening[office.end() : office.end() + 6]):
                continue
            if _ABOVE.match(opening[office.end() : office.end() + 6]):
                continue
            if not _NOT_AFTER.search(opening[max(0, begin - 6) : begin]):
                central = _CENTRAL.search(opening, max(0, begin - 16), begin)
                found[(central[0] if central else "") + opening[begin : office.end()]] += 1
    longest = [name for name in found if not any(other != name and other.endswith(name) for other in found)]
    return Counter({name: sum(n for other, n in found.items() if name.endswith(other)) for name in longest})


def _chain_at(text: str, at: int, end: int, register: Register, year: int | None) -> Chain | None:
    """Return the divisions, by full names, that begin at a place of the text; None for none."""
    if text[at : at + 2] not in register.beginnings:
        return None
    chains = [c for c in best_chains(text[at : min(end, at + 40)], register, year) if not c.aliases]
    return chains[0] if chains else None
