"""The pages of the desk."""

from buurtservice.desk.views import (  # noqa: F401 - each adds its pages to the blueprint.
    leaving,
    merging,
    questions,
    registering,
    searching,
    slips,
    steps,
    telling,
    visitor,
)
from buurtservice.desk.views.blueprint import desk_pages

__all__ = ["desk_pages"]
