"""Serves the pages: waitress for one desk on SQLite, gunicorn on PostgreSQL; and the jobs beside them."""

import os
import signal
from contextlib import nullcontext
from typing import Any, NoReturn

import click
from flask import Flask
from flask_babel import gettext
from waitress import serve as serve_with_waitress

from buurtservice.app import create_app
from buurtservice.cli.jobs_beside import jobs_beside
from buurtservice.cli.root import check_database, main, refusals_in_one_line, refuse
from buurtservice.extensions import db
from buurtservice.settings import check_secret, read_settings

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000
THREADS = 8


@main.command()
@click.option("--host", default=LOOPBACK, show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=None,
    help="Processes, with PostgreSQL only (default: two per processor, and one).",
)
@click.option(
    "--jobs/--no-jobs",
    default=None,
    help="Run the jobs beside the pages (default: with SQLite yes, with PostgreSQL no).",
)
def serve(*, host: str, port: int, workers: int | None, jobs: bool | None) -> None:
    """Serve the pages, until Ctrl-C."""
    settings = read_settings()
    check_secret(settings)
    app = create_app(settings)
    one_desk = _prepare(app)
    if one_desk and workers not in (None, 1):
        refuse(gettext("Met SQLite is er één proces. Laat --workers weg, of gebruik PostgreSQL."))
    wanted = one_desk if jobs is None else jobs
    with jobs_beside() if wanted else nullcontext():
        click.echo(gettext("De pagina's staan op http://%(host)s:%(port)s/", host=host, port=port), err=True)
        if one_desk:
            signal.signal(signal.SIGTERM, _leave)  # As for Ctrl-C: what runs beside it stops too.
            serve_with_waitress(app, host=host, port=port, threads=THREADS, ident=None, _quiet=True)
        else:
            _serve_with_gunicorn(app, host=host, port=port, workers=workers)


def _leave(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def _prepare(app: Flask) -> bool:
    """Look whether the database fits this version; tell whether it is a single desk's file."""
    with app.app_context(), refusals_in_one_line():
        try:
            check_database()
            return db.engine.dialect.name == "sqlite"
        finally:
            db.session.remove()
            db.engine.dispose()  # No connection may cross into another process.


def _serve_with_gunicorn(app: Flask, *, host: str, port: int, workers: int | None) -> None:
    try:
        # An extra, and not on Windows; so it is looked for here.
        from gunicorn.app.base import BaseApplication
    except ImportError:
        refuse(gettext("Met PostgreSQL is gunicorn nodig: pip install 'buurtservice[postgresql]'"))

    class Gunicorn(BaseApplication):  # type: ignore[misc]
        """Gunicorn with the application that is here already."""

        def load_config(self) -> None:
            for name, value in _gunicorn_settings(host, port, workers).items():
                if name in self.cfg.settings:  # Not every version knows them all.
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Gunicorn().run()


def _gunicorn_settings(host: str, port: int, workers: int | None) -> dict[str, Any]:
    return {
        "bind": f"{host}:{port}",
        "workers": workers or 2 * (os.cpu_count() or 1) + 1,
        "threads": 4,
        "worker_class": "gthread",
        "timeout": 60,
        "graceful_timeout": 30,
        "control_socket_disable": True,  # Nobody steers it from beside; systemd does.
        "accesslog": None,  # Addresses of pages hold ids; who read what is in the activity log.
    }
