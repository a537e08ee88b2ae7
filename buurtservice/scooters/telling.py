"""What people hear of their scooter; each is written in the transaction of what happened.

All that was not sent yet about a reservation begins with the same key, so that a change takes it back.
"""

from collections.abc import Sequence
from datetime import datetime

from buurtservice.accounts.models import StaffUser
from buurtservice.messages.queries import was_told
from buurtservice.messages.services import take_back
from buurtservice.messages.telling import tell, tell_staff
from buurtservice.messages.writing import PAIR
from buurtservice.residents.queries import get_kept_resident
from buurtservice.scooters.affected import Affected
from buurtservice.scooters.models import Driver, Loan, Reservation, Scooter, ScooterWaiting
from buurtservice.scooters.spans import Span
from buurtservice.sites.models import Site
from buurtservice.sites.opening import load_openings

PAGE = "/mijn/scootmobielen"
HOSTS_PAGE = "/uitgifte"


def tell_reserved(
    reservation: Reservation, span: Span, *, now: datetime, more: Sequence[tuple[Reservation, Span]] = ()
) -> bool:
    """Say that it is reserved; of a weekly wish, all weeks at once."""
    values = _about(reservation, span)
    values["series_times"] = "\n".join(
        f"{_begins(one.site_id, when).isoformat()}{PAIR}{one.reference}" for one, when in more
    )
    return _tell("scooter_reserved", reservation, values, key="made", now=now)


def tell_moved(reservation: Reservation, span: Span, *, now: datetime) -> bool:
    """Say when and where it is now. What was not sent yet about the old time is taken back."""
    take_back(_key(reservation))
    key = f"moved:{now.isoformat()}"
    return _tell("scooter_moved", reservation, _about(reservation, span), key=key, now=now)


def tell_cancelled(reservation: Reservation, span: Span, *, now: datetime) -> bool:
    """Say that it is off. What was not sent yet about it is taken back."""
    take_back(_key(reservation))
    values = _about(reservation, span)
    for name in ("ends_at", "place"):
        del values[name]
    return _tell("scooter_cancelled", reservation, values, key="cancelled", now=now)


def remind_of(reservation: Reservation, span: Span, *, now: datetime) -> bool:
    """Remind of a reservation; of one that was moved, anew."""
    values, key = _about(reservation, span), f"reminder:{span.first}"
    begins = _begins(reservation.site_id, span)
    return _tell("scooter_reminder", reservation, values, key=key, now=now, expires_at=begins)


def tell_affected(one: Affected, scooter_id: int, *, late: Loan | None, now: datetime) -> bool:
    """Say that the scooter will not be there, or, when it is overdue, perhaps not; and what is free then."""
    values = _about(one.reservation, one.span)
    for name in ("ends_at", "place"):
        del values[name]
    values["late"] = "1" if late is not None else ""
    values["options_times"] = "\n".join(
        f"{_begins(option.site_id, option.span).isoformat()}{PAIR}{option.site_name}"
        for option in one.options
    )
    key = late_key(late.id) if late is not None else f"gone:{scooter_id}:{one.span.first}"
    begins = _begins(one.reservation.site_id, one.span)
    return _tell("scooter_gone", one.reservation, values, key=key, now=now, expires_at=begins)


def tell_back(reservation: Reservation, span: Span, *, loan_id: int, now: datetime) -> bool:
    """Say that the scooter is back, to who heard that it was late; who did not hear it yet never will."""
    take_back(_key(reservation, late_key(loan_id)))
    if not was_told(_key(reservation, late_key(loan_id))):
        return False
    begins = _begins(reservation.site_id, span)
    if begins <= now:
        return False
    key = f"back:{loan_id}"
    return _tell("scooter_back", reservation, _about(reservation, span), key=key, now=now, expires_at=begins)


def forget_warnings(reservation: Reservation) -> None:
    """Take back what was not sent yet about a scooter that will not be there: they have another one."""
    for what in ("late:", "gone:"):
        take_back(_key(reservation, what))


def tell_offered(waiting: ScooterWaiting, site: Site, span: Span, *, now: datetime) -> bool:
    """Say to who waited that a scooter is held for them, and until when."""
    if waiting.held_until is None:
        return False
    return tell(
        "scooter_offered",
        resident=get_kept_resident(waiting.resident_id),
        key=f"{_offer_key(waiting.id)}{waiting.held_until.isoformat()}",
        now=now,
        values={
            "page": PAGE,
            "held_until_at": waiting.held_until.isoformat(),
            **_where_and_when(site, span),
        },
        expires_at=waiting.held_until,
    )


def forget_offer(waiting_id: int) -> None:
    """Take back what was not sent yet of an offer that is over."""
    take_back(_offer_key(waiting_id))


def tell_check_ends(driver: Driver, *, now: datetime) -> bool:
    """Say a month before that a riding check ends, and where a new one is to be had."""
    return tell(
        "scooter_check_ends",
        resident=get_kept_resident(driver.resident_id),
        key=f"scooter_check:{driver.id}:{driver.valid_until}",
        now=now,
        values={"ends_on": driver.valid_until.isoformat()},
    )


def tell_host_overdue(host: StaffUser, loan: Loan, scooter: Scooter, *, later: int, now: datetime) -> bool:
    """Tell a host, once, that a scooter is not back, and how many reserved it for later."""
    values = {"scooter": scooter.name, "site": scooter.site.name, "page": HOSTS_PAGE, "later": str(later)}
    return tell_staff(
        "scooter_overdue",
        staff=host,
        key=f"scooter_overdue:{loan.id}:{loan.due_at.isoformat()}:{host.id}",
        now=now,
        values={**values, "due_at": loan.due_at.isoformat()},
    )


def late_key(loan_id: int) -> str:
    """Return the end of the key of what is said of a reservation because a loan is overdue."""
    return f"late:{loan_id}:"


def _tell(
    kind: str,
    reservation: Reservation,
    values: dict[str, str],
    *,
    key: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> bool:
    reader = get_kept_resident(reservation.resident_id)
    whole = _key(reservation, key)
    return tell(kind, resident=reader, key=whole, now=now, values=values, expires_at=expires_at)


def _key(reservation: Reservation, what: str = "") -> str:
    return f"scooter:{reservation.id}:{what}"


def _offer_key(waiting_id: int) -> str:
    return f"scooter_offer:{waiting_id}:"


def _about(reservation: Reservation, span: Span) -> dict[str, str]:
    return {"reference": reservation.reference, **_where_and_when(reservation.site, span)}


def _where_and_when(site: Site, span: Span) -> dict[str, str]:
    opening = load_openings([site.id])[site.id]
    return {
        "site": site.name,
        "place": site.address or "",
        "starts_at": opening.begins(*span.from_slot).isoformat(),
        "ends_at": opening.ends(*span.to_slot).isoformat(),
    }


def _begins(site_id: int, span: Span) -> datetime:
    return load_openings([site_id])[site_id].begins(*span.from_slot)
