"""The kept files say what today's generator says; after a change of texts or numbers they are due to be made again."""

import pytest

from demo import originals
from demo.judge import judge
from demo.model import Document
from demo.world import World
from indexer.reading import Original, read_original

KEPT = [path.name for path in sorted(originals.FOLDER.iterdir()) if path.suffix in (".doc", ".xls", ".pdf")]


def _document(world: World, name: str) -> Document:
    report = name.partition(".")[0]
    return next(d for d in world.reports() if d.parent == report and d.data == originals.read(name))


def test_the_kept_files_are_small_enough_for_the_repository() -> None:
    assert len(KEPT) >= 15
    assert sum((originals.FOLDER / name).stat().st_size for name in KEPT) < 3_000_000


@pytest.mark.parametrize("name", [name for name in KEPT if ".scan." not in name])
def test_a_kept_file_holds_the_generated_numbers_and_texts(world: World, name: str) -> None:
    document = _document(world, name)
    (reading,) = read_original(Original(document.data, name))
    assert reading.report, (reading.reason, reading.detail)
    judgement = judge(document.truth, reading.report)
    assert not judgement.wrong + judgement.false + judgement.missed + judgement.states
    assert not judgement.sections, "run scripts/make_office_originals.py"


def test_every_kept_file_is_published(world: World) -> None:
    for name in KEPT:
        assert _document(world, name).data == originals.read(name)
