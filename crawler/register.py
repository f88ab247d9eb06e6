"""The register of portals: ``config/portals/*.yaml``, one entry for each portal, validated.

The register, not the web, says which hosts are official.  Crawl, schedule, status and the ledger of duties read it
through :func:`load`.  docs/portals.md shows how an entry is written.
"""

import datetime
import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urljoin, urlsplit

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

try:  # safe either way; libyaml is ten times faster, which every start of a crawl feels
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

import config
from config.errors import ConfigurationError
from crawler import urls
from crawler.links import Column

_OFFICIAL = re.compile(r"(?:[a-z0-9-]+\.)+gov\.cn")
_LOOPBACK = re.compile(r"(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?")
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9-]+(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?")
_DAY = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


class RegisterError(ConfigurationError):
    """An entry of the register is wrong; the message names file, entry, key and reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnEntry(_Strict):
    """A column: where its list begins, and what its link is called so that a moved column is found again."""

    path: str = Field(
        default="", description="path of the list on the portal, or its whole address on a host of the portal"
    )
    name: str = Field(default="", description="text of the link that leads to the column, e.g. 政府信息公开年报")
    options: dict[str, str] = Field(default_factory=dict, description="what the family must know, see docs/portals.md")

    @model_validator(mode="after")
    def _findable(self) -> "ColumnEntry":
        if not self.path and not self.name:
            raise ValueError("a column needs a path, a name, or both")
        return self


class Body(_Strict):
    """A body that reports on this portal, for the ledger of duties."""

    name: str
    level: str = ""
    jurisdiction: str = ""
    since: int | None = Field(default=None, description="first report year that is expected")
    until: int | None = Field(default=None, description="last report year that is expected")


class Limits(_Strict):
    """What one visit of a portal may cost; empty: what the settings say."""

    pages: int | None = Field(default=None, gt=0, description="most list pages")
    documents: int = Field(default=20_000, gt=0, description="most documents")
    depth: int = Field(default=6, gt=0, description="most steps from a column to a list below it")
    seconds: float = Field(default=6 * 3600.0, gt=0, description="longest visit")


class Visits(_Strict):
    """When a portal is visited: every ``in_season`` days between the two dates, else every ``otherwise`` days."""

    season: tuple[str, str] = ("01-01", "04-30")
    in_season: float = Field(default=1.0, gt=0)
    otherwise: float = Field(default=7.0, gt=0)

    @field_validator("season")
    @classmethod
    def _days(cls, value: tuple[str, str]) -> tuple[str, str]:
        for day in value:
            if not _DAY.fullmatch(day):
                raise ValueError(f"{day!r} is not a day written as MM-DD")
        return value


class Promises(_Strict):
    """What an entry promises; what is not kept becomes a problem with a name."""

    reports: dict[int, int] = Field(default_factory=dict, description="report year: at least so many reports")
    documents: int = Field(default=1, ge=0, description="at least so many documents in a visit")
    lists_not_empty: bool = Field(default=True, description="no column may be empty")


def _body(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class PortalEntry(_Strict):
    """One portal of the register; ``file`` is where it was read from."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="short name, used on the command line")
    title: str = Field(min_length=1, description="name of the site")
    jurisdiction: str = Field(default="", pattern=r"^(\d{6}|\d{9}|\d{12})?$", description="division code")
    home: str = Field(description="address of the home page")
    family: str = Field(description="CMS family, see `nianbao portals --help`")
    columns: list[ColumnEntry] = Field(min_length=1)
    hosts: list[str] = Field(default_factory=list, description="further hosts that are the portal's own")
    bodies: list[Annotated[Body, BeforeValidator(_body)]] = Field(default_factory=list)
    township_deadline: str = Field(default="01-31", description="practice, not law (MM-DD)")
    visits: Visits = Visits()
    limits: Limits = Limits()
    delay: float | None = Field(default=None, ge=0, description="seconds between two requests; empty: the setting")
    robots_patience: int = Field(
        default=30, ge=0, le=365, description="days for which a robots.txt that cannot be had forbids everything"
    )
    promises: Promises = Promises()
    enabled: bool = True
    verified: datetime.date | None = Field(default=None, description="when an operator last checked the entry by hand")
    note: str = ""
    file: Path = Field(default=Path(), description="where the entry was read from", exclude=True)

    @field_validator("family")
    @classmethod
    def _known_family(cls, value: str) -> str:
        from crawler.families import FAMILIES

        if value not in FAMILIES:
            raise ValueError(f"there is no family {value!r}; there are {', '.join(sorted(FAMILIES))}")
        return value

    @field_validator("home")
    @classmethod
    def _address(cls, value: str) -> str:
        return urls.canonical(value)

    @field_validator("hosts")
    @classmethod
    def _host_names(cls, value: list[str]) -> list[str]:
        for name in value:
            if not _HOST.fullmatch(name):
                raise ValueError(f"{name!r} is not a host name (lower case, no scheme, no path)")
        return value

    @model_validator(mode="after")
    def _columns_on_registered_hosts(self) -> "PortalEntry":
        for column in self.columns:
            if not self.allows(urljoin(self.home, column.path), loopback=True):
                raise ValueError(f"columns: {column.path} is on a host that the entry does not list")
        return self

    def allows(self, url: str, *, loopback: bool = False) -> bool:
        """Say whether this portal's crawl may fetch an address: its own host, listed hosts and their subdomains.

        The home page's host must be ``*.gov.cn`` or be listed in ``hosts``, an exception that someone wrote down.
        """
        host = urls.host(url)
        if _LOOPBACK.fullmatch(host):
            return loopback and host in self.own_hosts
        return urlsplit(url).scheme in ("http", "https") and host in self.own_hosts

    @property
    def own_hosts(self) -> frozenset[str]:
        """The hosts that may be fetched, each with and without ``www.``."""
        home = urls.host(self.home)
        named = set(self.hosts)
        if _OFFICIAL.fullmatch(home.partition(":")[0]) or _LOOPBACK.fullmatch(home):
            named.add(home)
        return frozenset(
            named
            | {h[4:] for h in named if h.startswith("www.")}
            | {f"www.{h}" for h in named if _OFFICIAL.fullmatch(h) and not h.startswith("www.")}
        )

    def located(self) -> list[Column]:
        """Return the columns that have a path, ready for their family."""
        return [self.column(urljoin(self.home, c.path), c) for c in self.columns if c.path]

    def column(self, url: str, entry: ColumnEntry) -> Column:
        """Return a column of this portal that begins at ``url``."""
        url = urls.canonical(url)
        return Column(url, entry.name, urls.folder(url), tuple(sorted(entry.options.items())))


def is_official(host: str, *, loopback: bool = False) -> bool:
    """Say whether a host is under gov.cn, or on loopback where that is allowed."""
    return bool(_OFFICIAL.fullmatch(host.partition(":")[0])) or (loopback and bool(_LOOPBACK.fullmatch(host)))


def load(names: list[str] | None = None) -> list[PortalEntry]:
    """Return the entries of the register in the order of their files, or only those named.

    Files under the working folder's ``config/portals`` win over the defaults of the same name.  Raises RegisterError
    naming file, entry, key and reason, or the name that is not in the register.
    """
    entries: dict[str, PortalEntry] = {}
    for path in _files():
        for entry in read(path):
            if entry.name in entries:
                raise RegisterError(f"{path}: {entry.name}: name: stands in {entries[entry.name].file} already")
            entries[entry.name] = entry
    if names:
        for name in names:
            if name not in entries:
                raise RegisterError(f"there is no portal {name!r} in the register; `nianbao portals` lists them")
        return [entries[name] for name in dict.fromkeys(names)]
    return list(entries.values())


def _files() -> list[Path]:
    found: dict[str, Path] = {}
    for folder in (config.DEFAULTS, config.overrides()):
        found |= {path.name: path for path in sorted((folder / "portals").glob("*.yaml"))}
    return [found[name] for name in sorted(found)]


def read(path: Path) -> list[PortalEntry]:
    """Return the entries of one file of the register.  Raises RegisterError."""
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RegisterError(f"{path}: {error}") from error
    if content is None:
        return []
    if not isinstance(content, list):
        raise RegisterError(f"{path}: must be a list of portals (each begins with `- name: …`)")
    return [_entry(path, number, item) for number, item in enumerate(content, 1)]


def _entry(path: Path, number: int, item: Any) -> PortalEntry:
    if not isinstance(item, dict):
        raise RegisterError(f"{path}: entry {number}: must be keys and values, not {type(item).__name__}")
    label = item.get("name", f"entry {number}")
    try:
        return PortalEntry.model_validate(item | {"file": path})
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors())
        raise RegisterError(f"{path}: {label}: {reasons}") from error
