"""The rules of fair use, and the conditions to which drivers say yes."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.permissions import permission
from buurtservice.scooters.conditions import AS_SHIPPED, own_texts
from buurtservice.scooters.forms.rules import TEXT, VERSION, rules_form
from buurtservice.scooters.queries import get_policy
from buurtservice.scooters.rules import RULES, change_rules
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.settings import LANGUAGES
from buurtservice.web.answers import Answer


@scooters_pages.route("/beheer/scootmobielen/regels", methods=["GET", "POST"])
@permission("operator")
def rules() -> Answer:
    """Change the rules of fair use and the conditions, as a whole."""
    policy = get_policy()
    numbers = {rule.name: getattr(policy, rule.name) for rule in RULES}
    form = rules_form(numbers, policy.conditions_version, own_texts(policy.conditions_version))
    if form.validate_on_submit():
        with form.sending() as sending:
            changed = change_rules(
                {rule.name: form[rule.name].data for rule in RULES},
                version=form[VERSION].data,
                conditions={language: form[f"{TEXT}_{language}"].data for language in LANGUAGES},
            )
            for name in changed:
                record_access("scooter_rule.change", f"scooter_rule:{name}")
            sending.location = url_for("scooters.rules")
        if form.was_sent:
            flash(gettext("Opgeslagen. Dit geldt voor wat vanaf nu gereserveerd wordt."))
            return redirect(form.location, 303)
    page = render_template("scooters/fleet_rules.html", form=form, rules=RULES, shipped=gettext(AS_SHIPPED))
    return page, form.status
