"""A week of simulated time with the real schedule, spider and archive: what is planted is found, and nothing else."""

import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY


@pytest.mark.slow
def test_a_simulated_week_finds_what_was_planted_and_nothing_else():
    command = [sys.executable, "-m", "benchmarks.crawl.week", "10"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all of it was found, and nothing else" in done.stdout
