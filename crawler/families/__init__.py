"""One small module for each CMS family: pure functions from a page to what it holds.

What lives here: a subclass of :class:`crawler.families.base.Family` per module, one line in ``FAMILIES``, and for each
a recorded page with a reviewed result under ``tests/portal`` (a test fails for a family that has none).
"""

from crawler.families.base import Family
from crawler.families.directory_id import DirectoryId
from crawler.families.epoint import Epoint
from crawler.families.generic import Generic
from crawler.families.gkmlpt import Gkmlpt
from crawler.families.hanweb import Hanweb
from crawler.families.hanweb_xxgk import HanwebXxgk
from crawler.families.hebei import Hebei
from crawler.families.huaian import Huaian
from crawler.families.jpaas import Jpaas
from crawler.families.lonsun import Lonsun
from crawler.families.nfcms import Nfcms
from crawler.families.openness import Openness
from crawler.families.shanghai import Shanghai
from crawler.families.trs import Trs
from crawler.families.truecms import Truecms
from crawler.families.ucap import Ucap
from crawler.families.vsb import Vsb

_ALL: tuple[Family, ...] = (
    Trs(), Truecms(), Hanweb(), HanwebXxgk(), Jpaas(), Gkmlpt(), Nfcms(), Ucap(), Lonsun(), Openness(), Vsb(), Epoint(),
    Hebei(), DirectoryId(), Shanghai(), Huaian(), Generic(),
)  # fmt: skip

FAMILIES: dict[str, Family] = {family.name: family for family in _ALL}
"""Every family by the name that the register uses, the telling ones first and the generic one last."""
