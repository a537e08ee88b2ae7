"""Whose scooter will not be there: whom to call, and another one in one press."""

from flask import redirect, render_template, request, url_for

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import utc_now
from buurtservice.permissions import permission
from buurtservice.scooters.forms.reserving import WishForm
from buurtservice.scooters.today import list_lending_sites, list_missing
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.scooters.views.host_words import last_site
from buurtservice.web.answers import Answer


@scooters_pages.get("/uitgifte/geraakt")
@permission("host", "desk", "worker")
def host_affected() -> Answer:
    """Show who counts on a scooter that is late, in maintenance or elsewhere, with what is free instead."""
    sites = {one.id: one for one in list_lending_sites()}
    site = sites.get(request.args.get("plek", type=int) or last_site() or 0)
    if site is None:
        return redirect(url_for("scooters.host_day"), 303)
    record_access("scooter.day", f"site:{site.id}")
    missing = list_missing(site.id, now=utc_now())
    return render_template("scooters/host_affected.html", site=site, missing=missing, form=WishForm())
