"""The naive way to lend scooters: look whether a slot is free, and take it if it was. It books twice."""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Final

from flask import Flask
from sqlalchemy import Engine, text

from buurtservice.app import create_app
from buurtservice.extensions import db
from buurtservice.settings import Settings

WAIT_S: Final = 300
NAIVE_MOST: Final = 60  # Of each thread; it is wrong long before.
NAIVE_TABLE: Final = "CREATE TABLE naive_slot (scooter_id integer, number integer)"


def naively(app: Flask, options: argparse.Namespace) -> int:
    """Let as many threads look first and insert afterwards; return how many slots are held twice."""
    run_on(db.engine, NAIVE_TABLE)
    url = app.config["BUURTSERVICE"].database_url
    context = multiprocessing.get_context("spawn")
    share = max(2000, options.attempts // 4) // options.processes // options.threads
    with ProcessPoolExecutor(options.processes, mp_context=context) as pool:
        jobs = [pool.submit(naive_process, url, share, options.threads) for _ in range(options.processes)]
        for job in jobs:
            job.result()
    return naively_twice(db.engine)


def naive_race(engine: Engine, *, attempts: int, threads: int) -> int:
    """Let the threads of this process do it; all look before anybody inserts. Return what is held twice."""
    run_on(engine, NAIVE_TABLE)
    naive_threads(engine, attempts, threads, between=Barrier(threads))
    return naively_twice(engine)


def naive_process(url: str, attempts: int, threads: int) -> None:
    """Open the database in this process and let its threads look first and insert afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=url, instance=Path(folder)))
        with app.app_context():
            engine = db.engine
        naive_threads(engine, min(attempts, NAIVE_MOST), threads)
        engine.dispose()


def naive_threads(engine: Engine, attempts: int, threads: int, between: Barrier | None = None) -> None:
    """Look whether a slot is free, and take it if it was: without the primary key."""
    start = Barrier(threads)

    def run(_: int) -> None:
        start.wait(WAIT_S)
        for number in range(attempts):
            with engine.connect() as connection:
                look = text("SELECT count(*) FROM naive_slot WHERE scooter_id = 1 AND number = :n")
                held = connection.execute(look, {"n": number}).scalar_one()
            if between is not None:
                between.wait(WAIT_S)
            if not held:
                run_on(engine, f"INSERT INTO naive_slot (scooter_id, number) VALUES (1, {number})")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


def naively_twice(engine: Engine) -> int:
    """Return how many slots are held twice, and throw the table away."""
    with engine.connect() as connection:
        twice = connection.execute(
            text(
                "SELECT count(*) FROM (SELECT 1 FROM naive_slot GROUP BY scooter_id, number "
                "HAVING count(*) > 1) AS twice"
            )
        ).scalar_one()
    run_on(engine, "DROP TABLE naive_slot")
    return int(twice)


def run_on(engine: Engine, statement: str) -> None:
    """Run one statement in a writing transaction of its own."""
    with engine.connect().execution_options(buurtservice_writing=True) as connection:
        connection.execute(text(statement))
        connection.commit()
