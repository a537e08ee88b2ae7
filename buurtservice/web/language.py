"""In which language somebody reads: the one they chose, kept in a cookie, else the installation's.

What a browser says of its language (Accept-Language) is not followed: many a telephone in the neighbourhood
was sold with another language than its owner reads best. Dutch comes first; the switch stands on every page.
"""

from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, request
from flask_babel import get_locale

from buurtservice.settings import LANGUAGES, LOCALES

LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}
COOKIE = "taal"
A_YEAR_S = 31_536_000


def init_language(app: Flask) -> None:
    """Let a chosen language stick."""
    app.after_request(_remember)


def choose_locale() -> str | None:
    """Return the locale somebody asked for; None where the setting's holds."""
    if not request:
        return None
    return LOCALES.get(_asked() or request.cookies.get(COOKIE, ""))


def current_language() -> str:
    """Return the language of the page that is being made."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def text_direction() -> str:
    """Return `ltr` or `rtl`, as the page's language is written."""
    locale = get_locale()
    return locale.text_direction if locale else "ltr"


def language_url(code: str) -> str:
    """Return the address of this page in another language, with its filters and its page number."""
    values = {**request.args.to_dict(flat=False), "lang": [code]}
    return f"{request.script_root}{request.path}?{urlencode(values, doseq=True)}"


def speak(code: str) -> None:
    """Let somebody read this language from the next page on: the one that stands in their account."""
    if code in LOCALES:
        g.language_to_speak = code


def asked_language() -> str | None:
    """Return the language that somebody chose with the switch in this request."""
    return _asked() if request else None


def _asked() -> str | None:
    asked = request.args.get("lang", "")
    return asked if asked in LOCALES else None


def _remember(response: Response) -> Response:
    asked = _asked() or g.get("language_to_speak")
    if asked and request.cookies.get(COOKIE) != asked:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, asked, max_age=A_YEAR_S, httponly=True, secure=secure, samesite="Lax")
    return response
