"""The naive ways: look first and write afterwards, on tables without the constraint. They must go wrong."""

from sqlalchemy import text

from buurtservice.extensions import db
from tests.integration.racing import naive_race


def insert_twice(threads: int) -> int:
    """Look whether it is there, and add it when it is not; return how many were added too many."""
    return _too_many("SELECT count(*) FROM naive", "INSERT INTO naive VALUES (1)", threads)


def lose_updates(threads: int) -> int:
    """Read a counter, add one, write it; return how many were lost."""
    _run("CREATE TABLE naive_counter (n integer)", "INSERT INTO naive_counter VALUES (0)")
    naive_race(
        db.engine,
        "SELECT n FROM naive_counter",
        lambda seen: f"UPDATE naive_counter SET n = {seen + 1}",
        threads=threads,
    )
    kept = _read("SELECT n FROM naive_counter")
    _run("DROP TABLE naive_counter")
    return threads - kept


def _too_many(look: str, write: str, threads: int) -> int:
    _run("CREATE TABLE naive (n integer)")
    naive_race(db.engine, look, lambda seen: "" if seen else write, threads=threads)
    found = _read("SELECT count(*) FROM naive")
    _run("DROP TABLE naive")
    return found - 1


def _run(*statements: str) -> None:
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def _read(query: str) -> int:
    with db.engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


NAIVE = {
    "rounds": insert_twice,
    "approvals": insert_twice,
    "last place": lose_updates,
    "rings": lose_updates,
    "fates": insert_twice,
    "parting": insert_twice,
    "imports": insert_twice,
}
