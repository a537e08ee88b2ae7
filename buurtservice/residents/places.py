"""Where somebody is, as near as we ever look: the middle of a postcode, else of the neighbourhood."""

from dataclasses import dataclass

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.residents.errors import NeighbourhoodGone
from buurtservice.residents.models import Neighbourhood, PostcodeCentroid


@dataclass(frozen=True, kw_only=True)
class Place:
    """A postcode, a neighbourhood, and the middle of one of the two; each may be unknown."""

    postcode: str | None = None
    neighbourhood: Neighbourhood | None = None
    lat: float | None = None
    lon: float | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether distances can be measured from here."""
        return self.lat is not None


NOWHERE = Place()


def find_place(*, postcode: str | None = None, neighbourhood_id: int | None = None) -> Place:
    """Return the place of a postcode ("6217AB" or "6217") or a neighbourhood, or both.

    The postcode's middle counts before the neighbourhood's, six characters before four. Who says both is
    taken at their word for the neighbourhood. Raises NeighbourhoodGone.
    """
    chosen = None if neighbourhood_id is None else _choosable(neighbourhood_id)
    centroid = _find_centroid(postcode)
    if chosen is None and centroid is not None and centroid.neighbourhood_id is not None:
        chosen = db.session.get(Neighbourhood, centroid.neighbourhood_id)
    middle = centroid or chosen
    return Place(
        postcode=postcode,
        neighbourhood=chosen,
        lat=middle.lat if middle else None,
        lon=middle.lon if middle else None,
    )


def list_neighbourhoods() -> list[Neighbourhood]:
    """Return the neighbourhoods to choose from, by name."""
    query = select(Neighbourhood).where(Neighbourhood.hidden.is_(False)).order_by(Neighbourhood.name)
    return list(db.session.scalars(query))


def _choosable(neighbourhood_id: int) -> Neighbourhood:
    found = db.session.get(Neighbourhood, neighbourhood_id)
    if found is None or found.hidden:
        raise NeighbourhoodGone
    return found


def _find_centroid(postcode: str | None) -> PostcodeCentroid | None:
    if not postcode:
        return None
    either = {postcode, postcode[:4]}
    rows = db.session.scalars(select(PostcodeCentroid).where(PostcodeCentroid.postcode.in_(either)))
    return max(rows, key=lambda row: len(row.postcode), default=None)
