"""The catalogue's database: opened, its tables made or refused, and its writers put one after the other.

SQLite by default; another database by its SQLAlchemy URL (setting ``catalogue_url``).
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect
from sqlalchemy.engine import make_url

from crawler.archive.catalogue import Base, Document
from crawler.archive.fetch import ArchiveError

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
        engine = create_engine(url)
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


def schema_number(tables: MetaData) -> int:
    """Return a number that changes with any table or column."""
    text = ";".join(f"{t.name}:{','.join(f'{c.name} {c.type}' for c in t.columns)}" for t in tables.sorted_tables)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


def _settle_schema(engine: Engine, anew: bool) -> None:
    """Make the tables, or see that those that are there are of this version (SQLite keeps a number for that)."""
    tables = Base.metadata
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            found = connection.exec_driver_sql("PRAGMA user_version").scalar()
            if found == schema_number(tables):
                return
            if inspect(connection).has_table(Document.__tablename__):
                if not anew:
                    raise ArchiveError(f"{engine.url.database} is of another version; run `nianbao rebuild`")
                tables.drop_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version = {schema_number(tables)}")
        tables.create_all(connection)


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
    with _locked(engine):
        tables.create_all(engine)


def begin_writing(connection: Connection) -> None:
    """Begin a transaction that reads and then writes: one at a time, so that what was read holds until the commit."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Readers do not wait for the writer (WAL); commits that a power cut loses (NORMAL) are rolled forward."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
