"""An index that is written while people search: nothing half, nothing lost, nothing written twice."""

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from made_reports import report

from config.settings import Settings
from crawler.archive import Archive, Fetch
from crawler.archive.lock import LockHeld, hold
from indexer.index.embedded import EmbeddedIndex, due_for_merge
from indexer.index.entry import entry
from indexer.search.model import IndexMismatch, SearchRequest
from indexer.update import update_index


def found(index: EmbeddedIndex, query: str = "") -> set[str]:
    return {hit.id for hit in index.search(SearchRequest(query, size=1000, snippets=0)).hits}


def test_an_index_grown_by_many_small_updates_answers_like_one_written_at_once(entries, tmp_path):
    whole, grown = EmbeddedIndex(tmp_path / "whole"), EmbeddedIndex(tmp_path / "grown")
    whole.update(entries[:120])
    for start in range(0, 120, 7):
        grown.update(entries[start : start + 7][: 120 - start])
        grown.update([{**entries[0], "id": f"x{start}"}], [f"x{start - 7}"])
    grown.update([], ["x119"])
    for query in ("群众满意", '"员不足"', "问题:改进 -培训", "新收:>50", "县:东县 年:2019..2021", "王小山 OR 云栖乡"):
        first, second = (i.search(SearchRequest(query, size=200)) for i in (whole, grown))
        assert {h.id for h in first.hits} == {h.id for h in second.hits}
        assert first.facets == second.facets
        assert {h.id: h.snippets for h in first.hits} == {h.id: h.snippets for h in second.hits}
    assert len(grown.snapshot().parts) <= 4


def test_a_report_given_twice_counts_once_and_the_later_one_holds(tmp_path):
    index = EmbeddedIndex(tmp_path)
    first, second = entry(report(1)), {**entry(report(2)), "id": "r00001", "digest": "later"}
    assert index.update([first, second]) == 1
    assert index.ids() == {"r00001": "later"}
    assert index.search(SearchRequest()).total == 1


def test_what_has_not_changed_is_not_written(entries, tmp_path):
    index = EmbeddedIndex(tmp_path)
    index.update(entries[:5])
    before = (tmp_path / "index.json").stat().st_mtime_ns
    assert index.update([], ["never-there"]) == 0
    assert (tmp_path / "index.json").stat().st_mtime_ns == before


def test_another_process_sees_the_update_at_its_next_search(entries, tmp_path):
    writer, reader = EmbeddedIndex(tmp_path), EmbeddedIndex(tmp_path)
    writer.update(entries[:3])
    assert len(found(reader)) == 3
    writer.update(entries[3:5], [entries[0]["id"]])
    assert found(reader) == {e["id"] for e in entries[1:5]}


def test_a_search_that_began_before_an_update_ends_on_what_it_began_with(entries, tmp_path):
    index = EmbeddedIndex(tmp_path)
    index.update(entries[:10])
    before = index.snapshot()
    index.update(entries[10:30], [e["id"] for e in entries[:10]])
    assert before.living == 10
    assert before.stored(3)["id"] == entries[3]["id"]
    assert len(before.parts[0].segment.pieces(3)) == len(entries[3]["pieces"])


def test_a_crash_before_the_commit_leaves_the_last_commit_and_its_remains_are_swept(entries, tmp_path, monkeypatch):
    index = EmbeddedIndex(tmp_path)
    index.update(entries[:4])

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("indexer.index.embedded.write_json", crash)
    with pytest.raises(KeyboardInterrupt):
        index.update(entries[4:8])
    monkeypatch.undo()
    assert len(found(EmbeddedIndex(tmp_path))) == 4
    index.update(entries[4:8])
    assert len(found(EmbeddedIndex(tmp_path))) == 8
    listed = json.loads((tmp_path / "index.json").read_text())["segments"]
    assert {p.name for p in tmp_path.iterdir() if p.is_dir()} == {item["name"] for item in listed}


def test_a_second_writer_is_told_who_holds_the_lock(entries, tmp_path):
    index = EmbeddedIndex(tmp_path)
    with hold(tmp_path / "write.lock", "the index"), pytest.raises(LockHeld, match="process"):
        index.update(entries[:1])


