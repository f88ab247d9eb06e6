"""Fixtures that every test may use."""

from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same")

REPOSITORY = Path(__file__).parent.parent
SHARED = REPOSITORY.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real reports that stands beside a checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the real reports in {SHARED}, which are not part of the repository")
    return SHARED
