"""The catalogue's database: opened, its tables made or refused, and its writers put one after the other.

SQLite by default; another database by its SQLAlchemy URL (setting ``catalogue_url``).
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from crawler.archive.catalogue import Base, Document
from crawler.archive.fetch import ArchiveError

_VERSION = Table("catalogue_version", MetaData(), Column("number", Integer, nullable=False))
_WRITERS = 20190403
"""The number of the advisory lock that writers on PostgreSQL share."""
BUSY_SECONDS = 120
"""How long a writer waits for another one before it gives up."""


def connect(url: str, *, anew: bool = False) -> Engine:
    """Return an engine for the catalogue at ``url``, its folder and tables made where they are missing.

    ``anew`` puts tables of this version in the place of those of another one.  Raises ArchiveError where a catalogue
    was made by another version.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = _server(url)
    else:
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
    try:
        with _locked(engine):
            _settle_schema(engine, anew)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _server(url: str) -> Engine:
    """Return an engine for a database on a server.  Raises ArchiveError where its driver is missing or it is away."""
    try:
        engine = create_engine(url, pool_pre_ping=True)
        with engine.connect():
            return engine
    except ImportError as error:
        raise ArchiveError(
            f"setting catalogue_url: {error}; for PostgreSQL: pip install 'nianbao[postgresql]'"
        ) from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise ArchiveError(f"setting catalogue_url: {make_url(url).render_as_string()}: {reason}") from error


def schema_number(tables: MetaData) -> int:
    """Return a number that changes with any table or column."""
    text = ";".join(f"{t.name}:{','.join(f'{c.name} {c.type}' for c in t.columns)}" for t in tables.sorted_tables)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


def _settle_schema(engine: Engine, anew: bool) -> None:
    """Make the tables, or see that those that are there are of this version."""
    tables = Base.metadata
    with engine.begin() as connection:
        _one_at_a_time(connection)
        if _number(connection) == schema_number(tables):
            return
        if inspect(connection).has_table(Document.__tablename__):
            if not anew:
                raise ArchiveError(f"{engine.url.database} is of another version; run `nianbao rebuild`")
            tables.drop_all(connection)
        tables.create_all(connection)
        _set_number(connection, schema_number(tables))


def _number(connection: Connection) -> int | None:
    """Return the number of the schema; SQLite has a place for it, other databases get a table."""
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql("PRAGMA user_version").scalar()
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.execute(select(_VERSION.c.number)).scalar()


def _set_number(connection: Connection, number: int) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
        return
    _VERSION.create(connection, checkfirst=True)
    connection.execute(delete(_VERSION))
    connection.execute(insert(_VERSION).values(number=number))


@contextmanager
def _locked(engine: Engine) -> Iterator[None]:
    """Let processes that start at the same time make tables one after the other."""
    with ExitStack() as stack:
        if engine.dialect.name == "sqlite" and engine.url.database:
            lock = stack.enter_context(Path(f"{engine.url.database}.lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def create_tables(engine: Engine, tables: MetaData) -> None:
    """Make further tables that are missing (of the schedule, the reports …)."""
    with _locked(engine), engine.begin() as connection:
        _one_at_a_time(connection)
        tables.create_all(connection)


def begin_writing(connection: Connection) -> None:
    """Begin a transaction that reads and then writes: one at a time, so that what was read holds until the commit."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        _one_at_a_time(connection)


def _one_at_a_time(connection: Connection) -> None:
    """Wait for other transactions that said the same, on a server; a file has a lock of its own."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for the writer (WAL); commits that a power cut loses (NORMAL) are rolled forward."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
