"""The places where people can walk in."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import utc_now
from buurtservice.operator.forms.places import SiteForm
from buurtservice.operator.views.blueprint import Answer, Row, list_page, operator_pages, record_page
from buurtservice.permissions import permission
from buurtservice.residents.neighbourhoods import list_all_neighbourhoods
from buurtservice.sites.models import Site
from buurtservice.sites.queries import get_site, list_sites
from buurtservice.sites.services import SiteValues, save_site


@operator_pages.get("/beheer/locaties")
@permission("operator")
def sites() -> str:
    """List the sites."""
    return list_page(
        heading=gettext("Locaties"),
        intro=gettext("Waar mensen binnen kunnen lopen, en waar scootmobielen staan."),
        rows=[_row(site) for site in list_sites()],
        new_url=url_for("operator.new_site"),
        new_text=gettext("Nieuwe locatie"),
    )


@operator_pages.route("/beheer/locaties/nieuw", methods=["GET", "POST"])
@permission("operator")
def new_site() -> Answer:
    """Add a site."""
    return _change(None, SiteForm(is_desk=True), gettext("Nieuwe locatie"))


@operator_pages.route("/beheer/locaties/<int:site_id>", methods=["GET", "POST"])
@permission("operator")
def one_site(site_id: int) -> Answer:
    """Change a site."""
    site = get_site(site_id)
    return _change(site, SiteForm(**_shown(site)), site.name)


def _change(site: Site | None, form: SiteForm, heading: str) -> Answer:
    form.neighbourhood.choices = [(one.id, one.name) for one in list_all_neighbourhoods()]
    if form.validate_on_submit():
        with form.sending() as sending:
            saved = save_site(site.id if site else None, _values(form), now=utc_now())
            record_access("site.save", f"site:{saved.id}")
            sending.location = _next_page(site, saved)
        if form.was_sent:
            flash(gettext("Opgeslagen."))
            return redirect(form.location, 303)
    if site is not None:
        return render_template("operator/site.html", form=form, site=site), form.status
    return record_page(
        form, heading=heading, back_url=url_for("operator.sites"), back_text=gettext("Alle locaties")
    )


def _next_page(before: Site | None, saved: Site) -> str:
    """Return where it goes on: a new site that lends scooters has hours to fill in."""
    if before is None and saved.lends_scooters:
        return url_for("operator.opening", site_id=saved.id)
    return url_for("operator.sites")


def _shown(site: Site) -> dict[str, Any]:
    """Return what the form shows of a site."""
    words = ("name", "address", "phone", "email", "opening_hours", "directions")
    return {
        **{name: getattr(site, name) or "" for name in words},
        "neighbourhood": site.neighbourhood_id,
        "is_desk": site.is_desk,
        "lends_scooters": site.lends_scooters,
        "closed": site.closed_at is not None,
    }


def _values(form: SiteForm) -> SiteValues:
    return SiteValues(
        name=form.name.data,
        address=form.address.data,
        phone=form.phone.data,
        email=form.email.data,
        opening_hours=form.opening_hours.data,
        directions=form.directions.data,
        neighbourhood_id=form.neighbourhood.data,
        is_desk=form.is_desk.data,
        lends_scooters=form.lends_scooters.data,
        closed=form.closed.data,
    )


def _row(site: Site) -> Row:
    kinds = [
        gettext("balie") if site.is_desk else "",
        gettext("uitleenpunt") if site.lends_scooters else "",
        gettext("gesloten") if site.closed_at else "",
    ]
    return Row(
        title=site.name,
        url=url_for("operator.one_site", site_id=site.id),
        detail=", ".join(kind for kind in kinds if kind),
        gone=site.closed_at is not None,
    )
