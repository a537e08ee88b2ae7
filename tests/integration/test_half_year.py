"""The half year as the demonstration's data: played once, and copied at the next start."""

from datetime import date

import pytest
from sqlalchemy import func, select

from buurtservice.cli.root import upgrade_database
from buurtservice.demo import half_year
from buurtservice.demo.half_year import make_half_year_app, play_half_year
from buurtservice.demo.half_year_page import HalfYear
from buurtservice.demo.numbers import PILOT
from buurtservice.demo.story import LAST_CARD
from buurtservice.extensions import db
from buurtservice.figures.models import MonthFigures
from buurtservice.residents.models import Resident
from buurtservice.settings import Settings


@pytest.fixture
def short_half_year(monkeypatch):
    """Let the half year be a month and a day: long enough for a month that is frozen."""
    monkeypatch.setattr(half_year, "LAST_CARD", date(2014, 7, 1))
    monkeypatch.setattr(half_year, "add_life", lambda: None)  # It needs the people of the whole box.


@pytest.mark.usefixtures("short_half_year")
def test_the_second_start_copies_what_the_first_one_played(tmp_path):
    days: list[date] = []
    first = start(tmp_path, days)
    kept = [file.name for file in tmp_path.glob("half-year-*")]

    second = start(tmp_path, days)

    assert len(kept) == 2
    assert (days[0], days[-1], len(days)) == (date(2014, 6, 1), date(2014, 7, 1), 31)
    assert second == first
    assert second["months"] == 1
    assert second["people"] > 0


def test_what_cannot_be_read_or_is_of_another_version_is_played_anew(tmp_path, monkeypatch):
    played = HalfYear(start="2014-06-01", end="2014-11-18", rounds=0, done={}, four=dict.fromkeys(PILOT, 0))
    days: list[date] = []
    monkeypatch.setattr(half_year, "_play", lambda _app, tell: tell(LAST_CARD, LAST_CARD) or played)
    start(tmp_path, days)
    for file in tmp_path.glob("half-year-*.json"):
        file.write_text("{")

    start(tmp_path, days)
    monkeypatch.setattr(half_year, "_what_it_follows_from", lambda _app: "changed")
    start(tmp_path, days)

    assert len(days) == 3
    assert sorted(file.name for file in tmp_path.glob("half-year-*")) == [
        "half-year-changed.json",
        "half-year-changed.sqlite",
    ]


def start(folder, days):
    """Start the demonstration; return what it is about: the page's words, and a few counts."""
    app = make_half_year_app(Settings(instance=folder))
    with app.app_context():
        upgrade_database()
        played = play_half_year(app, tell=lambda day, _end: days.append(day))
        counts = {
            "months": db.session.scalar(select(func.count()).select_from(MonthFigures)),
            "people": db.session.scalar(select(func.count()).select_from(Resident)),
        }
        db.session.remove()
        db.engine.dispose()
    page = app.test_client().get("/demo")
    assert page.status_code == 200
    assert "Dit is een simulatie" in page.text
    return {"played": played, **counts}
