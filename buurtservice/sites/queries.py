"""Reads about sites."""

from sqlalchemy import select

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.sites.models import Site


def get_site(site_id: int) -> Site:
    """Return the site as it is now. Raises NotFound."""
    found = db.session.get(Site, site_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Locatie"), id=site_id)
    return found


def list_sites() -> list[Site]:
    """Return all sites by name, the closed ones last."""
    by_name = select(Site).order_by(Site.closed_at.is_not(None), Site.name, Site.id)
    return list(db.session.scalars(by_name).unique())


def list_open_sites() -> list[Site]:
    """Return the sites that are open now, by name."""
    return [site for site in list_sites() if site.closed_at is None]


def list_lending_sites() -> list[Site]:
    """Return the open sites that lend scooters, by name."""
    return [site for site in list_open_sites() if site.lends_scooters]
