"""Nothing stays on the list for ever: what is past, or lay there for a month, is let go and says why."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.fallback.holding import hold_request
from buurtservice.fallback.reminding import tell_workers_of_tomorrow
from buurtservice.messages.closing import give_up_expired
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.messages.queries import count_by_hand
from buurtservice.messages.telling import tell
from buurtservice.reminders.waiting import list_let_go, list_letters, page_of_waiting
from tests import factories
from tests.factories import ASKED_ON

pytestmark = pytest.mark.usefixtures("app")

DAY = timedelta(days=1)


def to_tell(key: str, *, now: datetime, expires_at: datetime | None = None) -> None:
    mia = factories.resident(f"Mia {key}", phone="043 555 01 01")
    values = {"help": "strijken"}
    assert tell("offer_expired", resident=mia, key=key, now=now, values=values, expires_at=expires_at)


def listed(now: datetime) -> list[str]:
    rows, total = page_of_waiting(Channel.CALL, now=now, offset=0, limit=9)
    assert total == len(rows) == count_by_hand(now=now)[Channel.CALL]
    assert {one.message.key for one in list_letters([one.message.id for one in rows], now=now)} == {
        one.message.key for one in rows
    }
    return [one.message.key for one in rows]


def let_go(now: datetime) -> list[str]:
    return [one.message.key for one in list_let_go(now=now)]


def test_what_is_past_leaves_the_list_at_once_and_is_closed_by_the_outbox():
    now = utc_now()
    to_tell("meets", now=now, expires_at=now + DAY)
    to_tell("lasts", now=now)
    assert listed(now) == ["meets", "lasts"]

    later = now + 2 * DAY
    assert (listed(later), let_go(later)) == (["lasts"], ["meets"])
    assert give_up_expired(later) == 1
    assert (listed(later), let_go(later)) == (["lasts"], ["meets"])

    assert let_go(later + 8 * DAY) == []
    after_a_month = now + 31 * DAY
    assert (listed(after_a_month), let_go(after_a_month)) == ([], ["lasts"])
    assert give_up_expired(after_a_month) == 1
    states = set(db.session.scalars(select(OutboxMessage.state)))
    assert states == {MessageState.FAILED}


def test_the_workers_are_told_once_a_working_day_what_goes_to_the_team_by_the_next():
    dora = factories.team_member("Dora", "worker")
    asked = factories.request(factories.resident("Mia"))  # On a Monday; it goes on the Monday after.
    friday, nothing = ASKED_ON + 4 * DAY, {"touched": 0, "failed": []}

    assert tell_workers_of_tomorrow(today=friday - DAY, now=utc_now()) == nothing
    assert tell_workers_of_tomorrow(today=friday, now=utc_now())["touched"] == 1
    assert tell_workers_of_tomorrow(today=friday, now=utc_now()) == nothing
    assert tell_workers_of_tomorrow(today=friday + DAY, now=utc_now()) == nothing

    mail = db.session.scalars(select(OutboxMessage)).one()
    assert (mail.kind, mail.staff_user_id) == ("routed_tomorrow", dora.id)
    assert "maandag 9 maart" in mail.body
    assert "/vandaag/morgen" in mail.body
    assert "Mia" not in mail.body
    hold_request(asked.id, until=friday + 9 * DAY, today=friday)
    assert tell_workers_of_tomorrow(today=friday + 3 * DAY, now=utc_now()) == nothing
