"""The log: who did what, and whose data was read."""

from datetime import UTC, date, datetime, time, timedelta

from flask import render_template, request

from buurtservice.accounts.access import ACTION, Wanted, list_access, list_actions
from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.staff import list_staff
from buurtservice.clock import LOCAL_ZONE
from buurtservice.operator.log_words import action_words, subject_words
from buurtservice.operator.views.blueprint import operator_pages
from buurtservice.permissions import permission
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset

LARGEST_ID = 2**31 - 1


@operator_pages.get("/beheer/logboek")
@permission("operator")
def log() -> str:
    """Show the log, narrowed by the address; looking into it is written into it."""
    record_access("log.read")
    wanted = Wanted(
        staff_id=_number("medewerker"),
        resident_id=_number("bewoner"),
        action=_code("stap"),
        since=_midnight("van"),
        until=_midnight("tot", after=1),
        line=_number("regel"),
    )
    rows, total = list_access(wanted, offset=page_offset(), limit=ROWS)
    return render_template(
        "operator/log.html",
        page=Page(rows=rows, number=asked_page(), size=ROWS, total=total),
        staff=[(person.id, person.name) for person in list_staff()],
        actions=sorted(((action, action_words(action)) for action in list_actions()), key=lambda one: one[1]),
        action_words=action_words,
        subject_words=subject_words,
        chosen={name: request.args.get(name, "") for name in ("medewerker", "bewoner", "stap", "van", "tot")},
    )


def _number(name: str) -> int | None:
    text = request.args.get(name, "").strip()
    if not text.isascii() or not text.isdigit():
        return None
    return min(int(text[:12]), LARGEST_ID)


def _code(name: str) -> str | None:
    """Return a code of the address; what cannot stand in the log is as good as nothing asked."""
    text = request.args.get(name, "")
    return text if ACTION.fullmatch(text) else None


def _midnight(name: str, *, after: int = 0) -> datetime | None:
    """Return the beginning of a local day of the address, or of `after` days later."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
        return datetime.combine(day + timedelta(days=after), time(), LOCAL_ZONE).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
