"""Devices that stand at a desk: registering the one in hand, and taking one back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import make_known, this_device
from buurtservice.accounts.devices import list_devices, register_device, revoke_device
from buurtservice.accounts.forms import DeviceForm
from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.views.staff import Answer
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now
from buurtservice.permissions import permission
from buurtservice.sites.queries import list_open_sites


@accounts_pages.route("/personeel/apparaten", methods=["GET", "POST"])
@permission("worker", "operator")
def devices() -> Answer:
    """Show the registered devices, and register this one."""
    form = DeviceForm()
    sites = list_open_sites()
    form.site.choices = [(site.id, site.name) for site in sites]
    if form.validate_on_submit():
        token = ""
        with form.sending() as sending:
            staff_id = current_visitor().staff_id or 0
            token = register_device(
                name=form.name.data, site_id=form.site.data, by_id=staff_id, now=utc_now()
            )
            record_access("device.register")
            sending.location = url_for("accounts.devices")
        if form.was_sent:
            flash(
                gettext("Dit is nu een apparaat van de balie. Meld u af en opnieuw aan om het te gebruiken.")
            )
            answer = redirect(form.location, 303)
            make_known(answer, token)
            return answer
    page = render_template(
        "accounts/devices.html",
        form=form,
        devices=list_devices(),
        this=this_device(),
        sites={site.id: site.name for site in sites},
    )
    return page, form.status


@accounts_pages.post("/personeel/apparaten/<int:device_id>/intrekken")
@permission("worker", "operator")
def revoke(device_id: int) -> Response:
    """Take a device back: whoever is signed in on it is signed out at once."""
    revoke_device(device_id, now=utc_now())
    record_access("device.revoke", f"device:{device_id}")
    flash(gettext("Het apparaat is ingetrokken. Niemand is er nog op aangemeld."))
    return redirect(url_for("accounts.devices"), 303)
