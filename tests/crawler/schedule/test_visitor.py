"""How visits end is read from what their processes say; a process that says nothing has failed."""

import json
import time

import pytest

from config.settings import Settings
from crawler.schedule.visitor import Ended, ProcessVisitor, _crawl_ended, _task_ended


def summary(**fields) -> str:
    return json.dumps({"portal": "a", "reason": "finished", "new": 1, "changed": 2, "gone": 1} | fields)


@pytest.mark.parametrize(
    ("code", "out", "err", "ended"),
    [
        (0, summary(), "", Ended("finished", failed=False, changed=4)),
        (1, summary(reason="promise_broken"), "", Ended("promise_broken", failed=False, changed=4)),
        (1, summary(reason="unreachable_timeout"), "", Ended("unreachable_timeout", failed=True, changed=4)),
        (1, summary(reason="robots"), "", Ended("robots", failed=False, changed=4)),
        (1, summary(reason="busy"), "", Ended("busy", failed=True, changed=4)),
        (0, summary(reason="closespider_timeout"), "", Ended("closespider_timeout", failed=False, changed=4)),
        (2, "", "Usage: …\nError: no portal 'a'\n", Ended("crawl_failed: Error: no portal 'a'", failed=True)),
        (-9, "", "", Ended("crawl_failed: exit status -9", failed=True)),
        (0, "nonsense", "", Ended("crawl_failed: exit status 0", failed=True)),
        (0, "[]", "", Ended("crawl_failed: exit status 0", failed=True)),
    ],
)
def test_the_end_of_a_visit_is_read_from_its_summary(code, out, err, ended):
    assert _crawl_ended(code, out, err) == ended


def test_an_index_with_unreadable_originals_is_done_and_one_that_could_not_run_is_not():
    assert _task_ended(1, '{"read": 3}', "") == Ended("finished", failed=False)
    assert _task_ended(1, "", "Error: the index is in use by process 7") == Ended(
        "Error: the index is in use by process 7", failed=True
    )


@pytest.mark.slow
def test_a_visit_that_cannot_begin_has_failed_with_its_reason(tmp_path, monkeypatch):
    monkeypatch.setenv("NIANBAO_CONFIG_DIR", str(tmp_path / "config"))
    running = ProcessVisitor(Settings(data_dir=tmp_path / "data")).visit("nowhere")
    until = time.monotonic() + 60
    while (ended := running.poll()) is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert ended.failed
    assert "nowhere" in ended.reason
