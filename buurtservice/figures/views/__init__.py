"""The pages of the figures."""

from buurtservice.figures.views import dashboard as dashboard
from buurtservice.figures.views import export as export
from buurtservice.figures.views import number as number
from buurtservice.figures.views.blueprint import figures_pages

__all__ = ["figures_pages"]  # Each module adds its pages to the blueprint.
