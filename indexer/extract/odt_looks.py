"""Which styles of an ODT hide text, strike it out or raise it above the line.  Called by ``odt``."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lxml.etree import _Element

from indexer.extract.package import local


@dataclass(frozen=True, slots=True)
class Looks:
    """Names of styles; most documents have none of them."""

    unseen: frozenset[str] = field(default_factory=frozenset)
    raised: frozenset[str] = field(default_factory=frozenset)


def looks_of(roots: Iterable[_Element]) -> Looks:
    """Return what the styles below ``roots`` do to text; a style has what its parent has."""
    own: dict[str, tuple[str, bool, bool]] = {}
    for root in roots:
        for style in root.iter("{*}style"):
            properties = next((p for p in style if local(p) == "text-properties"), None)
            attributes = _plain(properties) if properties is not None else {}
            struck = attributes.get("text-line-through-style", attributes.get("text-line-through-type", "none"))
            unseen = attributes.get("display") == "none" or struck != "none"
            raised = attributes.get("text-position", "").startswith(("super", "3", "4", "5"))
            named = _plain(style)
            own[named.get("name", "")] = (named.get("parent-style-name", ""), unseen, raised)
    return Looks(
        frozenset(name for name in own if _has(own, name, 1)), frozenset(name for name in own if _has(own, name, 2))
    )


def style_of(element: _Element) -> str:
    """Return the name of an element's style."""
    return next((str(v) for k, v in element.items() if str(k).endswith("}style-name")), "")


def _plain(element: _Element) -> dict[str, str]:
    return {str(key).rpartition("}")[2]: str(value) for key, value in element.items()}


def _has(own: dict[str, tuple[str, bool, bool]], name: str, which: int) -> bool:
    seen: set[str] = set()
    while name in own and name not in seen:
        if own[name][which]:
            return True
        seen.add(name)
        name = own[name][0]
    return False
