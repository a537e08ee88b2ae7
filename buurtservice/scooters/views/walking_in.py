"""Somebody comes without a reservation: who is it, which scooter, until when, and off they go."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.access import LARGEST_ID
from buurtservice.accounts.limits import QUARTER, Limit, count_try
from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.errors import BuurtserviceError
from buurtservice.permissions import permission
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_kept_resident
from buurtservice.residents.searching import search_residents
from buurtservice.scooters.counter import NowFree, checks_until, read_now_free
from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.finding import count_refusal
from buurtservice.scooters.forms.host import FindForm, WalkInForm, things_of
from buurtservice.scooters.lending import walk_in
from buurtservice.scooters.policies import check_driver
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.spans import Span
from buurtservice.scooters.today import list_lending_sites
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.scooters.views.host_words import end_words, last_site, remember_site, staff_id
from buurtservice.sites.models import Site
from buurtservice.web.answers import Answer
from buurtservice.web.fields import Choice

# The same count as at the desk: who copies the books needs thousands of searches, whichever page they use.
SEARCHES = Limit(name="desk-search", most=600, window=QUARTER)
MOST_SHOWN = 8
LONGEST_LOAN = 60  # Dayparts; more than any rule of fair use allows.


@scooters_pages.route("/uitgifte/inloop", methods=["GET", "POST"])
@permission("host", "desk", "worker")
def host_walk_in() -> Answer:
    """Find who stands here; the search is sent in the body, and changes nothing."""
    site = _site()
    if site is None:
        return redirect(url_for("scooters.host_day"), 303)
    form = FindForm()
    term = (form.q.data or "").strip() if form.validate_on_submit() else ""
    hits = _search(term) if term else []
    page = render_template(
        "scooters/host_find.html",
        site=site,
        form=form,
        term=term,
        hits=hits,
        checks=checks_until([one.id for one in hits]),
        today=local_today(),
    )
    return page, form.status


@scooters_pages.route("/uitgifte/inloop/<int:resident_id>", methods=["GET", "POST"])
@permission("host", "desk", "worker")
def host_walk_in_of(resident_id: int) -> Answer:
    """Lend to somebody at once: which scooter, until when, and what to tick."""
    person, site = get_kept_resident(resident_id), _site()
    if site is None:
        return redirect(url_for("scooters.host_day"), 303)
    now = utc_now()
    free, refused = read_now_free(site, now=now), _why_not(person)
    form = _walk_in_form(free)
    if refused is None and form.validate_on_submit():
        wish = Wish(span=Span(free.current, form.until.data), site_id=site.id, scooter_id=form.scooter.data)
        with form.sending() as sending:
            walk_in(resident_id=person.id, wish=wish, checked=form.checked(), now=now, by=staff_id())
            record_access("scooter.walk_in", f"site:{site.id}", person.id)
            sending.location = url_for("scooters.host_day", plek=site.id)
        if form.was_sent:
            flash(gettext("De scootmobiel is mee. Goede rit!"))
            return redirect(form.location, 303)
        if isinstance(form.refused, NothingFree):
            count_refusal(wish, now=now)
    record_access("resident.read", None, person.id)
    page = render_template(
        "scooters/host_walk_in.html",
        person=person,
        free=free,
        form=form,
        now=now,
        refused=refused,
    )
    return page, form.status


def _walk_in_form(free: NowFree) -> WalkInForm:
    things = [thing for one in free.scooters for thing in things_of(one.scooter.accessories)]
    form = WalkInForm(things=dict.fromkeys(things_of(None) + things))
    now = utc_now()
    form.scooter.choices = [
        Choice(
            str(one.scooter.id),
            one.scooter.name,
            gettext("kan mee tot %(end)s", end=end_words(one.ends[-1], free.opening, now)),
            "scooter",
        )
        for one in free.scooters
    ]
    form.until.choices = [Choice(str(one), end_words(one, free.opening, now)) for one in free.ends]
    if form.is_submitted():
        _keep_what_was_there(form, free)
    elif len(free.scooters) == 1:
        form.scooter.process_data(free.scooters[0].scooter.id)
    return form


def _keep_what_was_there(form: WalkInForm, free: NowFree) -> None:
    """Let what went meanwhile still be chosen: the service then says why not, and what is free instead."""
    for field, least, most in (
        (form.scooter, 1, LARGEST_ID),
        (form.until, free.current, free.current + LONGEST_LOAN),
    ):
        typed = str(field.typed)
        is_ours = typed.isascii() and typed.isdigit() and len(typed) < 10 and least <= int(typed) <= most
        if is_ours and typed not in {one.value for one in field.listed}:
            field.choices = [*field.choices, Choice(typed, gettext("net weg"))]


def _why_not(person: Resident) -> BuurtserviceError | None:
    """Return why somebody may not drive today."""
    try:
        check_driver(person.id, on=local_today())
    except BuurtserviceError as refused:
        return refused
    return None


def _search(term: str) -> list[Resident]:
    count_try(SEARCHES, f"staff:{staff_id()}", key=str(current_app.secret_key), now=utc_now())
    return search_residents(term, limit=MOST_SHOWN)


def _site() -> Site | None:
    """Return the site of the address, else where the host stood last, else the only one."""
    sites = {one.id: one for one in list_lending_sites()}
    wanted = request.args.get("plek", type=int) or last_site()
    if len(sites) == 1:
        return next(iter(sites.values()))
    found = sites.get(wanted or 0)
    if found is not None:
        remember_site(found.id)
    return found
