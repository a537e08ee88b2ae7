"""The weights of the matcher, the limits of a conversation, and this installation's own texts."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.calls.policy import QUESTIONS, RESPONSE, change_call_policy, list_kinds_of_question
from buurtservice.installation.services import change_texts, read_texts
from buurtservice.operator.forms.settings import conversations_form, field_name, texts_form, weights_form
from buurtservice.operator.views.blueprint import Answer, operator_pages
from buurtservice.operator.words import QUESTIONS as QUESTION_WORDS
from buurtservice.permissions import permission
from buurtservice.rounds.weights import change_weights, list_weights
from buurtservice.settings import LANGUAGES
from buurtservice.web.texts import DEFAULTS


@operator_pages.route("/beheer/gewichten", methods=["GET", "POST"])
@permission("operator")
def weights() -> Answer:
    """Change what the matcher finds important."""
    found = list_weights()
    form = weights_form(found)
    if form.validate_on_submit():
        with form.sending() as sending:
            changed = change_weights({one.name: form[field_name(one.name)].data for one in found})
            for name in changed:
                record_access("weight.change", f"weight:{name}")
            sending.location = url_for("operator.weights")
        if form.was_sent:
            flash(gettext("Opgeslagen. De volgende matchronde rekent ermee."))
            return redirect(form.location, 303)
    return render_template("operator/weights.html", form=form), form.status


@operator_pages.route("/beheer/gesprekken", methods=["GET", "POST"])
@permission("operator")
def conversations() -> Answer:
    """Change how many questions one conversation holds, and the chance of a yes to begin with."""
    kinds = list_kinds_of_question()
    form = conversations_form(kinds)
    if form.validate_on_submit():
        changes = {}
        for one in kinds:
            changes[f"{QUESTIONS}.{one.kind}"] = str(form[f"{QUESTIONS}_{one.kind}"].data)
            changes[f"{RESPONSE}.{one.kind}"] = str(form[f"{RESPONSE}_{one.kind}"].data / 100)
        with form.sending() as sending:
            change_call_policy(changes)
            record_access("conversations.change")
            sending.location = url_for("operator.conversations")
        if form.was_sent:
            flash(gettext("Opgeslagen. De volgende bellijst rekent ermee."))
            return redirect(form.location, 303)
    page = render_template("operator/conversations.html", form=form, kinds=kinds, words=QUESTION_WORDS)
    return page, form.status


@operator_pages.route("/beheer/teksten", methods=["GET", "POST"])
@permission("operator")
def texts() -> Answer:
    """Change what the pages say of this installation."""
    form = texts_form(read_texts())
    if form.validate_on_submit():
        wanted = {(key, lang): form[f"{key}_{lang}"].data for key in DEFAULTS for lang in LANGUAGES}
        with form.sending() as sending:
            for key, language in change_texts(wanted):
                record_access("text.change", f"text:{key}.{language}")
            sending.location = url_for("operator.texts")
        if form.was_sent:
            flash(gettext("Opgeslagen. De teksten staan nu op de pagina's."))
            return redirect(form.location, 303)
    return render_template("operator/texts.html", form=form), form.status
