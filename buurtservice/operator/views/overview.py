"""The first page of the operator: what there is to look after."""

from flask import render_template

from buurtservice.accounts.staff import list_staff
from buurtservice.help.queries import list_categories
from buurtservice.messages.queries import count_by_state
from buurtservice.operator.views.blueprint import operator_pages
from buurtservice.permissions import permission
from buurtservice.residents.neighbourhoods import list_all_neighbourhoods
from buurtservice.residents.postcodes import count_postcodes
from buurtservice.scooters.fleet_queries import count_scooters
from buurtservice.sites.queries import list_open_sites


@operator_pages.get("/beheer")
@permission("operator")
def operator() -> str:
    """Show the parts with what stands in them."""
    return render_template(
        "operator/overview.html",
        staff=[person for person in list_staff() if person.closed_at is None],
        categories=[one for one in list_categories() if one.retired_on is None],
        neighbourhoods=[one for one in list_all_neighbourhoods() if not one.hidden],
        sites=list_open_sites(),
        scooters=count_scooters(),
        postcodes=count_postcodes(),
        messages=count_by_state(),
    )
