"""Makes every table known, for whoever needs them all: the application, migrations, tests."""

from buurtservice.activities import models as activities
from buurtservice.calls import models as calls
from buurtservice.cards import models as cards
from buurtservice.facts import models as facts
from buurtservice.help import models as help_
from buurtservice.job_runs import models as job_runs
from buurtservice.matches import models as matches
from buurtservice.residents import models as residents
from buurtservice.rounds import models as rounds
from buurtservice.team import models as team

__all__ = [
    "activities",
    "calls",
    "cards",
    "facts",
    "help_",
    "job_runs",
    "matches",
    "residents",
    "rounds",
    "team",
]
