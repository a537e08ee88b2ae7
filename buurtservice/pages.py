"""What every page shares: its headers, its language, and the pages for what goes wrong."""

import re
from typing import Any

from flask import Flask, Response, render_template, request
from flask_babel import format_date, get_locale
from jinja2.ext import Extension

from buurtservice.settings import LANGUAGES

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
SECURITY_HEADERS = {
    # Nothing on a page comes from another host, and nothing inline runs.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",  # Pages are about people.
}
LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}


class WithoutIndentation(Extension):
    """Leaves the indentation of templates out of the pages: a tenth of a long page was blanks."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a page without the blanks that begin its lines; other texts stay."""
        return INDENTATION.sub("", source) if name and name.endswith(".html") else source


def init_pages(app: Flask) -> None:
    """Make the shared words known to the templates, guard every answer, and register the pages for errors."""
    app.jinja_env.add_extension(WithoutIndentation)
    app.context_processor(_shared)
    app.after_request(_secure)
    app.register_error_handler(404, _not_found)
    app.register_error_handler(500, _our_fault)


def current_language() -> str:
    """Return the language of the page that is being made."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def _shared() -> dict[str, Any]:
    return {
        "language": current_language(),
        "languages": {code: LANGUAGE_NAMES[code] for code in LANGUAGES},
        "home": request.script_root + "/",
        "format_date": format_date,
    }


def _secure(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _not_found(_error: Exception) -> tuple[str, int]:
    return render_template("errors/404.html"), 404


def _our_fault(_error: Exception) -> tuple[str, int]:
    return render_template("errors/500.html"), 500
