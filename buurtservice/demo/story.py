"""Plays the demonstration through the real services and keeps what there is to show."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from buurtservice.app import create_app
from buurtservice.calls.queries import list_requests_to_call_about
from buurtservice.cards.queries import card_numbers
from buurtservice.cards.services import Imported, import_card_box
from buurtservice.clock import local_today
from buurtservice.demo.clock import in_time_of_demo
from buurtservice.demo.life import add_life
from buurtservice.extensions import db
from buurtservice.fallback.services import RoutingDone, route_requests
from buurtservice.figures.queries import Figures, get_figures, list_monthly_figures
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import category_names
from buurtservice.job_runs.services import period_by_hand
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match, list_matches
from buurtservice.matches.services import approve_match, record_yes
from buurtservice.operator.backups import write_backup
from buurtservice.rounds.reports import RoundReport, get_round_report
from buurtservice.rounds.services import run_round
from buurtservice.settings import Settings
from buurtservice.team.models import TeamTask
from buurtservice.team.queries import list_tasks

CARD_BOX = Path(__file__).parent / "kaartenbak-2014.csv"
LAST_CARD = date(2014, 11, 18)
PERIOD = (date(2014, 6, 1), date(2014, 12, 31))


@dataclass(frozen=True, kw_only=True)
class Story:
    """What the demonstration shows. The people are invented; the figures are counted, never written in."""

    imported: Imported
    report: RoundReport
    routed: RoutingDone
    tasks: list[TeamTask]
    calls: list[HelpRequest]
    figures: Figures
    months: list[Figures]
    figures_if_agreed: Figures
    months_if_agreed: list[Figures]
    request_cards: dict[int, str]
    offer_cards: dict[int, str]
    category_names: dict[str, str]


def play(settings: Settings) -> Story:
    """Load the card box, run a round as of the last card, route what found no match; return what came of it.

    Runs in the application context of the demonstration's own, empty database, a SQLite file.
    """
    with in_time_of_demo():
        story = _play(settings)
        db.session.expunge_all()  # The page reads the story later, when this session is long gone.
        # After the story was counted: what it tells stays that of the card box.
        add_life()
        return story


def _play(settings: Settings) -> Story:
    today = local_today()
    imported = import_card_box(CARD_BOX, today=today)
    stored = run_round(as_of=LAST_CARD, today=today, solver_seconds=settings.solver_seconds)
    routed = route_requests(today=LAST_CARD, period=period_by_hand())
    request_cards, offer_cards = card_numbers()
    if_agreed, months_if_agreed = _figures_if_all_agreed(settings)
    return Story(
        imported=imported,
        report=get_round_report(stored.number),
        routed=routed,
        tasks=list_tasks(),
        calls=list_requests_to_call_about(),
        figures=get_figures(start=PERIOD[0], end=PERIOD[1]),
        months=list_monthly_figures(start=PERIOD[0], end=PERIOD[1]),
        figures_if_agreed=if_agreed,
        months_if_agreed=months_if_agreed,
        request_cards=request_cards,
        offer_cards=offer_cards,
        category_names=category_names(settings.language),
    )


def _figures_if_all_agreed(settings: Settings) -> tuple[Figures, list[Figures]]:
    """Agree every proposal in a copy of the database, through the real services, and count again."""
    original = Path(str(db.engine.url.database))
    copy = original.with_name("demo-if-agreed.sqlite")
    db.session.rollback()
    # Not by copying the file: to close it again would let go of the locks that SQLite has on it.
    write_backup(db.engine.url, copy)
    try:
        app = create_app(Settings(database_url=f"sqlite:///{copy}", language=settings.language))
        with app.app_context():
            _agree_all()
            figures = get_figures(start=PERIOD[0], end=PERIOD[1])
            months = list_monthly_figures(start=PERIOD[0], end=PERIOD[1])
            db.session.remove()
            db.engine.dispose()
        return figures, months
    finally:
        for leftover in copy.parent.glob(copy.name + "*"):
            leftover.unlink()


def _agree_all() -> None:
    today = local_today()
    for proposal in list_matches((MatchState.PROPOSED,)):
        if get_match(proposal.id).state == MatchState.PROPOSED:  # Not yet approved with the rest of its ring.
            approve_match(proposal.id, on=LAST_CARD, today=today)
    for approved in list_matches((MatchState.APPROVED,)):
        record_yes(approved.id, side="asker", on=LAST_CARD, today=today)
        record_yes(approved.id, side="helper", on=LAST_CARD, today=today)
