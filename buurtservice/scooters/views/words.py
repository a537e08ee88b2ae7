"""What the pages of scooters say: when, where, and which rules hold."""

from datetime import date, datetime
from typing import Any

from flask_babel import format_date, gettext, ngettext

from buurtservice.errors import BuurtserviceError
from buurtservice.scooters.asking import IN_ADDRESS, IN_FORM, write_wish
from buurtservice.scooters.errors import Option
from buurtservice.scooters.people import Booking, Standing
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import STATES
from buurtservice.scooters.spans import Span, span_in_words
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.web.navigation import url_if
from buurtservice.web.sent_once import new_token
from buurtservice.web.words import clock_words, day_words


def span_words(span: Span) -> str:
    """Say "maandag 23 november, ochtend", or from when to when."""
    return span_in_words(span, gettext)


def weekday_words(day: date) -> str:
    """Say "ma", for a table."""
    return str(format_date(day, "EEE"))


def days_words(first: date, last: date) -> str:
    """Say "23 tot en met 29 november", with both months where these are two."""
    begins = format_date(first, "d" if (first.year, first.month) == (last.year, last.month) else "d MMMM")
    ends = format_date(last, "d MMMM" if first.year == last.year else "d MMMM y")
    return str(gettext("%(first)s tot en met %(last)s", first=begins, last=ends))


def times_words(begins: datetime, fetch_until: datetime, ends: datetime) -> str:
    """Say between which times it is fetched, and when it is back."""
    if fetch_until == ends:
        return str(
            gettext(
                "Ophalen vanaf %(begins)s, terug voor %(ends)s.",
                begins=clock_words(begins),
                ends=clock_words(ends),
            )
        )
    return str(
        gettext(
            "Ophalen op %(day)s tussen %(begins)s en %(until)s. Terug op %(to_day)s voor %(ends)s.",
            day=day_words(begins),
            begins=clock_words(begins),
            until=clock_words(fetch_until),
            to_day=day_words(ends),
            ends=clock_words(ends),
        )
    )


def fair_words(standing: Standing) -> str:
    """Say the rule of fair use, until when one can reserve now, and how many are open."""
    policy = standing.policy
    rule = gettext(
        "Reserveren kan tot en met %(day)s. Hoogstens %(dayparts)s dagdelen achter elkaar, en hoogstens "
        "%(open)s reserveringen tegelijk.",
        day=day_words(standing.last_day),
        dayparts=policy.dayparts_most,
        open=policy.open_most,
    )
    if not standing.open:
        return str(rule)
    now = ngettext("Nu staat er %(num)d open.", "Nu staan er %(num)d open.", standing.open)
    return f"{rule} {now}"


def hold_words(minutes: int) -> str:
    """Say how long an offer is held: "4 uur", or minutes for what is no whole hour."""
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return str(ngettext("%(num)d uur", "%(num)d uur", hours))
    return str(ngettext("%(num)d minuut", "%(num)d minuten", minutes))


def why_words(refused: BuurtserviceError) -> str:
    """Say why something was refused, in the reader's language."""
    return refused.in_words(gettext)


def free_words(count: int) -> str:
    """Say how many are free."""
    return str(ngettext("%(num)d vrij", "%(num)d vrij", count))


def wish_of(option: Option) -> Wish:
    """Return the wish for what is offered instead: there and then, whichever scooter."""
    return Wish(span=option.span, site_id=option.site_id)


def wish_at(wish: Wish, site_id: int) -> Wish:
    """Return the same wish at one site."""
    return Wish(span=wish.span, site_id=site_id, scooter_id=wish.scooter_id)


def wish_again(booking: Booking) -> Wish:
    """Return the wish for what is reserved already."""
    return Wish(span=booking.span, site_id=booking.reservation.site_id)


def check_url(resident_id: int) -> str | None:
    """Return where a riding check is recorded, once there is such a page."""
    return url_if("scooters.check", resident_id=resident_id)


@scooters_pages.context_processor
def shared_words() -> dict[str, Any]:
    """Return what the templates of these pages call by name."""
    return {
        "span_words": span_words,
        "weekday_words": weekday_words,
        "days_words": days_words,
        "times_words": times_words,
        "fair_words": fair_words,
        "free_words": free_words,
        "hold_words": hold_words,
        "why_words": why_words,
        "wish_of": wish_of,
        "wish_at": wish_at,
        "check_url": check_url,
        "new_once": new_token,
        "in_form": lambda wish: write_wish(wish, IN_FORM),
        "in_address": lambda wish: write_wish(wish, IN_ADDRESS),
        "reservation_states": STATES,
    }
