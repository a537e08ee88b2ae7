"""The application of the demonstration: the ordinary one, on a database of its own, with one page more."""

from pathlib import Path

from flask import Flask

from buurtservice.app import create_app, make_folder, private_sqlite
from buurtservice.demo import post  # noqa: F401 - adds its page to the demonstration's.
from buurtservice.demo.clock import InTimeOfDemo
from buurtservice.demo.sign_in import demo_sign_in
from buurtservice.demo.views import demo_pages
from buurtservice.settings import Settings


def make_demo_app(settings: Settings) -> Flask:
    """Return an application on an empty database file; an earlier demonstration is thrown away.

    The page needs `app.extensions["buurtservice_demo"]`, the Story that `play` returns. Raises Misconfigured
    where the folder of the instance cannot be made.
    """
    folder = (settings.instance or Path(create_app(settings).instance_path)).absolute()
    make_folder(folder)
    for leftover in folder.glob("demo.sqlite*"):
        leftover.unlink()
    app = create_app(
        Settings(
            database_url=private_sqlite(folder / "demo.sqlite"),
            instance=folder,
            language=settings.language,
            solver_seconds=settings.solver_seconds,
            demo=True,
        )
    )
    app.register_blueprint(demo_pages)
    app.register_blueprint(demo_sign_in)
    app.wsgi_app = InTimeOfDemo(app.wsgi_app)  # type: ignore[method-assign]
    return app
