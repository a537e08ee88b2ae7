"""The pages of scooters: for everybody, for who reserves, at the desk, for the host and for the fleet."""

from buurtservice.scooters.views import (  # noqa: F401 - each adds its pages to the blueprint.
    affected,
    changing,
    choosing,
    drivers,
    fleet,
    host_words,
    hosting,
    lending,
    maintenance,
    public,
    settings,
    waiting,
    walking_in,
    words,
)
from buurtservice.scooters.views.blueprint import scooters_pages

__all__ = ["scooters_pages"]
