"""Turns what goes wrong into a page with its status, in the reader's language, that says what to do next."""

import logging
from dataclasses import dataclass

from flask import Flask, flash, g, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response as WerkzeugResponse

from buurtservice.errors import BuurtserviceError
from buurtservice.i18n import N_
from buurtservice.web.drafts import put_away_form
from buurtservice.web.sent_once import SentBeforeError
from buurtservice.web.way_back import is_behind_unknown_proxy, way_back
from buurtservice.web.words import refusal_words

log = logging.getLogger(__name__)
Answer = tuple[str, int] | tuple[str, int, dict[str, str]]


@dataclass(frozen=True)
class Words:
    """What a page for something that went wrong says: what happened, and what to do."""

    heading: str
    advice: str


WORDS = {
    400: Words(
        N_("Dit konden wij niet lezen"),
        N_("Ga terug naar de vorige pagina en probeer het nog eens. Lukt het dan niet, bel ons gerust."),
    ),
    403: Words(
        N_("Deze pagina is niet voor u"),
        N_("Denkt u van wel? Vraag het aan wie de rollen beheert, of meld u aan met een andere naam."),
    ),
    404: Words(N_("Deze pagina is er niet"), N_("Misschien klopt het adres niet, of is de pagina verhuisd.")),
    405: Words(
        N_("Dit kan hier niet"),
        N_("Deze stap begint op een andere pagina. Ga terug en gebruik de knop op die pagina."),
    ),
    409: Words(
        N_("Iemand was u voor"),
        N_("Er is intussen iets veranderd. Ga terug, kijk hoe het er nu voor staat en beslis dan."),
    ),
    413: Words(
        N_("Dit is te groot"), N_("Wat u stuurde, past hier niet in. Maak de tekst of het bestand kleiner.")
    ),
    422: Words(N_("Er klopt iets niet"), N_("Ga terug naar de vorige pagina en kijk na wat u invulde.")),
    429: Words(
        N_("Even wachten"),
        N_("Dit is kort achter elkaar te vaak geprobeerd. Wacht een kwartier, of bel ons."),
    ),
    500: Words(
        N_("Er ging iets mis bij ons"),
        N_("Het ligt niet aan u. Probeer het over een paar minuten opnieuw, of bel ons."),
    ),
    503: Words(
        N_("Wij zijn er even niet bij"),
        N_("Er is niets verloren gegaan. Probeer het over een paar minuten opnieuw, of bel ons."),
    ),
}
RETRY_AFTER_S = "60"


def init_error_pages(app: Flask) -> None:
    """Register a page for everything that can go wrong."""
    app.register_error_handler(SentBeforeError, _sent_before)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(BuurtserviceError, _refused)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InterfaceError, _database_away)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _our_fault)


def error_page(status: int, sentence: str | None = None) -> Answer:
    """Return the page for a status; `sentence` says what happened in this case."""
    words = WORDS.get(status) or WORDS[500 if status >= 500 else 400]
    page = render_template(
        "errors/error.html",
        heading=gettext(words.heading),
        advice=gettext(words.advice),
        sentence=sentence,
        status=status,
    )
    return page, status


def _refused(refused: BuurtserviceError) -> Answer:
    return error_page(refused.status, refusal_words(refused))


def _http(fault: HTTPException) -> Answer | HTTPException | WerkzeugResponse:
    if isinstance(fault, RequestRedirect) or fault.response is not None:
        return fault
    page = error_page(fault.code or 500)
    if fault.code == 405 and getattr(fault, "valid_methods", None):
        return page[0], 405, {"Allow": ", ".join(fault.valid_methods)}  # type: ignore[attr-defined]
    return page


def _our_fault(_fault: Exception) -> Answer:
    return error_page(500)


def _database_away(fault: Exception) -> Answer:
    g.database_away = True  # The page of the error asks nobody who looks, nor for the installation's texts.
    log.error("the database is away: %s", type(getattr(fault, "orig", fault)).__name__)
    page, status, *_ = error_page(503)
    return page, status, {"Retry-After": RETRY_AFTER_S}


def _sent_before(before: SentBeforeError) -> WerkzeugResponse:
    flash(gettext("Dit was al verstuurd. Het is één keer gedaan; hier ziet u wat eruit kwam."))
    return redirect(before.location or request.path, 303)


def _expired(_fault: CSRFError) -> Answer | WerkzeugResponse:
    """The session ended while somebody typed: keep what was typed and show the form again.

    A form from another site finds no way back, and is told that it is not taken.
    """
    back = way_back()
    if back is None and is_behind_unknown_proxy():
        log.error(
            "a form came through a proxy that we do not know of: set BUURTSERVICE_PROXIES to the number of "
            "proxies, and BUURTSERVICE_ADDRESS to the address that people use"
        )
        return error_page(
            400,
            gettext(
                "Wat u invulde, staat nog op de vorige pagina: ga terug met de knop van uw browser. "
                "Vertel de beheerder dat BUURTSERVICE_PROXIES niet is ingesteld."
            ),
        )
    if back is None:
        return error_page(
            400, gettext("Deze pagina stond te lang open. Open haar opnieuw en druk dan op de knop.")
        )
    if not put_away_form():
        flash(gettext("De pagina stond te lang open. Druk nog eens op de knop."), "error")
    return redirect(back, 303)
