"""The fleet: which scooters there are, how each stands, what happened to it; adding and changing one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now
from buurtservice.i18n import N_
from buurtservice.permissions import permission
from buurtservice.scooters.affected import list_affected
from buurtservice.scooters.fleet import add_scooter, change_scooter
from buurtservice.scooters.fleet_queries import (
    STANDS,
    get_fleet_row,
    list_fleet,
    page_of_scooter_log,
)
from buurtservice.scooters.forms.fleet import AboutScooterForm, NewScooterForm
from buurtservice.scooters.queries import get_scooter
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.scooters.views.consequences import tell
from buurtservice.sites.queries import list_lending_sites
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset

EVENTS = {
    "added": N_("toegevoegd"),
    "changed": N_("gegevens gewijzigd"),
    "available": N_("weer in gebruik"),
    "maintenance": N_("in onderhoud tot nader bericht"),
    "retired": N_("uit gebruik"),
    "blocked": N_("onderhoud gepland"),
    "block_lifted": N_("onderhoud klaar"),
    "moved": N_("naar een andere locatie"),
    "reserved": N_("gereserveerd"),
    "reservation_moved": N_("reservering naar deze scootmobiel verzet"),
    "reservation_cancelled": N_("reservering afgezegd"),
    "handed_out": N_("uitgegeven"),
    "extended": N_("blijft langer mee"),
    "hand_out_undone": N_("uitgifte teruggedraaid"),
    "returned": N_("terug"),
    "returned_late": N_("te laat terug"),
    "no_show": N_("niet opgehaald"),
}


@scooters_pages.get("/beheer/scootmobielen")
@permission("operator", "host", "worker")
def fleet() -> str:
    """List the scooters by site, and how each stands."""
    now = utc_now()
    found = list_fleet(now=now)
    return render_template(
        "scooters/fleet_list.html",
        fleet=found,
        stands=STANDS,
        affected=len(list_affected(now=now)),
        lends=bool(found or list_lending_sites()),
    )


@scooters_pages.get("/beheer/scootmobielen/<int:scooter_id>")
@permission("operator", "host", "worker")
def one_scooter(scooter_id: int) -> str:
    """Show one scooter: how it stands, whom that touches, and what happened to it."""
    now = utc_now()
    row = get_fleet_row(scooter_id, now=now)
    lines, total = page_of_scooter_log(scooter_id, limit=ROWS, offset=page_offset())
    mine = [one for one in list_affected(now=now) if one.scooter_id == scooter_id]
    return render_template(
        "scooters/fleet_scooter.html",
        row=row,
        stands=STANDS,
        events=EVENTS,
        told=tell(mine, scooter_id=scooter_id),
        page=Page(rows=lines, number=asked_page(), size=ROWS, total=total),
        form=BuurtForm(),
    )


@scooters_pages.route("/beheer/scootmobielen/nieuw", methods=["GET", "POST"])
@permission("operator")
def new_scooter() -> Answer:
    """Add a scooter."""
    form = NewScooterForm(charging=1, pictogram="scooter")
    form.site.choices = [(site.id, site.name) for site in list_lending_sites()]
    if form.validate_on_submit():
        with form.sending() as sending:
            values = form.values()
            made = add_scooter(
                site_id=form.site.data, now=utc_now(), by=current_visitor().staff_id, **vars(values)
            )
            record_access("scooter.add", f"scooter:{made.id}")
            sending.location = url_for("scooters.one_scooter", scooter_id=made.id)
        if form.was_sent:
            flash(gettext("De scootmobiel staat erbij. Mensen kunnen hem nu reserveren."))
            return redirect(form.location, 303)
    return _form_page(form, gettext("Nieuwe scootmobiel"))


@scooters_pages.route("/beheer/scootmobielen/<int:scooter_id>/wijzigen", methods=["GET", "POST"])
@permission("operator", "host", "worker")
def about_scooter(scooter_id: int) -> Answer:
    """Change what is said of a scooter."""
    scooter = get_scooter(scooter_id)
    form = AboutScooterForm(
        name=scooter.name,
        model=scooter.model,
        pictogram=scooter.pictogram,
        accessories=scooter.accessories,
        charging=scooter.charging_dayparts,
    )
    if form.validate_on_submit():
        with form.sending() as sending:
            change_scooter(scooter_id, form.values(), now=utc_now(), by=current_visitor().staff_id)
            record_access("scooter.change", f"scooter:{scooter_id}")
            sending.location = url_for("scooters.one_scooter", scooter_id=scooter_id)
        if form.was_sent:
            flash(gettext("Opgeslagen."))
            return redirect(form.location, 303)
    return _form_page(form, scooter.name, scooter_id=scooter_id)


def _form_page(form: BuurtForm, heading: str, *, scooter_id: int | None = None) -> Answer:
    back = url_for("scooters.one_scooter", scooter_id=scooter_id) if scooter_id else url_for("scooters.fleet")
    page = render_template(
        "operator/record.html",
        form=form,
        heading=heading,
        back_url=back,
        why="",
        back_text=gettext("Terug naar de scootmobiel") if scooter_id else gettext("Alle scootmobielen"),
    )
    return page, form.status
