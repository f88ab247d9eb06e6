"""What people edit: the register of portals, the statutory forms, jurisdictions, dictionary and settings.

The files beside this module are the defaults and travel with the wheel.  A file of the same name under
``config/`` in the working folder (or under ``NIANBAO_CONFIG_DIR``) wins over the default, one by one.
Every package may import ``config``; it imports none of them.
"""

import os
from functools import cache
from pathlib import Path

DEFAULTS = Path(__file__).parent


def overrides() -> Path:
    """Return the folder whose files win over the defaults; it need not exist."""
    return Path(os.environ.get("NIANBAO_CONFIG_DIR", "config"))


def find(name: str) -> Path:
    """Return the path of the configuration file or folder ``name``, e.g. ``"forms/2021.toml"``.

    Raises FileNotFoundError naming both places that were searched.
    """
    for folder in (os.environ.get("NIANBAO_CONFIG_DIR", "config"), str(DEFAULTS)):
        if (place := _place(folder, name)).exists():
            return place
    raise FileNotFoundError(f"no {name} in {overrides().resolve()} nor among the defaults in {DEFAULTS}")


@cache
def _place(folder: str, name: str) -> Path:
    """Return the path of a file; ``find`` is called several times for each report."""
    return Path(folder) / name
