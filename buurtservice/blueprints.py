"""The one table of all pages: every blueprint of the application. The demonstration adds its own."""

from flask import Blueprint, Flask

from buurtservice.accounts.views import accounts_pages
from buurtservice.activities.views import activities_pages
from buurtservice.desk.views import desk_pages
from buurtservice.fallback.views import fallback_pages
from buurtservice.figures.views import figures_pages
from buurtservice.help.views import help_pages
from buurtservice.my.views import my_pages
from buurtservice.operator.views import operator_pages
from buurtservice.public.views import public_pages
from buurtservice.referrals.views import referrals_pages
from buurtservice.reminders.views import messages_pages
from buurtservice.rounds.views import proposals_pages
from buurtservice.scooters.views import scooters_pages
from buurtservice.team.views import team_pages
from buurtservice.today.views import today_pages

# One line per package of pages, in alphabetical order.
BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts_pages,
    activities_pages,
    desk_pages,
    fallback_pages,
    figures_pages,
    help_pages,
    messages_pages,
    my_pages,
    operator_pages,
    proposals_pages,
    public_pages,
    referrals_pages,
    scooters_pages,
    team_pages,
    today_pages,
)


def register_blueprints(app: Flask) -> None:
    """Give the application its pages."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
