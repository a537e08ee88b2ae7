"""The only place that commits. A service opens `transaction()`; everything in it happens, or nothing does.

On SQLite a transaction that means to write must say so at its start (BEGIN IMMEDIATE): one that reads
first and then upgrades fails as soon as another writer came between, which measured as 94 % of the time.
So `transaction()` closes whatever the session was reading and begins anew, on both databases. And writers
take turns (`turns.py`), so that none waits for ever behind others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import CursorResult, Engine, Update, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from buurtservice.errors import Misconfigured
from buurtservice.extensions import db
from buurtservice.turns import turn_to_write

_WRITING = "buurtservice_writing"
_BUSY_TIMEOUT_MS = 15_000


def _session() -> Session:
    return db.session()


@contextmanager
def transaction() -> Iterator[Session]:
    """Run the block in one writing transaction; commit at its end, roll back on any exception.

    Re-entrant: inside another `transaction()` the block simply joins it, so that a service can use another
    feature's service and still have one effect.
    """
    session = _session()
    if session.info.get(_WRITING):
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside transaction()")
    session.rollback()
    with turn_to_write(db.engine):
        session.info[_WRITING] = True
        try:
            session.connection(execution_options={_WRITING: True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(_WRITING, None)


@contextmanager
def aside() -> Iterator[Connection]:
    """Run the block in a short writing transaction of its own connection; inside another one it joins that.

    For a note that is written while a page is made: what the session has read stays read.
    """
    session = _session()
    if session.info.get(_WRITING):
        session.flush()
        yield session.connection()
        return
    with (
        turn_to_write(db.engine),
        db.engine.connect().execution_options(**{_WRITING: True}) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def savepoint() -> Iterator[Session]:
    """Run the block so that its failure undoes the block alone, not the transaction around it."""
    session = _session()
    if not session.info.get(_WRITING):
        raise RuntimeError("a savepoint needs a transaction() around it")
    with session.begin_nested():
        yield session


def hold_table(name: str) -> None:
    """Let whoever else would change this small table wait until the transaction ends: the last one wins.

    For settings that are written as a whole. On SQLite a writing transaction holds everything anyway.
    """
    session = _session()
    if not session.info.get(_WRITING):
        raise RuntimeError("a table is held in a transaction()")
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))


def changes_one(statement: Update) -> bool:
    """Run a conditional update; tell whether it changed its one row, so that a race has one winner."""
    result = cast(
        "CursorResult[Any]",
        _session().execute(statement.execution_options(synchronize_session=False)),
    )
    return result.rowcount == 1


def install_on(engine: Engine) -> None:
    """Give the engine the connection settings that the guarantees rest on."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _check_postgresql)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # Python's driver must not begin transactions of its own.
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = FULL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN DEFERRED")


def _check_postgresql(connection: Any, _record: Any) -> None:
    """Refuse a server that may lose what it acknowledged."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        (value,) = cursor.fetchone()
    connection.rollback()
    if value == "off":
        raise Misconfigured(name="synchronous_commit", why="PostgreSQL staat op 'off'; zet dit op 'on'")
