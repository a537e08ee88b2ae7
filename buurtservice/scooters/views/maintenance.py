"""Maintenance, going elsewhere, out of use and back: each page tells first whom it touches."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today, utc_now
from buurtservice.permissions import permission
from buurtservice.scooters.fleet import move_scooter, set_scooter_state
from buurtservice.scooters.forms.fleet import DecideForm, ElsewhereForm, MaintenanceForm
from buurtservice.scooters.maintenance import block_scooter, get_block, lift_block
from buurtservice.scooters.models import Scooter, ScooterState
from buurtservice.scooters.queries import get_scooter
from buurtservice.scooters.rearranging import Consequences
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.scooters.views.consequences import decide, moved_words, tell
from buurtservice.sites.queries import list_lending_sites
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm

MORNING, EVENING = 0, 2


@scooters_pages.route("/beheer/scootmobielen/<int:scooter_id>/onderhoud", methods=["GET", "POST"])
@permission("operator", "host", "worker")
def maintain(scooter_id: int) -> Answer:
    """Put a scooter in maintenance, from when to when or until further notice."""
    scooter = get_scooter(scooter_id)
    form = MaintenanceForm(day=local_today(), part=MORNING, to_part=EVENING)

    def change() -> Consequences:
        now, by = utc_now(), current_visitor().staff_id
        span, reason = form.span(today=local_today()), form.reason.data or None
        if span is None:
            return set_scooter_state(scooter_id, ScooterState.MAINTENANCE, now=now, by=by, note=reason)
        return block_scooter(scooter_id, span, now=now, reason=reason, by=by)

    return _decide_page(
        form,
        scooter,
        change,
        action="scooter.maintain",
        done=gettext("%(name)s is in onderhoud.", name=scooter.name),
        heading=gettext("%(name)s in onderhoud", name=scooter.name),
        lead=gettext(
            "Wie hem dan gereserveerd heeft, krijgt als het kan een andere op dezelfde plek en tijd."
        ),
        button=gettext("Zet in onderhoud"),
    )


@scooters_pages.route("/beheer/scootmobielen/<int:scooter_id>/locatie", methods=["GET", "POST"])
@permission("operator", "host", "worker")
def bring_elsewhere(scooter_id: int) -> Answer:
    """Bring a scooter to another site."""
    scooter = get_scooter(scooter_id)
    form = ElsewhereForm()
    form.site.choices = [(site.id, site.name) for site in list_lending_sites() if site.id != scooter.site_id]

    def change() -> Consequences:
        return move_scooter(scooter_id, form.site.data, now=utc_now(), by=current_visitor().staff_id)

    return _decide_page(
        form,
        scooter,
        change,
        action="scooter.move",
        done=gettext("%(name)s staat nu op een andere locatie.", name=scooter.name),
        heading=gettext("%(name)s naar een andere locatie", name=scooter.name),
        lead=gettext(
            "Nu staat hij bij %(site)s. Terugbrengen kan op dezelfde manier.", site=scooter.site.name
        ),
        button=gettext("Verplaats de scootmobiel"),
    )


@scooters_pages.route("/beheer/scootmobielen/<int:scooter_id>/uit-gebruik", methods=["GET", "POST"])
@permission("operator")
def retire(scooter_id: int) -> Answer:
    """Take a scooter out of use. It can come back."""
    scooter = get_scooter(scooter_id)
    form = DecideForm()

    def change() -> Consequences:
        return set_scooter_state(
            scooter_id, ScooterState.RETIRED, now=utc_now(), by=current_visitor().staff_id
        )

    return _decide_page(
        form,
        scooter,
        change,
        action="scooter.retire",
        done=gettext("%(name)s is uit gebruik.", name=scooter.name),
        heading=gettext("%(name)s uit gebruik", name=scooter.name),
        lead=gettext("Niemand kan hem dan nog lenen. Het logboek blijft, en terugkomen kan altijd."),
        button=gettext("Haal uit gebruik"),
    )


@scooters_pages.post("/beheer/scootmobielen/<int:scooter_id>/in-gebruik")
@permission("operator", "host", "worker")
def back_in_use(scooter_id: int) -> Answer:
    """Put a scooter in use again, after maintenance or after it went out of use."""
    scooter = get_scooter(scooter_id)

    def change() -> None:
        now, by = utc_now(), current_visitor().staff_id
        set_scooter_state(scooter_id, ScooterState.AVAILABLE, now=now, by=by)
        record_access("scooter.in_use", f"scooter:{scooter_id}")

    return _press(scooter_id, change, gettext("%(name)s is weer in gebruik.", name=scooter.name))


@scooters_pages.post("/beheer/scootmobielen/<int:scooter_id>/onderhoud/<int:block_id>/klaar")
@permission("operator", "host", "worker")
def lift(scooter_id: int, block_id: int) -> Answer:
    """End maintenance; who waits is offered what comes free."""
    block = get_block(block_id, scooter_id=scooter_id)

    def change() -> None:
        lift_block(block.id, now=utc_now(), by=current_visitor().staff_id)
        record_access("scooter.lift", f"scooter:{scooter_id}")

    done = gettext("Het onderhoud is klaar. Wie wachtte, krijgt wat er vrijkomt aangeboden.")
    return _press(scooter_id, change, done)


def _press(scooter_id: int, change: Callable[[], None], done: str) -> Answer:
    form = BuurtForm()
    back = url_for("scooters.one_scooter", scooter_id=scooter_id)
    if form.validate_on_submit():
        with form.sending() as sending:
            change()
            sending.location = back
    if form.was_sent:
        flash(done)
    for _, sentence in form.problems:
        flash(sentence, "error")
    return redirect(back, 303)


def _decide_page(
    form: DecideForm,
    scooter: Scooter,
    change: Callable[[], Consequences],
    *,
    action: str,
    done: str,
    heading: str,
    lead: str,
    button: str,
) -> Answer:
    """Make the change when its page told whom it touches; else show the page, and whom it would touch."""
    scooter_id = scooter.id
    location = url_for("scooters.one_scooter", scooter_id=scooter_id)
    found = None
    if form.validate_on_submit():
        subject = f"scooter:{scooter_id}"
        found = decide(form, change, action=action, subject=subject, location=location)
        if form.was_sent:
            flash(f"{done} {moved_words(found)}".rstrip())
            return redirect(form.location, 303)
    told = tell(found.affected, found.moved, scooter_id=scooter_id) if found else None
    page = render_template(
        "scooters/fleet_decide.html",
        form=form,
        scooter=scooter,
        told=told,
        heading=heading,
        lead=lead,
        button=button,
        back_url=location,
    )
    return page, form.status
