"""What the pages of the host say: times, what is wrong with a scooter, and where the host is now."""

from datetime import datetime
from typing import Any

from flask import session
from flask_babel import gettext

from buurtservice.accounts.visitor import current_visitor
from buurtservice.errors import BuurtserviceError
from buurtservice.i18n import N_
from buurtservice.labels import DAYPARTS
from buurtservice.scooters.errors import NothingFree, Option
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.spans import Span, slot_of
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.sites.opening import Opening
from buurtservice.web.words import clock_words, day_words, local_day, refusal_words

_LAST_SITE = "scooter_site"  # In the signed cookie: at which site somebody last stood.
WHY = {
    "overdue": N_("de scootmobiel is nog niet terug"),
    "maintenance": N_("de scootmobiel is in onderhoud"),
    "retired": N_("de scootmobiel is niet meer in gebruik"),
    "elsewhere": N_("de scootmobiel staat op een andere locatie"),
    "closed": N_("de locatie is dan dicht"),
}
STANDS = {
    "maintenance": N_("in onderhoud"),
    "charging": N_("aan de lader"),
    "reserved": N_("gereserveerd"),
    "free": N_("kan nu mee"),
    "not_now": N_("kan nu niet mee: straks is hij gereserveerd, of de locatie is dicht"),
}


def until_words(moment: datetime, today: datetime) -> str:
    """Say "12.30 uur", or "dinsdag 24 november, 12.30 uur" where that is not today."""
    if local_day(moment) == local_day(today):
        return clock_words(moment)
    return f"{day_words(moment)}, {clock_words(moment)}"


def end_words(number: int, opening: Opening, today: datetime) -> str:
    """Say until when a daypart lasts, with its name: "12.30 uur (ochtend)"."""
    day, daypart = slot_of(number)
    name = gettext(DAYPARTS[daypart])
    return f"{until_words(opening.ends(day, daypart), today)} ({name})"


def back_words(span: Span, opening: Opening, today: datetime) -> str:
    """Say when the scooter of a reservation is back."""
    return str(gettext("terug voor %(moment)s", moment=until_words(opening.ends(*span.to_slot), today)))


def wish_with_scooter(option: Option) -> Wish:
    """Return the wish for what is offered instead: there and then, this scooter."""
    return Wish(span=option.span, site_id=option.site_id, scooter_id=option.scooter_id)


def refused_words(refused: BuurtserviceError) -> str:
    """Say a refusal, without what is free instead: that stands beneath it, with a button each."""
    if isinstance(refused, NothingFree) and refused.options:
        return BuurtserviceError.in_words(refused, gettext)
    return refusal_words(refused)


def staff_id() -> int | None:
    """Return who hands out."""
    return current_visitor().staff_id


def remember_site(site_id: int) -> None:
    """Keep at which site the host stands, for the next page without one."""
    session[_LAST_SITE] = site_id


def last_site() -> int | None:
    """Return at which site the host stood last."""
    found = session.get(_LAST_SITE)
    return found if isinstance(found, int) else None


@scooters_pages.context_processor
def host_words() -> dict[str, Any]:
    """Return what the templates of the host call by name."""
    return {
        "until_words": until_words,
        "end_words": end_words,
        "back_words": back_words,
        "daypart_names": DAYPARTS,
        "host_why": WHY,
        "stands_words": STANDS,
        "refused_words": refused_words,
        "sentence": lambda words: words[:1].upper() + words[1:],
        "wish_with_scooter": wish_with_scooter,
    }
