"""The operator's pages, a module for each subject."""

from buurtservice.operator.views import (  # noqa: F401 - each adds its pages to the blueprint.
    categories,
    health,
    jobs,
    logbook,
    neighbourhoods,
    opening,
    overview,
    postcodes,
    settings,
    sites,
    staff,
)
from buurtservice.operator.views.blueprint import operator_pages

__all__ = ["operator_pages"]
