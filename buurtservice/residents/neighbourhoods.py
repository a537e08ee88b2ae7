"""The neighbourhoods, as the operator keeps them: their names, their centres, and which can be chosen."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buurtservice.errors import Conflict, NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.models import Neighbourhood
from buurtservice.residents.services import neighbourhood_key
from buurtservice.transactions import savepoint, transaction


class NeighbourhoodTaken(Conflict):
    """Two neighbourhoods of one name could not be told apart."""

    code = "neighbourhood_taken"
    text = N_("Er is al een buurt die %(name)s heet. Neem een andere naam.")


@dataclass(frozen=True, kw_only=True)
class NeighbourhoodValues:
    """What the operator says of a neighbourhood. `place` is (latitude, longitude) of its centre."""

    name: str
    place: tuple[float, float] | None = None
    hidden: bool = False


def save_neighbourhood(neighbourhood_id: int | None, values: NeighbourhoodValues) -> Neighbourhood:
    """Add a neighbourhood, or change one; who lives in a hidden one stays. Raises NeighbourhoodTaken."""
    with transaction() as session:
        one = Neighbourhood() if neighbourhood_id is None else get_neighbourhood(neighbourhood_id)
        try:
            with savepoint():
                one.name = values.name
                one.name_key = neighbourhood_key(values.name)
                one.lat, one.lon = values.place or (None, None)
                one.hidden = values.hidden
                session.add(one)
                session.flush()
        except IntegrityError:
            raise NeighbourhoodTaken(name=values.name) from None
        return one


def get_neighbourhood(neighbourhood_id: int) -> Neighbourhood:
    """Return the neighbourhood as it is now. Raises NotFound."""
    found = db.session.get(Neighbourhood, neighbourhood_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Buurt"), id=neighbourhood_id)
    return found


def list_all_neighbourhoods() -> list[Neighbourhood]:
    """Return every neighbourhood by name, the hidden ones last."""
    by_name = select(Neighbourhood).order_by(Neighbourhood.hidden, Neighbourhood.name)
    return list(db.session.scalars(by_name))
