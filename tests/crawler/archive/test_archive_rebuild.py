"""The WARC files are the truth: the catalogue comes back from them, and whatever differs is named."""

import gzip
import os

import pytest
from sqlalchemy import create_engine

from crawler.archive import Archive, ArchiveError
from crawler.archive.lock import LockHeld, hold
from crawler.archive.rebuild import rebuild
from crawler.archive.verify import verify


@pytest.fixture
def filled(settings, fetch):
    """An archive of two overlapping writers with every kind of record in it."""
    small = settings.model_copy(update={"warc_max_bytes": 1_000_000})
    with Archive.open(small, write=True) as one, Archive.open(small, write=True) as two:
        crawl = one.begin_crawl(
            "example", title="示例市", home="http://www.example.gov.cn/", jurisdiction="990100", family="trs"
        )
        for n in range(30):
            archive = one if n % 3 else two
            headers = [("Content-Encoding", "gzip"), ("Content-Type", "text/html"), ("ETag", f'"{n}"')]
            url = f"http://www.example.gov.cn/{n % 10}.html"
            archive.store(fetch(url, crawl=crawl, body=gzip.compress(b"<p>%d" % (n % 7)), response_headers=headers))
        one.store(fetch("http://www.example.gov.cn/3.html", crawl=crawl, status=304, body=b"", response_headers=[]))
        two.store(fetch("http://www.example.gov.cn/4.html", crawl=crawl, status=404, body=b"no"))
        two.store(fetch("http://www.example.gov.cn/5.html", crawl=crawl, verdict="wall", body=b"<script>"))
        for _ in range(2):
            one.problem("challenge", "status 412", portal="example", url="http://www.example.gov.cn/5.html")
        one.note("withdrawn", {"document": one.store(fetch()).document_id, "absences": 3})
        one.end_crawl(crawl, "finished", {"pages": 33})
    return settings


def test_a_lost_catalogue_comes_back_as_it_was(filled, dump):
    before = dump()
    for name in ("nianbao.db", "nianbao.db-wal", "nianbao.db-shm"):
        (filled.data_dir / name).unlink(missing_ok=True)
    done = rebuild(filled)
    assert dump() == before
    assert (done.files, done.captures, done.events, done.damage) == (2, 34, 5, [])
    with Archive.open(filled) as archive:
        assert list(verify(archive)) == []


def test_a_rebuild_over_a_wrong_catalogue_puts_it_right(filled, dump):
    before = dump()
    execute(filled, "UPDATE captures SET digest = 'x', status = 500")
    execute(filled, "DELETE FROM captures WHERE kind = 'revisit'")
    rebuild(filled)
    assert dump() == before


def test_a_rebuild_with_a_wrong_folder_leaves_the_catalogue_of_another_archive_alone(filled, dump, tmp_path):
    before = dump()
    shared = {"catalogue_url": filled.catalogue, "data_dir": tmp_path / "elsewhere"}
    wrong = filled.model_copy(update=shared)
    with pytest.raises(ArchiveError, match="no WARC file"):
        rebuild(wrong)
    with Archive.open(wrong.model_copy(update={"catalogue_url": f"sqlite:///{tmp_path}/own.db"}), write=True) as other:
        other.begin_crawl("other")
    # Within a second one process gives both archives the same names.
    for path in (wrong.data_dir / "warc").glob("*.warc.gz"):
        path.rename(path.with_name(f"other-{path.name}"))
    with pytest.raises(ArchiveError, match="of another archive"):
        rebuild(wrong)
    assert dump() == before
    rebuild(filled)
    assert dump() == before


def test_a_rebuild_waits_for_no_writer_and_a_writer_is_told_of_a_rebuild(filled):
    with Archive.open(filled, write=True), pytest.raises(LockHeld, match="process"):
        rebuild(filled)
    with hold(filled.data_dir / "archive.lock", "the archive"), pytest.raises(ArchiveError, match="process"):
        Archive.open(filled, write=True)


def test_a_rebuild_that_fails_leaves_the_old_catalogue(filled, dump, monkeypatch):
    before = dump()

    def stop(done: int, of: int) -> None:
        if done > of / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(filled, stop)
    assert dump() == before


def test_a_damaged_database_is_named_with_the_way_out(filled, sqlite_only):
    (filled.data_dir / "nianbao.db").write_bytes(b"no database" * 1000)
    with pytest.raises(ArchiveError, match=r"delete a damaged nianbao\.db"):
        rebuild(filled)


def test_a_catalogue_of_another_version_is_refused_with_the_command_that_mends_it(filled, dump):
    before = dump()
    execute(filled, "DROP INDEX ix_documents_copy_key")
    execute(filled, "ALTER TABLE documents DROP COLUMN copy_key")
    other = "PRAGMA user_version = 1" if "sqlite" in filled.catalogue else "UPDATE catalogue_version SET number = 1"
    execute(filled, other)
    with pytest.raises(ArchiveError, match="nianbao rebuild"):
        Archive.open(filled)
    rebuild(filled)
    assert dump() == before


def differences(settings) -> list[str]:
    with Archive.open(settings) as archive:
        return [f"{d.where}: {d.message}" for d in verify(archive)]


def execute(settings, statement: str) -> None:
    engine = create_engine(settings.catalogue)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE captures SET digest = 'x' WHERE kind = 'response'", "another digest"),
        ("UPDATE captures SET status = 500 WHERE kind = 'response'", "status is 500 in the catalogue and 200"),
        ("DELETE FROM captures WHERE kind = 'revisit'", "is not in the catalogue"),
        ("UPDATE documents SET version_capture = 'x'", "is no capture of it"),
        ("INSERT INTO captures SELECT 'x', document_id, crawl_id, time, status, outcome, verdict, media_type,"
         " file_name, digest, length, wire_digest, wire_length, content_digest, version, kind, refers_to, source,"
         " 'gone.warc.gz', 1, 1 FROM captures WHERE id = (SELECT min(id) FROM captures)", "gone.warc.gz"),
    ],
)  # fmt: skip
def test_a_catalogue_that_says_something_else_than_the_archive_is_named(filled, statement, said):
    assert differences(filled) == []
    execute(filled, statement)
    found = differences(filled)
    assert found
    assert any(said in line for line in found)


def test_a_byte_that_changed_on_the_disk_is_named_with_its_place(filled):
    path = min((filled.data_dir / "warc").glob("*.warc.gz"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert any(path.name in line and "byte" in line for line in differences(filled))


def test_a_lost_file_and_a_shortened_file_are_named(filled):
    first, second = sorted((filled.data_dir / "warc").glob("*.warc.gz"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:-10])
    found = differences(filled)
    assert any(first.name in line and "missing" in line for line in found)
    assert any(second.name in line and "restore it" in line for line in found)


def test_the_second_who_wants_a_lock_is_told_who_holds_it(tmp_path):
    lock = tmp_path / "index.lock"
    with (
        hold(lock, "the index"),
        pytest.raises(LockHeld, match=rf"the index is in use by process {os.getpid()} \("),
        hold(lock, "the index"),
    ):
        pass
    with hold(lock, "the index"):
        pass
