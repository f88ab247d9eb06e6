"""`nianbao demo` as a person runs it: it says what it does, serves, moves away from a taken port, stops on Ctrl-C."""

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-c", "import nianbao; nianbao.main()", "demo", "--small")


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "--data", str(folder), *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=folder.parent,
    )


def until(child: subprocess.Popen[str], pattern: str) -> re.Match[str]:
    said = []
    for line in child.stderr:
        said.append(line)
        if found := re.search(pattern, line):
            return found
    raise AssertionError(f"never said {pattern!r}:\n{''.join(said)}")


def stop(child: subprocess.Popen[str]) -> int:
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=60)
    return child.returncode


@pytest.mark.slow
def test_it_serves_the_app_on_a_free_port_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        child = start(tmp_path / "demo", "--port", str(port), "--site-port", "0")
        try:
            until(child, rf"Port {port} is taken")
            address = until(child, r"Open (http://127\.0\.0\.1:\d+/)")[1]
            with urllib.request.urlopen(address, timeout=20) as answer:
                page = answer.read().decode()
        finally:
            status = stop(child)
    assert "演示数据" in page
    assert status == 0


@pytest.mark.slow
def test_a_second_run_on_the_same_folder_finds_nothing_new(tmp_path: Path) -> None:
    tables = []
    for _ in range(2):
        child = start(tmp_path / "demo", "--no-serve", "--site-port", "0")
        said = child.communicate(timeout=300)[1]
        assert child.returncode == 0, said
        tables += re.findall(r"^all +\d+ +\d+ +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)", said, re.M)
    first_day, second_day, rerun = [tuple(map(int, table)) for table in tables]
    assert first_day == (41, 0, 0, 0, 0)
    assert second_day == (1, 3, 37, 1, 0), "new, changed, unchanged, gone, failed"
    assert rerun[:2] == (0, 0) and rerun[4] == 0
    assert "0 originals read, 0 reports written" in said


def test_the_portals_can_be_served_alone(tmp_path: Path) -> None:
    child = start(tmp_path / "demo", "--site-only", "--site-port", "0")
    try:
        home = until(child, r"(http://127\S+/)")[1]
        with urllib.request.urlopen(home, timeout=20) as answer:
            assert "演示" in answer.read().decode()
    finally:
        assert stop(child) == 0
