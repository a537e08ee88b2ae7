"""The pages of proposals, rings, rounds, matches by hand and never-match pairs."""

from buurtservice.rounds.views import by_hand as by_hand
from buurtservice.rounds.views import deciding as deciding
from buurtservice.rounds.views import declining as declining
from buurtservice.rounds.views import never_together as never_together
from buurtservice.rounds.views import otherwise as otherwise
from buurtservice.rounds.views import proposals as proposals
from buurtservice.rounds.views import rounds as rounds
from buurtservice.rounds.views.blueprint import proposals_pages

__all__ = ["proposals_pages"]  # Each module adds its pages to the blueprint.
