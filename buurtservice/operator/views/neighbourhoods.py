"""The neighbourhoods."""

from flask import flash, redirect, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.operator.forms.places import NeighbourhoodForm
from buurtservice.operator.views.blueprint import Answer, Row, list_page, operator_pages, record_page
from buurtservice.permissions import permission
from buurtservice.residents.models import Neighbourhood
from buurtservice.residents.neighbourhoods import (
    NeighbourhoodValues,
    get_neighbourhood,
    list_all_neighbourhoods,
    save_neighbourhood,
)


@operator_pages.get("/beheer/buurten")
@permission("operator")
def neighbourhoods() -> str:
    """List the neighbourhoods."""
    return list_page(
        heading=gettext("Buurten"),
        intro=gettext("De namen die mensen in de buurt zelf gebruiken."),
        rows=[_row(one) for one in list_all_neighbourhoods()],
        new_url=url_for("operator.new_neighbourhood"),
        new_text=gettext("Nieuwe buurt"),
    )


@operator_pages.route("/beheer/buurten/nieuw", methods=["GET", "POST"])
@permission("operator")
def new_neighbourhood() -> Answer:
    """Add a neighbourhood."""
    return _change(None, NeighbourhoodForm(), gettext("Nieuwe buurt"))


@operator_pages.route("/beheer/buurten/<int:neighbourhood_id>", methods=["GET", "POST"])
@permission("operator")
def one_neighbourhood(neighbourhood_id: int) -> Answer:
    """Change a neighbourhood."""
    one = get_neighbourhood(neighbourhood_id)
    return _change(one, NeighbourhoodForm(obj=one), one.name)


def _change(one: Neighbourhood | None, form: NeighbourhoodForm, heading: str) -> Answer:
    if form.validate_on_submit() and _place_is_whole(form):
        with form.sending() as sending:
            saved = save_neighbourhood(one.id if one else None, _values(form))
            record_access("neighbourhood.save", f"neighbourhood:{saved.id}")
            sending.location = url_for("operator.neighbourhoods")
        if form.was_sent:
            flash(gettext("Opgeslagen."))
            return redirect(form.location, 303)
    return record_page(
        form,
        heading=heading,
        back_url=url_for("operator.neighbourhoods"),
        back_text=gettext("Alle buurten"),
        why=gettext("Het midden is een plek voor de hele buurt, nooit die van een huis."),
    )


def _place_is_whole(form: NeighbourhoodForm) -> bool:
    if (form.lat.data is None) == (form.lon.data is None):
        return True
    missing = "lat" if form.lat.data is None else "lon"
    form.refuse(gettext("Vul allebei in, of laat allebei leeg."), missing)
    return False


def _values(form: NeighbourhoodForm) -> NeighbourhoodValues:
    has_place = form.lat.data is not None
    return NeighbourhoodValues(
        name=form.name.data,
        place=(form.lat.data, form.lon.data) if has_place else None,
        hidden=form.hidden.data,
    )


def _row(one: Neighbourhood) -> Row:
    detail = gettext("midden bekend") if one.lat is not None else gettext("zonder midden")
    return Row(
        title=one.name,
        url=url_for("operator.one_neighbourhood", neighbourhood_id=one.id),
        detail=gettext("niet meer te kiezen") if one.hidden else detail,
        gone=one.hidden,
    )
