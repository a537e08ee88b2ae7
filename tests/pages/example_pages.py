"""Pages of the tests' own: one form with every kind of field, as a page of a feature has it."""

from flask import Blueprint, current_app, flash, redirect, render_template_string
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from buurtservice.errors import Conflict
from buurtservice.i18n import N_
from buurtservice.permissions import permission
from buurtservice.web import fields
from buurtservice.web.forms import BuurtForm

TEMPLATE = """
{% extends "base.html" %}
{% from "components/form.html" import form_frame, all_fields with context %}
{% block title %}Voorbeeld{% endblock %}
{% block main %}
  <div class="narrow flow">
    <h1>Voorbeeld</h1>
    {% call form_frame(form) %}
      {{ all_fields(form) }}
      <p><button class="btn">Verstuur</button></p>
    {% endcall %}
  </div>
{% endblock %}
"""


class TooLate(Conflict):
    """Somebody was faster."""

    text = N_("De match is al %(state)s. Kijk hoe het er nu voor staat.")


class ExampleForm(BuurtForm):
    """Every kind of field."""

    name = fields.TextLine(
        _("Hoe heet u?"), required=_("Vul uw naam in."), hint=_("Uw voornaam is genoeg."), longest=60
    )
    story = fields.FreeText(_("Wat moet er gebeuren?"))
    kind = fields.OneChoice(
        _("Wat zoekt u?"),
        look="tiles",
        choices=[
            fields.Choice("ironing", _("Strijken"), _("een mand, zo nu en dan"), "ironing"),
            fields.Choice("garden", _("Tuin"), "", "garden"),
        ],
    )
    often = fields.YesNo(_("Elke week?"))
    languages = fields.Choices(_("Welke talen spreekt u?"), choices=[("nl", "Nederlands"), ("ar", "العربية")])
    dayparts = fields.Dayparts(_("Wanneer komt het uit?"), any_text=_("Alle dagdelen zijn goed."))
    until = fields.Day(_("Tot wanneer?"))
    born = fields.Day(_("Sinds wanneer?"), past=True)
    at = fields.TimeOfDay(_("Hoe laat?"))
    people = fields.WholeNumber(_("Voor hoeveel mensen?"), least=1, most=5)
    hours = fields.Hours(_("Hoeveel uur?"))
    phone = fields.Phone(_("Uw telefoon"))
    email = fields.EmailAddress(_("Uw e-mail"))
    postcode = fields.Postcode(_("Uw postcode"))
    password = fields.Password(_("Uw wachtwoord"))
    agreed = fields.Tick(_("Ik ben 16 jaar of ouder."), required=_("Hulp vragen kan vanaf 16 jaar."))


examples = Blueprint("examples", __name__)


@examples.route("/voorbeeld", methods=["GET", "POST"])
@permission("public")
def example() -> Response | tuple[str, int]:
    """Take the form; what came of it is kept in the application, for the test to look at."""
    form = ExampleForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            current_app.extensions["taken"].append({one.name: one.data for one in form})
            if form.name.data == "Te laat":
                raise TooLate(state="afgesproken")
            sending.location = "/?klaar=1"
        if form.was_sent:
            flash("Opgeslagen.")
            return redirect(form.location, 303)
    return render_template_string(TEMPLATE, form=form), form.status


@examples.post("/voorbeeld/knop")
@permission("public")
def step() -> str:
    """Take a step that has no page of its own."""
    raise AssertionError("it was not guarded")


@examples.route("/voorbeeld/medewerker", methods=["GET", "POST"])
@permission("worker")
def for_worker() -> Response | tuple[str, int]:
    """Take the form, from a worker only."""
    answer: Response | tuple[str, int] = example()
    return answer
