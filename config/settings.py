"""The settings of Nianbao: one list, from which the defaults, the checks and the documentation are made.

A value comes from the environment (``NIANBAO_<NAME>``), else from ``settings.toml`` in the ``config/`` of the
working folder, else from the default in :class:`Settings`.
"""

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import config
from config.errors import ConfigurationError

DEMONSTRATION = "DEMONSTRATION.txt"
"""File in a data folder that says that what lies there is invented; `nianbao demo` writes it."""


class SettingsError(ConfigurationError):
    """A setting is unknown or wrong; the message names the source, the key and the reason."""


class Settings(BaseModel):
    """All settings with their defaults; each field's description is its documentation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(
        Path("data"), description="folder of archive, catalogue, index and logs; nothing is written elsewhere"
    )
    catalogue_url: str = Field("", description="SQLAlchemy URL of the catalogue; empty: SQLite at data_dir/nianbao.db")
    warc_max_bytes: int = Field(1_000_000_000, ge=1_000_000, description="size at which a new WARC file is begun")
    contact: str = Field("", description="e-mail or address of the operator, sent in the User-Agent")
    download_delay: float = Field(1.0, ge=0, description="seconds between two requests to one host")
    download_timeout: float = Field(60.0, gt=0, description="seconds after which a request is given up")
    max_body_bytes: int = Field(64 * 1024 * 1024, gt=0, description="largest body that is fetched")
    max_pages: int = Field(5_000, gt=0, description="most list pages that one visit of a portal fetches")
    retries: int = Field(2, ge=0, description="how often a failed request is tried again")
    schedule_at_once: int = Field(4, ge=1, description="most portals that `nianbao schedule` visits at the same time")
    disk_reserve_bytes: int = Field(
        2 * 1024**3, ge=0, description="free space below which the health check says that the disk is nearly full"
    )
    withdrawn_visits: int = Field(
        3, ge=1, description="successful visits that must find a document gone before it counts as withdrawn"
    )
    withdrawn_days: float = Field(14.0, ge=0, description="days that these visits must span")
    proxy: str = Field("", description="proxy of the operator for all portals; empty: none")
    loopback: bool = Field(False, description="allow portals on 127.0.0.1 (demonstration and tests)")
    reader_seconds: float = Field(300.0, gt=0, description="time a reader has for one original")
    reader_memory_bytes: int = Field(2 * 1024**3, gt=0, description="memory a reader process may use")
    max_original_bytes: int = Field(
        256 * 1024 * 1024,
        gt=0,
        description="largest original that is read; also the most that an archive may unpack to",
    )
    workers: int = Field(0, ge=0, description="reader processes; 0: one per core")
    host: str = Field("127.0.0.1", description="address that `nianbao serve` listens on")
    port: int = Field(8765, ge=0, le=65535, description="port that `nianbao serve` listens on; 0: any free one")
    demonstration: bool = Field(False, description="mark every page as showing invented data")
    language: str = Field(
        "zh", pattern="^(zh|en)$", description="language of pages and messages where the visitor has not chosen"
    )

    @property
    def is_demonstration(self) -> bool:
        """Whether the data is invented: by the setting, or because the data folder says so of itself."""
        return self.demonstration or (self.data_dir / DEMONSTRATION).exists()

    @property
    def catalogue(self) -> str:
        """The SQLAlchemy URL of the catalogue in force."""
        return self.catalogue_url or f"sqlite:///{(self.data_dir / 'nianbao.db').absolute()}"


def load(**overriding: Any) -> Settings:
    """Read the settings in force; keyword arguments win over everything (command-line options).

    Raises SettingsError naming the source, key and reason.
    """
    values: dict[str, Any] = {}
    source: dict[str, str] = {}
    path = config.overrides() / "settings.toml"
    if path.is_file():
        try:
            found = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path}: {error}") from error
        values |= found
        source |= dict.fromkeys(found, str(path))
    for name in Settings.model_fields:
        variable = f"NIANBAO_{name.upper()}"
        if variable in os.environ:
            values[name], source[name] = os.environ[variable], variable
    values |= {name: value for name, value in overriding.items() if value is not None}
    try:
        return Settings(**values)
    except ValidationError as error:
        lines = [
            f"{source.get(str(e['loc'][0]), 'command line')}: {'.'.join(map(str, e['loc']))}: {e['msg']}"
            for e in error.errors()
        ]
        raise SettingsError("; ".join(lines)) from error


def load_existing(**overriding: Any) -> Settings:
    """Read the settings in force for a question to a data folder, which must be there.

    Raises ConfigurationError where it is not or holds nothing: an answer of 0 reports would read as a fact.
    """
    settings = load(**overriding)
    folder = settings.data_dir
    way_out = "fill one with `nianbao crawl` or `nianbao import`, or name another with --data"
    if not folder.is_dir():
        raise ConfigurationError(f"there is no data folder {folder}: {way_out}")
    if not any(folder.iterdir()):
        raise ConfigurationError(f"the data folder {folder} is empty, nothing was archived in it yet: {way_out}")
    return settings
