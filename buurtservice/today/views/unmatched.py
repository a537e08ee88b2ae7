"""Requests without a match: why, what nearly fitted, and the calls that would help."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.policies import routed_by, waiting_days
from buurtservice.help.queries import get_request
from buurtservice.labels import UNMATCHED_REASONS
from buurtservice.permissions import permission
from buurtservice.rounds.problem import dayparts_of
from buurtservice.today.calling import gain_words
from buurtservice.today.missing import REASONS, miss_words
from buurtservice.today.people import first_name, full_name, match_words, place_of
from buurtservice.today.unmatched_queries import (
    calls_that_unlock,
    find_match_of,
    find_reason,
    latest_round_number,
    near_misses_of,
    offers_by_id,
    page_of_unmatched,
)
from buurtservice.today.views.blueprint import today_pages
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.web.navigation import url_if
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset
from buurtservice.wording import daypart_words

MOST_MISSES = 5


@today_pages.get("/zonder-match")
@permission("worker")
def unmatched() -> Answer:
    """Show the requests that the latest round found nobody for."""
    asked = request.args.get("reden", "")
    reason = asked if asked in UNMATCHED_REASONS else None
    number = latest_round_number()
    rows, counts = (
        page_of_unmatched(number, reason=reason, limit=ROWS, offset=page_offset()) if number else ([], {})
    )
    record_access("unmatched.list", resident_id=[one.request.resident_id for one in rows])
    paused = paused_days_by_request(as_of=local_today(), request_ids=[one.request.id for one in rows])
    total = counts.get(reason, 0) if reason else sum(counts.values())
    language = current_language()
    return render_template(
        "today/unmatched.html",
        page=Page(
            rows=[
                {
                    "id": one.request.id,
                    "name": full_name(one.request.resident),
                    "place": place_of(one.request.resident),
                    "kind": one.request.category.name_in(language),
                    "picture": one.request.category.pictogram,
                    "days": waiting_days(
                        one.request, as_of=local_today(), paused_days=paused.get(one.request.id, 0)
                    ),
                    "reason": UNMATCHED_REASONS[one.reason],
                }
                for one in rows
            ],
            number=asked_page(),
            size=ROWS,
            total=total,
        ),
        number=number,
        chosen=reason or "",
        counts=[(code, gettext(REASONS[code].heading), counts[code]) for code in REASONS if code in counts],
        advice=gettext(REASONS[reason].advice) if reason else "",
        total=sum(counts.values()),
    )


@today_pages.get("/zonder-match/<int:request_id>")
@permission("worker")
def unmatched_request(request_id: int) -> Answer:
    """Show one request without a match, with everything that could be tried."""
    record_access("request.read", f"request:{request_id}", get_request(request_id).resident_id)
    shown, language, number = get_request(request_id), current_language(), latest_round_number()
    reason = find_reason(number, request_id) if number else None
    misses = near_misses_of(number, request_id)[:MOST_MISSES] if number else []
    offers = offers_by_id({miss["offer"] for miss in misses})
    under_way = find_match_of(request_id)
    return render_template(
        "today/unmatched_request.html",
        request_shown=shown,
        name=full_name(shown.resident),
        first_name=first_name(shown.resident),
        place=place_of(shown.resident),
        kind=shown.category.name_in(language),
        when=daypart_words(dayparts_of(shown.dayparts), either=True),
        due=routed_by(
            shown,
            now=utc_now(),
            paused_days=paused_days_by_request(as_of=local_today(), request_ids=[shown.id]).get(shown.id, 0),
        ),
        reason=UNMATCHED_REASONS.get(reason or ""),
        advice=gettext(REASONS[reason].advice) if reason in REASONS else "",
        misses=[_miss(miss, offers) for miss in misses if miss["offer"] in offers],
        calls=[(call, first_name(call.resident), gain_words(call)) for call in calls_that_unlock(request_id)],
        under_way=under_way,
        under_way_words=match_words(under_way, language) if under_way else "",
        by_hand=url_if("proposals.by_hand", request_id=request_id),
        today=local_today(),
    )


def _miss(miss: dict[str, Any], offers: dict[int, Any]) -> dict[str, Any]:
    helper = offers[miss["offer"]].resident
    return {
        "name": full_name(helper),
        "phone": helper.phone,
        "place": place_of(helper),
        "asks": miss_words(miss["changes"], first_name(helper)),
    }
