"""Only a question: counted by what it was about, with nothing about who asked it."""

from datetime import date
from enum import StrEnum

from sqlalchemy import func, select

from buurtservice.errors import Conflict
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.i18n import N_
from buurtservice.transactions import transaction


class Topic(StrEnum):
    """What a question at the desk was about: a closed list, so that nothing about a person can be typed."""

    SERVICE = "service"
    FORMS = "forms"
    MONEY = "money"
    CARE = "care"
    HOUSING = "housing"
    STREET = "street"
    ACTIVITIES = "activities"
    OTHER = "other"


TOPICS = {
    Topic.SERVICE: N_("Wat doet Buurtservice?"),
    Topic.FORMS: N_("Formulier of brief"),
    Topic.MONEY: N_("Geld"),
    Topic.CARE: N_("Zorg en Wmo"),
    Topic.HOUSING: N_("Wonen"),
    Topic.STREET: N_("Straat en afval"),
    Topic.ACTIVITIES: N_("Wat is er te doen?"),
    Topic.OTHER: N_("Iets anders"),
}


class NothingToTakeBack(Conflict):
    """There is no such tap today."""

    code = "nothing_to_take_back"
    text = N_("Over dit onderwerp is vandaag niets geteld. Er is niets om terug te nemen.")


def count_question(topic: Topic, *, on: date) -> int:
    """Count one question; return how many there were about this topic that day."""
    with transaction():
        record_fact(FactKind.QUESTION_COUNTED, on=on, about=About(), reason=topic.value)
        db.session.flush()
        return questions_on(on).get(topic, 0)


def uncount_question(topic: Topic, *, on: date) -> int:
    """Take one tap of that day back; return how many are left. Raises NothingToTakeBack.

    A fact is never removed, so taking back is a fact too. The taps of the day are locked first, so that two
    who take back the same one do not both succeed.
    """
    with transaction() as session:
        taps = select(Fact.id).where(
            Fact.kind == FactKind.QUESTION_COUNTED, Fact.occurred_on == on, Fact.reason == topic.value
        )
        session.execute(taps.order_by(Fact.id).with_for_update())
        if questions_on(on).get(topic, 0) < 1:
            raise NothingToTakeBack
        record_fact(FactKind.QUESTION_UNCOUNTED, on=on, about=About(), reason=topic.value)
        session.flush()
        return questions_on(on).get(topic, 0)


def questions_on(day: date) -> dict[Topic, int]:
    """Return how many questions were counted on a day, by topic; without those taken back."""
    kinds = (FactKind.QUESTION_COUNTED, FactKind.QUESTION_UNCOUNTED)
    query = (
        select(Fact.reason, Fact.kind, func.count())
        .where(Fact.occurred_on == day, Fact.kind.in_(kinds))
        .group_by(Fact.reason, Fact.kind)
    )
    found: dict[Topic, int] = {}
    for reason, kind, number in db.session.execute(query):
        topic = Topic(reason or Topic.OTHER)
        found[topic] = found.get(topic, 0) + (number if kind == FactKind.QUESTION_COUNTED else -number)
    return {topic: number for topic, number in found.items() if number}
