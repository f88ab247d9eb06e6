"""`nianbao serve` says where it is, answers, and stops cleanly."""

import re
import signal
import socket
import urllib.request

import pytest

from tests.road.road import Road

pytestmark = [pytest.mark.xdist_group("app"), pytest.mark.slow]


def test_serve_prints_its_address_answers_there_and_stops_on_ctrl_c(road: Road) -> None:
    child = road.start("serve", "--port", "0")
    try:
        line = child.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line).group()
        with urllib.request.urlopen(address, timeout=20) as answer:
            assert answer.status == 200
            assert "年报" in answer.read().decode()
        child.send_signal(signal.SIGINT)
        _, error = child.communicate(timeout=20)
    finally:
        child.kill()
    assert child.returncode == 0
    assert "Traceback" not in error


def test_a_taken_port_is_named_with_the_way_out(road: Road) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        child = road.start("serve", "--port", str(port))
        _, error = child.communicate(timeout=20)
    assert child.returncode == 1
    assert str(port) in error
    assert "--port 0" in error
    assert "Traceback" not in error
