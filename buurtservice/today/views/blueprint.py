"""The blueprint of the worker's day, and the words that its templates share."""

from typing import Any

from flask import Blueprint

from buurtservice.labels import NEXT_STEPS, REASONS, STEPS, WENT
from buurtservice.matches.meetings import version_of
from buurtservice.matches.models import Match
from buurtservice.web.navigation import url_if

today_pages = Blueprint("today", __name__)


def proposal_url(match: Match) -> str | None:
    """Return the page on which a proposal is decided, or its whole ring."""
    if match.whole_ring_id is not None:
        return url_if("proposals.ring", ring_id=match.whole_ring_id)
    return url_if("proposals.proposal", match_id=match.id)


@today_pages.context_processor
def shared_words() -> dict[str, Any]:
    """Return what the templates of these pages call by name."""
    return {
        "step_words": STEPS,
        "reason_words": REASONS,
        "went_words": WENT,
        "next_words": NEXT_STEPS,
        "version_of": version_of,
        "proposal_url": proposal_url,
    }
