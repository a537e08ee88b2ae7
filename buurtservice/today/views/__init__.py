"""The pages of the worker's day."""

from buurtservice.today.views import (  # noqa: F401 - each adds its pages to the blueprint.
    also,
    calls,
    matches,
    meetings,
    reviews,
    today,
    together,
    unmatched,
)
from buurtservice.today.views.blueprint import today_pages

__all__ = ["today_pages"]
