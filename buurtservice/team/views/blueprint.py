"""The blueprint of the team's pages, and the words that its templates share."""

from typing import Any

from flask import Blueprint

from buurtservice.accounts.models import Role
from buurtservice.accounts.visitor import current_visitor
from buurtservice.labels import HAND_BACK_REASONS, TASK_STATES
from buurtservice.team.planning import plan_of
from buurtservice.team.views.words import needs_words, plan_words, wanted_words

team_pages = Blueprint("team", __name__)


def is_worker() -> bool:
    """Tell whether who looks is a worker, who may see everything of a task."""
    return Role.WORKER.value in current_visitor().roles


@team_pages.context_processor
def shared_words() -> dict[str, Any]:
    """Return what the templates of these pages call by name."""
    return {
        "task_states": TASK_STATES,
        "hand_back_reasons": HAND_BACK_REASONS,
        "plan_of": plan_of,
        "plan_words": plan_words,
        "wanted_words": wanted_words,
        "needs_words": needs_words,
        "is_worker": is_worker(),
    }
