"""Puts together what every page shares, for the factory of the application."""

import re
import secrets
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import format_date
from flask_wtf.csrf import CSRFProtect
from jinja2.ext import Extension
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from buurtservice.settings import LANGUAGES, Settings
from buurtservice.web.drafts import init_drafts
from buurtservice.web.error_pages import init_error_pages
from buurtservice.web.headers import init_headers
from buurtservice.web.language import (
    LANGUAGE_NAMES,
    current_language,
    init_language,
    language_url,
    text_direction,
)
from buurtservice.web.navigation import staff_tabs, url_if
from buurtservice.web.paging import page_url
from buurtservice.web.texts import installation_text
from buurtservice.web.visiting import STRANGER, Visitor, current_visitor
from buurtservice.web.words import init_words

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
LARGEST_FORM_BYTES = 2_000_000
LARGEST_RECORD_NUMBER = 2**31 - 1  # An INTEGER of PostgreSQL.
csrf = CSRFProtect()


class RecordNumber(IntegerConverter):
    """A number in an address. One that no record can have leads to no page, not to a database's fault."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_RECORD_NUMBER, **options})


class WithoutIndentation(Extension):
    """Leaves the indentation of templates out of the pages: a tenth of a long page was blanks."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a page without the blanks that begin its lines; other texts stay."""
        return INDENTATION.sub("", source) if name and name.endswith(".html") else source


def init_web(app: Flask, settings: Settings) -> None:
    """Guard every form and answer, make the shared words known, and register the pages for errors."""
    app.url_map.converters["int"] = RecordNumber
    https = settings.address.startswith("https:")
    app.config.update(
        SECRET_KEY=settings.secret or secrets.token_urlsafe(32),
        SESSION_COOKIE_NAME="buurtservice",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        ADDRESS=settings.address,
        PROXIES=settings.proxies,
        MAX_CONTENT_LENGTH=LARGEST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # As long as the session: nobody loses a form by having coffee.
        WTF_I18N_ENABLED=False,  # Every sentence on a form is one of ours.
    )
    app.jinja_env.add_extension(WithoutIndentation)
    app.jinja_env.globals.update(
        url_if=url_if, installation_text=installation_text, language_url=language_url, page_url=page_url
    )
    app.context_processor(_shared)
    csrf.init_app(app)
    for prepare in (init_headers, init_language, init_drafts, init_words, init_error_pages):
        prepare(app)
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]


def _shared() -> dict[str, Any]:
    visitor = _visitor()
    return {
        "language": current_language(),
        "direction": text_direction(),
        "languages": {code: LANGUAGE_NAMES[code] for code in LANGUAGES},
        "home": request.script_root + "/",
        "format_date": format_date,
        "visitor": visitor,
        "tabs": staff_tabs() if visitor.kind == "staff" else [],
        "is_demo": _is_demo(),
    }


def _visitor() -> Visitor:
    """Return who looks; nobody is asked for where the database is away."""
    return STRANGER if g.get("database_away") else current_visitor()


def _is_demo() -> bool:
    return bool(current_app.config["BUURTSERVICE"].demo)
