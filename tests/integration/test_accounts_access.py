"""The log says who did what and whose data was read, and holds no words about anybody."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from buurtservice.accounts.access import Wanted, list_access, list_actions, write_access
from buurtservice.accounts.models import Role
from buurtservice.accounts.staff import add_staff
from buurtservice.errors import NotFound
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import transaction
from tests.factories import resident

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("app")


def staff(name: str) -> int:
    return add_staff(email=f"{name}@buurt.example", name=name, roles=[Role.WORKER], now=NOW).id


def read(**wanted: object) -> list[tuple[str | None, str, str | None, int | None]]:
    rows, total = list_access(Wanted(**wanted), offset=0, limit=100)
    assert total == len({row.at for row in rows}) or "line" in wanted
    return [(row.staff_name, row.action, row.subject, row.resident_id) for row in rows]


def test_what_was_read_stands_in_the_log_with_who_and_whose():
    dora, mia = staff("Dora"), resident("Mia")

    write_access("resident.read", staff_id=dora, subject="resident:1", resident_ids=[mia.id], now=NOW)

    assert read() == [("Dora", "resident.read", "resident:1", mia.id)]


def test_a_page_about_two_people_is_one_line_that_is_found_and_opened_by_each_of_them():
    dora, mia, sjef = staff("Dora"), resident("Mia"), resident("Sjef")

    write_access("match.read", staff_id=dora, resident_ids=[mia.id, sjef.id, mia.id], now=NOW)
    write_access("proposals.list", staff_id=dora, resident_ids=[mia.id, sjef.id], now=NOW + HOUR)

    (_, line), _ = list_access(Wanted(), offset=0, limit=10)
    assert (line.action, line.residents, line.resident_id) == ("match.read", 2, None)
    assert read(line=line.id) == [("Dora", "match.read", None, one) for one in (mia.id, sjef.id)]
    assert ("Dora", "match.read", None, sjef.id) in read(resident_id=sjef.id)
    assert read(line=line.id + 9) == []


def test_the_newest_stands_first_and_a_page_holds_so_many():
    dora = staff("Dora")
    for n in range(5):
        write_access(f"step.{'abcde'[n]}", staff_id=dora, now=NOW + n * HOUR)

    rows, total = list_access(Wanted(), offset=1, limit=2)

    assert [row.action for row in rows] == ["step.d", "step.c"]
    assert total == 5


def test_the_log_can_be_asked_for_one_person_one_member_of_staff_one_step_and_some_days():
    dora, ben, mia = staff("Dora"), staff("Ben"), resident("Mia")
    write_access("resident.read", staff_id=dora, resident_ids=[mia.id], now=NOW)
    write_access("resident.read", staff_id=ben, now=NOW + HOUR)
    write_access("match.approve", staff_id=ben, subject="match:3", now=NOW + 2 * HOUR)

    assert [row[0] for row in read(staff_id=ben)] == ["Ben", "Ben"]
    assert [row[0] for row in read(resident_id=mia.id)] == ["Dora"]
    assert [row[2] for row in read(action="match.approve")] == ["match:3"]
    assert [row[1] for row in read(since=NOW + HOUR, until=NOW + 2 * HOUR)] == ["resident.read"]
    assert list_actions() == ["match.approve", "resident.read"]


@pytest.mark.parametrize(
    ("action", "subject"), [("Mia de Vries", None), ("", None), ("a.b", "Mia"), ("a.b", "x:Mia Vos")]
)
def test_words_about_somebody_cannot_be_written(action: str, subject: str | None):
    with pytest.raises(ValueError, match="codes and ids"):
        write_access(action, staff_id=None, subject=subject, now=NOW)

    assert read() == []


def test_what_is_written_inside_a_transaction_falls_with_it():
    dora = staff("Dora")

    with suppress(RuntimeError), transaction():
        write_access("match.approve", staff_id=dora, now=NOW)
        raise RuntimeError

    assert read() == []


def test_what_was_loaded_before_a_line_was_written_stays_loaded():
    dora, mia = staff("Dora"), resident("Mia")
    person = get_resident(mia.id)

    write_access("resident.read", staff_id=dora, resident_ids=[mia.id], now=NOW)

    assert "name" in vars(person)


@pytest.mark.parametrize("resident_id", [404, 2**31, 10**20])
def test_of_somebody_who_is_not_there_nothing_is_read(resident_id: int):
    dora = staff("Dora")

    with pytest.raises(NotFound):
        write_access("resident.read", staff_id=dora, resident_ids=[resident_id], now=NOW)

    assert read() == []
