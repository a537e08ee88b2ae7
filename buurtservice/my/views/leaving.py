"""Leaving: what happens, said before; and after it nothing of the person is left here."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts import browser
from buurtservice.clock import local_today, utc_now
from buurtservice.matches.models import LIVE_STATES
from buurtservice.my.forms import LeaveForm
from buurtservice.my.people import other_of
from buurtservice.my.queries import list_own_matches
from buurtservice.my.views.blueprint import my_id, my_pages
from buurtservice.permissions import permission
from buurtservice.privacy.leaving import leave
from buurtservice.web.answers import Answer
from buurtservice.wording import name_for_neighbours


@my_pages.route("/mijn/gegevens/weggaan", methods=["GET", "POST"])
@permission("resident")
def leave_view() -> Answer:
    """Say what leaving means, ask once more, and do it."""
    form = LeaveForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            leave(my_id(), now=utc_now())
            sending.location = url_for("public.home")
        if form.was_sent:
            browser.leave()
            flash(gettext("Uw gegevens zijn gewist. Dank u wel dat u meedeed. U bent altijd weer welkom."))
            return redirect(form.location, 303)
    running = [one for one in list_own_matches(my_id()) if one.state in LIVE_STATES]
    page = render_template(
        "my/leave.html",
        form=form,
        names=sorted(
            {name_for_neighbours(other_of(one, my_id())) for one in running if one.contact_shared_on}
        ),
        runs=bool(running),
        today=local_today(),
    )
    return page, form.status
