"""Local files are archived as they are, once, and what cannot be read is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive
from crawler.archive.catalogue import Capture, Document
from crawler.archive.importing import Imported, import_paths
from crawler.archive.verify import verify


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "报告"
    (root / "乙县").mkdir(parents=True)
    (root / "b.html").write_text("<p>一", "utf-8")
    (root / "甲 镇：2023年 (定稿).docx").write_bytes(b"PK\x03\x04 not really")
    (root / "乙县" / "empty.doc").write_bytes(b"")
    (root / ".hidden").write_bytes(b"x")
    return root


def run(settings, *paths: Path) -> list[Imported]:
    with Archive.open(settings, write=True) as archive:
        return list(import_paths(archive, paths))


def test_bytes_and_names_come_back_exactly(settings, folder):
    done = run(settings, folder)
    assert [d.outcome for d in done] == ["new"] * 3
    with Archive.open(settings) as archive:
        originals = [archive.original(d.capture_id) for d in done]
        assert {o.file_name: o.read() for o in originals} == {
            "b.html": "<p>一".encode(),
            "甲 镇：2023年 (定稿).docx": b"PK\x03\x04 not really",
            "empty.doc": b"",
        }
        assert originals[0].media_type == "text/html"
        with archive.session() as session:
            sources = set(session.scalars(select(Capture.source)))
            columns = {d.title: d.column for d in session.scalars(select(Document))}
        assert sources == {str(folder / n) for n in ("b.html", "甲 镇：2023年 (定稿).docx", "乙县/empty.doc")}
        assert columns["empty.doc"] == "报告/乙县"
        with next(archive.folder.glob("*.warc.gz")).open("rb") as file:
            kinds = [r.rec_type for r in ArchiveIterator(file, check_digests="raise")]
    assert kinds == ["warcinfo"] + ["resource", "metadata"] * 3


def test_a_second_import_writes_nothing_and_a_changed_file_is_a_new_capture(settings, folder):
    run(settings, folder)
    warc = next((settings.data_dir / "warc").glob("*.warc.gz"))
    size = warc.stat().st_size
    assert [d.outcome for d in run(settings, folder, folder / "b.html")] == ["unchanged"] * 4
    assert warc.stat().st_size == size
    (folder / "b.html").write_text("<p>二", "utf-8")
    assert [d.outcome for d in run(settings, folder)] == ["changed", "unchanged", "unchanged"]
    with Archive.open(settings) as archive:
        assert list(verify(archive)) == []


def test_what_cannot_be_read_is_named_and_the_rest_is_archived(settings, folder, tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    (folder / "link.txt").symlink_to(outside)
    (folder / "inside.html").symlink_to(folder / "b.html")
    (folder / "nothing.txt").symlink_to(folder / "absent")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    (folder / "big.pdf").write_bytes(bytes(3_000_000))
    small = settings.model_copy(update={"max_original_bytes": 2_000_000})
    done = {d.path.name: (d.outcome, d.reason) for d in run(small, folder, tmp_path / "absent")}
    assert done["link.txt"] == ("failed", "a symbolic link out of the folder")
    assert done["nothing.txt"] == ("failed", "a symbolic link to nothing")
    assert done["pipe"] == ("failed", "not a regular file")
    assert done["big.pdf"] == ("failed", "larger than 2000000 bytes (setting max_original_bytes)")
    assert done["absent"] == ("failed", "no such file or directory")
    assert done["inside.html"] == ("new", "")
    assert done["b.html"] == ("new", "")
    assert "loop" not in done


def test_a_name_that_is_not_utf8_is_imported(settings, tmp_path):
    root = tmp_path / "old"
    root.mkdir()
    path = os.fsencode(root) + "/年报.txt".encode("gbk")
    with open(path, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"text")
    [done] = run(settings, root)
    assert done.outcome == "new"
    [again] = run(settings, Path(os.fsdecode(path)))
    assert again.outcome == "unchanged"


def test_the_command_lists_failures_and_ends_with_1(settings, folder, tmp_path):
    arguments = ["import", str(folder), str(tmp_path / "absent"), "--json"]
    environment = os.environ | {"NIANBAO_DATA_DIR": str(settings.data_dir)}
    program = "import nianbao; nianbao.main()"
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "files": 4, "new": 3, "changed": 0, "unchanged": 0, "failed": 1, "bytes_stored": 21,
        "failures": [{"path": str(tmp_path / "absent"), "reason": "no such file or directory"}],
    }  # fmt: skip
    assert f"{tmp_path / 'absent'}: no such file or directory" in done.stderr.splitlines()
