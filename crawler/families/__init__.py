"""One small module for each CMS family: pure functions from a page to what it holds.

What lives here: a subclass of :class:`crawler.families.base.Family` per module, one line in ``FAMILIES``, and for each
a recorded page with a reviewed result under ``tests/portal`` (a test fails for a family that has none).
"""

from crawler.families.base import Family
from crawler.families.generic import Generic
from crawler.families.hanweb import Hanweb
from crawler.families.trs import Trs

FAMILIES: dict[str, Family] = {family.name: family for family in (Trs(), Hanweb(), Generic())}
"""Every family by the name that the register uses, the telling ones first and the generic one last."""
