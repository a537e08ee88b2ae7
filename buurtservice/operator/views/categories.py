"""The kinds of help."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today
from buurtservice.help.categories import CategoryValues, add_category, change_category, get_category
from buurtservice.help.models import Category
from buurtservice.help.queries import list_categories
from buurtservice.operator.forms.help import CategoryForm, NewCategoryForm
from buurtservice.operator.views.blueprint import Answer, Row, list_page, operator_pages, record_page
from buurtservice.permissions import permission
from buurtservice.web.language import current_language


@operator_pages.get("/beheer/soorten")
@permission("operator")
def categories() -> str:
    """List the kinds of help in the order of the pages."""
    found = sorted(list_categories(), key=lambda one: (one.retired_on is not None, one.position, one.name_nl))
    return list_page(
        heading=gettext("Soorten hulp"),
        intro=gettext("Waaruit mensen kiezen als zij hulp vragen of aanbieden."),
        rows=[_row(one) for one in found],
        new_url=url_for("operator.new_category"),
        new_text=gettext("Nieuwe soort hulp"),
    )


@operator_pages.route("/beheer/soorten/nieuw", methods=["GET", "POST"])
@permission("operator")
def new_category() -> Answer:
    """Add a kind of help."""
    form = NewCategoryForm(
        pictogram="door", team_may_do=True, route_after_days=7, urgent_route_after_days=2, position=100
    )
    if form.validate_on_submit():
        with form.sending() as sending:
            values = _values(form)
            added = add_category(code=form.code.data, name_nl=values.name_nl, name_en=values.name_en)
            change_category(added.id, today=local_today(), values=values)
            record_access("category.add", f"category:{added.id}")
            sending.location = url_for("operator.categories")
        if form.was_sent:
            flash(gettext("Opgeslagen. Mensen kunnen deze soort nu kiezen."))
            return redirect(form.location, 303)
    return _page(form, gettext("Nieuwe soort hulp"))


@operator_pages.route("/beheer/soorten/<int:category_id>", methods=["GET", "POST"])
@permission("operator")
def one_category(category_id: int) -> Answer:
    """Change a kind of help."""
    one = get_category(category_id)
    form = CategoryForm(**_shown(one))
    if form.validate_on_submit():
        with form.sending() as sending:
            change_category(category_id, today=local_today(), values=_values(form))
            record_access("category.change", f"category:{category_id}")
            sending.location = url_for("operator.categories")
        if form.was_sent:
            flash(gettext("Opgeslagen."))
            return redirect(form.location, 303)
    return _page(form, one.name_in(current_language()))


def _shown(one: Category) -> dict[str, Any]:
    """Return what the form shows of a kind of help."""
    names = ("name_nl", "name_en", "pictogram", "requires_screening", "team_may_do", "position")
    days = ("route_after_days", "urgent_route_after_days")
    return {
        **{name: getattr(one, name) for name in names + days},
        "spellings": ", ".join(one.spellings),
        "retired": one.retired_on is not None,
    }


def _row(one: Category) -> Row:
    parts = [
        gettext("alleen met VOG") if one.requires_screening else "",
        gettext("na %(days)s dagen naar het team", days=one.route_after_days)
        if one.team_may_do
        else gettext("niet door het team"),
        gettext("niet meer te kiezen") if one.retired_on else "",
    ]
    return Row(
        title=one.name_in(current_language()),
        url=url_for("operator.one_category", category_id=one.id),
        detail=", ".join(part for part in parts if part),
        gone=one.retired_on is not None,
    )


def _values(form: CategoryForm) -> CategoryValues:
    words = (" ".join(word.split()) for word in form.spellings.data.split(","))
    return CategoryValues(
        name_nl=form.name_nl.data,
        name_en=form.name_en.data,
        pictogram=form.pictogram.data,
        requires_screening=form.requires_screening.data,
        team_may_do=form.team_may_do.data,
        route_after_days=form.route_after_days.data,
        urgent_route_after_days=form.urgent_route_after_days.data,
        position=form.position.data,
        spellings=[word for word in words if word],
        retired=form.retired.data,
    )


def _page(form: CategoryForm, heading: str) -> Answer:
    return record_page(
        form,
        heading=heading,
        back_url=url_for("operator.categories"),
        back_text=gettext("Alle soorten hulp"),
    )