@pytest.mark.parametrize("file", ["dictionary.txt", "numbers.toml"])
def test_an_index_of_another_dictionary_is_refused_with_the_command_that_mends_it(entries, tmp_path, file):
    EmbeddedIndex(tmp_path).update(entries[:2])
    listed = json.loads((tmp_path / "index.json").read_text())
    (tmp_path / "index.json").write_text(json.dumps({**listed, "fingerprint": f"made with another {file}"}))
    with pytest.raises(IndexMismatch, match="nianbao index --rebuild"):
        EmbeddedIndex(tmp_path)
    anew = EmbeddedIndex(tmp_path, anew=True)
    assert anew.ids() == {}
    anew.update([])
    assert EmbeddedIndex(tmp_path).ids() == {}
    EmbeddedIndex(tmp_path, anew=True).update(entries[:3])
    assert len(found(EmbeddedIndex(tmp_path))) == 3


def test_an_index_of_another_dictionary_is_refused_before_anything_is_read(entries, tmp_path):
    settings = Settings(data_dir=tmp_path, workers=1)
    EmbeddedIndex(tmp_path / "index").update(entries[:2])
    listed = json.loads((tmp_path / "index" / "index.json").read_text())
    (tmp_path / "index" / "index.json").write_text(json.dumps({**listed, "fingerprint": "another"}))
    with Archive.open(settings, write=True) as archive:
        archive.store(Fetch(url="http://a.example.cn/1.html", kind="page", body=b"<p>2022</p>"))
    steps: list[tuple[int, int]] = []
    with pytest.raises(IndexMismatch):
        update_index(settings, progress=lambda done, of: steps.append((done, of)))
    assert steps == []
    update_index(settings, anew=True, progress=lambda done, of: steps.append((done, of)))
    assert steps


def test_eight_threads_get_the_same_answers_as_one_while_the_index_is_written(entries, tmp_path):
    index = EmbeddedIndex(tmp_path, cache_bytes=200_000)
    index.update(entries[:200])
    queries = ["群众满意", '"员不足"', "问题:改进", "新收:>50", "县:东县", "培训*", "公开 -群众", "云栖乡 OR 石桥镇"]
    expected = {q: found(index, q) for q in queries}
    wrong: list[str] = []
    stop = threading.Event()

    def ask(offset: int) -> None:
        n = offset
        while not stop.is_set():
            query = queries[n % len(queries)]
            if found(index, query) != expected[query]:
                wrong.append(query)
            n += 1

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(6):
        index.update(entries[50:60])  # the same reports anew: every answer stays
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong


def test_segments_stay_few_however_often_one_adds():
    items: list[dict[str, object]] = [{"name": "big", "size": 100_000, "dead": 0}]
    most = 0
    for n in range(500):
        items.append({"name": str(n), "size": 100, "dead": 0})
        due = due_for_merge(items)
        if due:
            items = [i for i in items if i not in due] + [
                {"name": f"m{n}", "size": sum(i["size"] for i in due), "dead": 0}
            ]
        most = max(most, len(items))
    assert most <= 4


WRITER = """
import sys; sys.path.insert(0, sys.argv[2])
from pathlib import Path
from indexer.index.embedded import EmbeddedIndex
from indexer.index.entry import entry
from made_reports import report
index = EmbeddedIndex(Path(sys.argv[1]))
print("ready", flush=True)
for round in range(1000):
    index.update(entry(report(n, seed=round)) for n in range(8))
"""


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_a_whole_commit(tmp_path):
    EmbeddedIndex(tmp_path / "index").update(entry(report(n)) for n in range(8))
    for n in range(6):
        arguments = [sys.executable, "-c", WRITER, str(tmp_path / "index"), str(Path(__file__).parents[1])]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(0.3 + 0.11 * n)
            writer.send_signal(signal.SIGKILL)
        index = EmbeddedIndex(tmp_path / "index")
        assert found(index) == {f"r{n:05}" for n in range(8)}
        index.update([entry(report(3, seed=99))])
        assert len(found(index)) == 8
