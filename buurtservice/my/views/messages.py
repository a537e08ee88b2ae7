"""Which messages a resident wants to get."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.clock import local_today
from buurtservice.messages.opting_out import OPTIONAL_KINDS, choose_wanted, list_unwanted
from buurtservice.my.forms import MessagesForm
from buurtservice.my.views.blueprint import my_id, my_pages
from buurtservice.permissions import permission
from buurtservice.web.answers import Answer


@my_pages.route("/mijn/berichten", methods=["GET", "POST"])
@permission("resident")
def messages() -> Answer:
    """Let them choose; what is about their own request they get in any case."""
    form = MessagesForm(data={"wanted": [one for one in OPTIONAL_KINDS if one not in list_unwanted(my_id())]})
    if form.validate_on_submit():
        with form.sending() as sending:
            choose_wanted(my_id(), form.wanted.data, today=local_today())
            sending.location = url_for("my.messages")
        if form.was_sent:
            flash(gettext("Bewaard. Vanaf nu krijgt u alleen de berichten die u koos."))
            return redirect(form.location, 303)
    return render_template("my/messages.html", form=form), form.status
