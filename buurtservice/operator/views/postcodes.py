"""The middles of postcodes, from a file."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.operator.forms.places import PostcodesForm
from buurtservice.operator.views.blueprint import Answer, operator_pages
from buurtservice.permissions import permission
from buurtservice.residents.postcodes import (
    FileNotReadable,
    PostcodeTable,
    count_postcodes,
    read_postcodes,
    store_postcodes,
)

MOST_SHOWN = 50


@operator_pages.route("/beheer/postcodes", methods=["GET", "POST"])
@permission("operator")
def postcodes() -> Answer:
    """Take in a file: all of it, or nothing with a report of what is wrong."""
    form = PostcodesForm()
    table = None
    if form.validate_on_submit():
        table = _read(form)
        if table is not None and not table.problems:
            with form.sending() as sending:
                stored = store_postcodes(table)
                record_access("postcodes.import")
                sending.location = url_for("operator.postcodes")
            if form.was_sent:
                flash(ngettext("%(num)d postcode ingelezen.", "%(num)d postcodes ingelezen.", stored))
                return redirect(form.location, 303)
    page = render_template(
        "operator/postcodes.html",
        form=form,
        known=count_postcodes(),
        problems=table.problems[:MOST_SHOWN] if table else [],
        more=max(0, len(table.problems) - MOST_SHOWN) if table else 0,
        good=len(table.rows) if table else 0,
    )
    return page, 422 if table else form.status


def _read(form: PostcodesForm) -> PostcodeTable | None:
    if not form.file.data:
        form.refuse(gettext("Kies een bestand."))
        return None
    try:
        return read_postcodes(form.file.data.read())
    except FileNotReadable as refused:
        form.refuse(refused)
        return None
