"""The built wheel works by itself in an empty folder, with the defaults of config/ inside."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", REPOSITORY]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    target = folder / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, wheel], check=True
    )
    return target


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `nianbao` from the wheel in ``folder``; PYTHONPATH stands before the checkout on sys.path."""
    code = "import nianbao, sys; sys.argv[0] = 'nianbao'; nianbao.main()"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NIANBAO_")} | {"PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_wheel_runs_the_demonstration_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr[-3000:]
    found = run(installed, tmp_path, "search", "公开", "--json", "--data", "demo-data/data")
    assert found.returncode == 0, found.stderr
    assert '"total": 0' not in found.stdout


def test_a_config_folder_beside_it_wins_over_the_defaults(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "config/forms").mkdir(parents=True)
    (tmp_path / "config/forms/2021.toml").write_text("form = 2021\n")
    done = run(installed, tmp_path, "check", str(REPOSITORY / "README.md"))
    assert "config/forms/2021.toml" in done.stderr + done.stdout
