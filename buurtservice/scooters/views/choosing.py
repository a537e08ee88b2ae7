"""Reserving: say when, see at once what is free where, take it. When it is just gone, see the next best."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext

from buurtservice.clock import local_today, utc_now
from buurtservice.errors import BuurtserviceError
from buurtservice.scooters.asking import IN_ADDRESS, DayMissing, read_wish, write_wish
from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.finding import Found, count_refusal, find_scooters
from buurtservice.scooters.forms.reserving import ANYWHERE, LookForm, ScooterForm, WishForm, as_asked
from buurtservice.scooters.people import Booking, read_standing
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import reserve
from buurtservice.scooters.views.sides import Side, for_both
from buurtservice.sites.queries import list_open_sites
from buurtservice.web.answers import Answer
from buurtservice.web.sent_once import new_token

NOT_THERE = 404


@for_both("/reserveren", "reserve", "GET", "POST")
def reserve_view(side: Side) -> Answer:
    """Ask when and where; sent with a wish, reserve it."""
    form = WishForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            now = utc_now()
            made = reserve(resident_id=side.resident_id, wish=form.wish(), now=now, by=side.by)
            side.note("reservation.make", made.id)
            sending.location = side.url("booking", reservation_id=made.id)
        if form.was_sent:
            flash(gettext("De scootmobiel is gereserveerd."))
            return redirect(form.location, 303)
    return answer_refused(side, form) if form.is_submitted() else look_page(side, wish=asked_wish())


@for_both("/vrij", "free", "GET", "POST")
def free(side: Side) -> Answer:
    """Show what is free when somebody would like it, each a button; sent with a form, look there."""
    return answer_free(side)


def answer_free(side: Side, moving: Booking | None = None) -> Answer:
    """Look what is free: of a form that was sent, lead to the page that shows it."""
    if request.method == "POST":
        return _look(side, moving)
    try:
        wish = read_wish(request.args, IN_ADDRESS)
    except DayMissing:
        return redirect(_look_url(side, moving), 303)
    except BuurtserviceError as refused:
        return look_page(side, moving=moving, refused=refused)
    try:
        found = _find(side, wish, moving)
    except BuurtserviceError as refused:
        return look_page(side, wish=wish, moving=moving, refused=refused)
    return free_page(side, wish, found, moving=moving)


def answer_refused(side: Side, form: WishForm, moving: Booking | None = None) -> Answer:
    """Answer a wish that was refused with what is free instead, in the same answer, and the status of why."""
    wish, why = form.known_wish, form.refused
    if wish is not None and isinstance(why, NothingFree):
        count_refusal(wish, now=utc_now())
    if wish is not None:
        try:
            found = _find(side, wish, moving)
        except BuurtserviceError as refused:
            why = why or refused
        else:
            return free_page(side, wish, found, moving=moving, form=form)
    return look_page(side, wish=wish, moving=moving, sent=form)


def asked_wish() -> Wish | None:
    """Return the wish that the address has, so that who chooses anew finds what they chose; None for none."""
    try:
        return read_wish(request.args, IN_ADDRESS)
    except BuurtserviceError:
        return None


def look_page(
    side: Side,
    *,
    wish: Wish | None = None,
    moving: Booking | None = None,
    refused: BuurtserviceError | None = None,
    sent: ScooterForm | None = None,
    form: LookForm | None = None,
) -> Answer:
    """Show the questions when and where; with what was wrong with the answers, or with what was sent."""
    if refused is not None and refused.status == NOT_THERE:
        raise refused
    form = form or _look_form(wish)
    if refused is not None:
        form.refuse(refused)
    if sent is not None:
        form.refusals += [sentence for _, sentence in sent.problems]
        form.refused = sent.refused
    page = render_template(
        "scooters/look.html",
        side=side,
        form=form,
        moving=moving,
        standing=read_standing(side.resident_id, now=utc_now()),
        action=_free_url(side, moving),
    )
    return page, form.status


def free_page(
    side: Side,
    wish: Wish,
    found: Found,
    *,
    moving: Booking | None = None,
    form: WishForm | None = None,
) -> Answer:
    """Show what is free, and what is nearest where nothing is."""
    standing = read_standing(side.resident_id, now=utc_now())
    weeks = (standing.last_day - wish.span.to_slot[0]).days // 7 + 1
    page = render_template(
        "scooters/free.html",
        side=side,
        wish=wish,
        found=found,
        moving=moving,
        standing=standing,
        weeks=weeks,
        taken=form is not None and isinstance(form.refused, NothingFree),
        action=_look_url(side, moving),
        look_url=_look_url(side, moving, **write_wish(wish, IN_ADDRESS)),
        **({} if form is None else {"form": form}),
    )
    return page, 200 if form is None else form.status


def _look(side: Side, moving: Booking | None) -> Answer:
    form = LookForm(today=local_today(), sites=_site_names())
    if form.validate_on_submit():
        wish = form.wish()
        try:
            found = _find(side, wish, moving)
        except BuurtserviceError as refused:
            return look_page(side, moving=moving, form=form, refused=refused)
        if not found.here and found.can_wait:
            count_refusal(wish, now=utc_now())
        return redirect(_free_url(side, moving, **write_wish(wish, IN_ADDRESS)), 303)
    return look_page(side, moving=moving, form=form)


def _find(side: Side, wish: Wish, moving: Booking | None) -> Found:
    ignoring = [] if moving is None else [moving.reservation.id]
    return find_scooters(side.resident_id, wish, now=utc_now(), ignoring=ignoring)


def _look_form(wish: Wish | None) -> LookForm:
    today = local_today()
    asked = {"site": ANYWHERE} if wish is None else as_asked(wish, today=today)
    form = LookForm(None, today=today, sites=_site_names(), data=asked)
    form.once.data = new_token()
    return form


def _site_names() -> dict[int, str]:
    return {one.id: one.name for one in list_open_sites() if one.lends_scooters}


def _look_url(side: Side, moving: Booking | None, **values: str) -> str:
    if moving is None:
        return side.url("reserve", **values)
    return side.url("move", reservation_id=moving.reservation.id, **values)


def _free_url(side: Side, moving: Booking | None, **values: str) -> str:
    if moving is None:
        return side.url("free", **values)
    return side.url("free_to_move", reservation_id=moving.reservation.id, **values)
