"""The blueprint of the pages about proposals, and the words that their templates share."""

from typing import Any

from flask import Blueprint

from buurtservice.labels import MATCH_STATES, NEEDS, REASONS, STEPS

proposals_pages = Blueprint("proposals", __name__)


@proposals_pages.context_processor
def shared_words() -> dict[str, Any]:
    """Return what the templates of these pages call by name."""
    return {
        "step_words": STEPS,
        "reason_words": REASONS,
        "state_words": MATCH_STATES,
        "need_words": NEEDS,
    }
