"""The pages of the team: a view file per page."""

from buurtservice.team.views import board, hours, task, week
from buurtservice.team.views.blueprint import team_pages

__all__ = ["board", "hours", "task", "team_pages", "week"]
