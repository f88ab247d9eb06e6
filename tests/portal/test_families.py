"""Each family walks its recorded pages, over real HTTP, to the reviewed result.

``trs.pages`` is what most portals of a family look like; ``trs-one_based.pages`` is another kind of them.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import Settings
from crawler.archive import Fetch
from crawler.families import FAMILIES
from crawler.register import PortalEntry
from crawler.summary import Failure
from tests.portal.recording import RECORDED, play
from tests.portal.server import Server


def entry_of(path: Path, server: Server) -> PortalEntry:
    text = path.read_text("utf-8").replace("{site}", server.url)
    return PortalEntry.model_validate(yaml.safe_load(text)[0])


def outline(items: list[Fetch | Failure], server: Server) -> dict[str, Any]:
    """What a reviewer reads: documents with what led to them, the other pages asked for, the failures."""
    fetches = [item for item in items if isinstance(item, Fetch)]
    short = {server.url: "", server.host: "site"}

    def plain(text: str) -> str:
        for long, name in short.items():
            text = text.replace(long, name)
        return text

    documents = [
        {"url": plain(f.url), "kind": f.kind, "title": f.title, "from": plain(f.parent or ""), "status": f.status}
        | ({"verdict": f.verdict} if f.verdict else {})
        for f in fetches
        if f.kind in ("page", "attachment")
    ]
    failures = [
        {"url": plain(i.url), "kind": i.kind, "reason": plain(i.reason)} for i in items if isinstance(i, Failure)
    ]
    return {
        "documents": sorted(documents, key=lambda d: str(d["url"])),
        "lists": sorted(plain(f.url) for f in fetches if f.kind in ("list", "home")),
        "failures": sorted(failures, key=lambda f: f["url"]),
    }


NAMES = sorted({*FAMILIES, *(path.stem for path in RECORDED.glob("*.pages"))})


@pytest.mark.parametrize("name", NAMES)
def test_a_family_finds_on_its_recorded_portal_what_a_reviewer_saw(name: str, walk: Any, quick: Settings) -> None:
    pages, golden = RECORDED / f"{name}.pages", RECORDED / f"{name}.golden.json"
    assert pages.is_file(), f"family {name} has no recorded pages; write {pages}"
    with play(pages) as server:
        found = outline(walk(quick, entry_of(RECORDED / f"{name}.yaml", server)).items, server)
    if not golden.is_file():
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{golden} was written; review it and commit it")
    assert found == json.loads(golden.read_text("utf-8"))
