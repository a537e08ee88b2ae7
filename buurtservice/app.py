"""Makes the application. Nothing is made at import, so that a test or a command can have its own."""

from contextlib import suppress
from pathlib import Path

from flask import Flask, current_app
from jinja2 import StrictUndefined

from buurtservice import (
    tables,  # noqa: F401 - every table must be known before a query joins two of them.
    transactions,
)
from buurtservice.accounts.visitor import init_visitor
from buurtservice.blueprints import register_blueprints
from buurtservice.errors import Misconfigured
from buurtservice.extensions import babel, db, migrate
from buurtservice.settings import LOCALES, Settings, read_settings
from buurtservice.web.language import choose_locale
from buurtservice.web.setup import init_web

PACKAGE = Path(__file__).parent


def create_app(settings: Settings | None = None, *, pages: bool = True) -> Flask:
    """Return the application for these settings, read from the environment when none are given.

    `pages=False` is for a command: it shows none, and learning their addresses is a third of its start.
    Raises Misconfigured when the environment holds a setting that cannot be used.
    """
    settings = settings or read_settings()
    app = Flask(
        "buurtservice",
        template_folder=str(template_folder()),
        static_folder=str(PACKAGE / "static"),
        instance_path=str(settings.instance) if settings.instance else None,
    )
    app.config["BUURTSERVICE"] = settings
    app.config["BABEL_DEFAULT_LOCALE"] = LOCALES[settings.language]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PACKAGE / "translations")
    # What a statement was given may be a name or an address; it must not reach a log.
    # A connection that broke while nobody used it is made anew: after an outage nobody reads a fault.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True, "pool_pre_ping": True}
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url or _default_database(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _init_extensions(app)
    init_web(app, settings)
    init_visitor(app)
    if pages:
        register_blueprints(app)
    return app


def current_settings() -> Settings:
    """Return the settings of the application that is running."""
    settings: Settings = current_app.config["BUURTSERVICE"]
    return settings


def template_folder() -> Path:
    """Return where the templates are: inside the package when installed, beside it in a checkout."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"


def _default_database(app: Flask) -> str:
    folder = Path(app.instance_path)
    make_folder(folder)
    return private_sqlite(folder / "buurtservice.sqlite")


def private_sqlite(file: Path) -> str:
    """Return the address of a SQLite file; a new one can be read by its owner only, for it holds names."""
    with suppress(OSError):  # Where it cannot be made, the first use of the database says so.
        file.touch(mode=0o600)
    return f"sqlite:///{file}"


def make_folder(folder: Path) -> None:
    """Make the folder of the instance if it is not there. Raises Misconfigured where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Misconfigured(name="BUURTSERVICE_INSTANCE", why=f"{folder}: {fault.strerror}") from None


def _init_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(PACKAGE / "migrations"))
    babel.init_app(app, locale_selector=choose_locale)
    with app.app_context():
        for engine in db.engines.values():
            transactions.install_on(engine)
