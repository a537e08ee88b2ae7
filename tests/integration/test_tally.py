"""Only a question: one tap counts it, one takes a tap too many back, and nothing about the person is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from buurtservice.desk.tally import (
    TOPICS,
    NothingToTakeBack,
    Topic,
    count_question,
    questions_on,
    uncount_question,
)
from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from buurtservice.figures.queries import get_figures
from tests.factories import TODAY
from tests.integration.racing import race

YESTERDAY = TODAY - timedelta(days=1)


def test_a_question_is_counted_by_its_topic_and_stands_among_the_figures(app):
    assert count_question(Topic.MONEY, on=TODAY) == 1
    assert count_question(Topic.MONEY, on=TODAY) == 2
    count_question(Topic.FORMS, on=YESTERDAY)

    assert questions_on(TODAY) == {Topic.MONEY: 2}
    assert get_figures(start=YESTERDAY, end=TODAY).questions == 3
    assert get_figures(start=TODAY, end=TODAY).questions_by_topic == {"money": 2}


def test_a_counted_question_holds_its_day_and_its_topic_and_nothing_else(app):
    count_question(Topic.CARE, on=TODAY)

    fact = db.session.scalars(select(Fact)).one()
    columns = [column.key for column in inspect(Fact).columns]
    told = {name for name in columns if getattr(fact, name) is not None}
    assert told == {"id", "kind", "occurred_on", "recorded_at", "reason"}


def test_a_tap_too_many_is_taken_back_and_counts_no_more(app):
    count_question(Topic.MONEY, on=TODAY)
    count_question(Topic.MONEY, on=TODAY)

    assert uncount_question(Topic.MONEY, on=TODAY) == 1

    figures = get_figures(start=TODAY, end=TODAY)
    assert (figures.questions, figures.questions_by_topic) == (1, {"money": 1})


def test_what_was_not_counted_today_cannot_be_taken_back(app):
    count_question(Topic.MONEY, on=YESTERDAY)
    count_question(Topic.FORMS, on=TODAY)

    with pytest.raises(NothingToTakeBack):
        uncount_question(Topic.MONEY, on=TODAY)


def test_one_tap_is_taken_back_once_however_many_try_at_once(app):
    count_question(Topic.MONEY, on=TODAY)

    outcomes = race(app, [lambda: uncount_question(Topic.MONEY, on=TODAY) for _ in range(6)])

    assert sum(outcome.won for outcome in outcomes) == 1
    assert questions_on(TODAY) == {}


def test_every_topic_has_words_and_fits_its_column():
    assert set(TOPICS) == set(Topic)
    assert all(len(topic.value) <= 40 for topic in Topic)
