"""What several questions of a page ask for, read once for each page: all answers are read again for it."""

from buurtservice.help.models import Category
from buurtservice.help.queries import list_choosable_categories, wanted_categories
from buurtservice.residents.models import Neighbourhood
from buurtservice.residents.places import list_neighbourhoods
from buurtservice.web.once import once_a_page


def choosable() -> list[Category]:
    """Return the kinds of help to choose from."""
    return once_a_page(list_choosable_categories)


def neighbourhoods() -> list[Neighbourhood]:
    """Return the neighbourhoods to choose from."""
    return once_a_page(list_neighbourhoods)


def wanted() -> dict[int, int]:
    """Return how many more requests wait than there are places, by kind of help."""
    return once_a_page(wanted_categories)
