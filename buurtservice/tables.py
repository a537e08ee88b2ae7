"""Makes every table known, for whoever needs them all: the application, migrations, tests."""

from buurtservice.accounts import models as accounts
from buurtservice.activities import models as activities
from buurtservice.calls import models as calls
from buurtservice.cards import models as cards
from buurtservice.facts import models as facts
from buurtservice.figures import models as figures
from buurtservice.help import models as help_
from buurtservice.installation import models as installation
from buurtservice.job_runs import models as job_runs
from buurtservice.matches import models as matches
from buurtservice.messages import models as messages
from buurtservice.referrals import models as referrals
from buurtservice.residents import models as residents
from buurtservice.rounds import models as rounds
from buurtservice.scooters import models as scooters
from buurtservice.sites import models as sites
from buurtservice.team import models as team
from buurtservice.web import models as web

__all__ = [
    "accounts",
    "activities",
    "calls",
    "cards",
    "facts",
    "figures",
    "help_",
    "installation",
    "job_runs",
    "matches",
    "messages",
    "referrals",
    "residents",
    "rounds",
    "scooters",
    "sites",
    "team",
    "web",
]
