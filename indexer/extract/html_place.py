"""CSS paths of elements, such as a browser's ``querySelector`` understands.  Called by ``html``."""

import re

from lxml.etree import _Element

_SIMPLE_ID = re.compile(r"[A-Za-z][\w-]{0,60}")


class Paths:
    """Computes paths and remembers those of parents, so that a table of a thousand cells costs a thousand steps."""

    def __init__(self) -> None:
        self._known: dict[_Element, str] = {}
        self._ordinals: dict[_Element, dict[_Element, str]] = {}

    def of(self, element: _Element) -> str:
        """Return the path from the nearest ancestor with an id, or from ``html``."""
        if (known := self._known.get(element)) is not None:
            return known
        chain: list[_Element] = []
        node: _Element | None = element
        while node is not None and node not in self._known:
            chain.append(node)
            node = node.getparent()
        path = self._known[node] if node is not None else ""
        for item in reversed(chain):
            step = self._step(item)
            path = step if step.startswith("#") or not path else f"{path} > {step}"
            self._known[item] = path
        return path

    def _step(self, element: _Element) -> str:
        ident = element.get("id")
        if ident and _SIMPLE_ID.fullmatch(ident):
            return f"#{ident}"
        parent = element.getparent()
        tag = str(element.tag)
        if parent is None or tag in {"html", "body"}:
            return tag
        steps = self._ordinals.get(parent)
        if steps is None:
            steps = self._ordinals[parent] = self._number(parent)
        return steps.get(element, tag)

    @staticmethod
    def _number(parent: _Element) -> dict[_Element, str]:
        counts: dict[str, int] = {}
        steps: dict[_Element, str] = {}
        for child in parent:
            tag = child.tag
            if isinstance(tag, str):
                counts[tag] = counts.get(tag, 0) + 1
                steps[child] = f"{tag.replace(':', chr(92) + ':')}:nth-of-type({counts[tag]})"
        return steps
