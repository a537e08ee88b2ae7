"""The pages of activities: for everybody, for who takes part or is host, and for who works here."""

from buurtservice.activities.views import (  # noqa: F401 - each adds its pages to the blueprint.
    holding,
    overview,
    people,
    public,
    taking_part,
)
from buurtservice.activities.views.blueprint import activities_pages

__all__ = ["activities_pages"]
