"""The road goes one way: which package may import which (docs/architecture.md)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

OURS = {"config", "crawler", "indexer", "search_app", "demo", "nianbao"}
MAY_IMPORT = {
    "config": {"config"},
    "crawler": {"crawler", "config"},
    "indexer": {"indexer", "config", "crawler.archive"},
    "search_app": {"search_app", "indexer", "crawler", "config"},
    "demo": OURS,
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name of what is imported"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] in OURS}


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_stands_before_it_on_the_road(package: str) -> None:
    modules = sorted((REPOSITORY / package).rglob("*.py"))
    assert modules
    wrong = [
        f"{path.relative_to(REPOSITORY)} imports {name}"
        for path in modules
        for name in sorted(imported(path))
        if not any(name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT[package])
    ]
    assert not wrong


def test_no_module_has_more_than_400_lines() -> None:
    long = {
        str(path.relative_to(REPOSITORY)): lines
        for package in [*MAY_IMPORT, "tests", "benchmarks", "scripts"]
        for path in (REPOSITORY / package).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not long


def test_reading_a_file_starts_without_the_catalogue_and_without_numpy() -> None:
    code = "import sys, indexer.files; sys.exit(bool({'sqlalchemy', 'numpy', 'scrapy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def test_the_server_starts_without_the_readers_of_reports() -> None:
    code = (
        "import sys, search_app.server; sys.exit(bool({'indexer.reading', 'indexer.read.report'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0
