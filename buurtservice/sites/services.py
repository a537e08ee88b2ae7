"""Changes to the places where people can walk in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_
from buurtservice.sites.models import Site
from buurtservice.sites.queries import get_site
from buurtservice.transactions import savepoint, transaction


class SiteTaken(Conflict):
    """Two sites of one name could not be told apart."""

    code = "site_taken"
    text = N_("Er is al een locatie die %(name)s heet. Neem een andere naam.")


class SiteIsNothing(InvalidInput):
    """A place that is no desk and lends no scooters is no site."""

    code = "site_is_nothing"
    text = N_("Een locatie is een balie, een uitleenpunt, of allebei. Kies er minstens één.")


@dataclass(frozen=True, kw_only=True)
class SiteValues:
    """What the operator says of a site."""

    name: str
    address: str = ""
    phone: str | None = None
    email: str | None = None
    opening_hours: str = ""
    directions: str = ""
    neighbourhood_id: int | None = None
    is_desk: bool = True
    lends_scooters: bool = False
    closed: bool = False


def save_site(site_id: int | None, values: SiteValues, *, now: datetime) -> Site:
    """Add a site, or change one. Raises SiteTaken, SiteIsNothing and NotFound."""
    if not values.is_desk and not values.lends_scooters:
        raise SiteIsNothing
    with transaction() as session:
        site = Site() if site_id is None else get_site(site_id)
        try:
            with savepoint():
                _set(site, values, now=now)
                session.add(site)
                session.flush()
        except IntegrityError:
            raise SiteTaken(name=values.name) from None
        return site


def _set(site: Site, values: SiteValues, *, now: datetime) -> None:
    site.name = values.name
    site.address = values.address or None
    site.phone, site.email = values.phone, values.email
    site.opening_hours = values.opening_hours or None
    site.directions = values.directions or None
    site.neighbourhood_id = values.neighbourhood_id
    site.is_desk, site.lends_scooters = values.is_desk, values.lends_scooters
    if values.closed != (site.closed_at is not None):
        site.closed_at = now if values.closed else None
