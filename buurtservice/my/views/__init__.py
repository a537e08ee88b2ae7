"""The resident's pages: one blueprint, a file for each kind of page."""

from buurtservice.my.views import (  # noqa: F401 - each adds its pages to the blueprint.
    calendar,
    leaving,
    messages,
    offers,
    own_data,
    page,
    requests,
    reviews,
)
from buurtservice.my.views.blueprint import my_pages

__all__ = ["my_pages"]
