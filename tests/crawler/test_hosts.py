"""No host is crawled twice at the same time, whoever starts the crawl."""

import pytest

from crawler.archive.lock import LockHeld
from crawler.hosts import visiting


def test_a_host_that_is_being_crawled_is_named_and_the_others_stay_free(tmp_path):
    with visiting(tmp_path, ["www.example.gov.cn", "127.0.0.1:8080"]):
        with (
            pytest.raises(LockHeld, match=r"www\.example\.gov\.cn is in use by process \d+"),
            visiting(tmp_path, ["a.gov.cn", "www.example.gov.cn"]),
        ):
            pass
        with visiting(tmp_path, ["a.gov.cn", "[::1]:80"]):
            pass
    with visiting(tmp_path, ["www.example.gov.cn", "127.0.0.1:8080"]):
        pass


def test_a_host_name_never_leads_out_of_the_folder(tmp_path):
    with visiting(tmp_path / "locks", ["../../etc/x", "/abs", ".."]):
        assert sorted(path.parent for path in tmp_path.rglob("*.lock")) == [tmp_path / "locks"] * 3
