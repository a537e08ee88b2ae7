"""The table of all routes, for the crawl: whose each is, and which record it is tried with.

Add a line for each endpoint of yours. `of` makes the arguments of its address from the neighbourhood below: a
record that the visitor may see (for a resident: their own, Mia's). `foreign` makes those of a record that is
somebody else's (Sjef's), for which a resident gets 404. Addresses without arguments need neither. The
crawl makes up the missing record itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from buurtservice.accounts.invitations import invite
from buurtservice.accounts.models import Role
from buurtservice.accounts.staff import add_staff
from buurtservice.activities.places import take_place
from buurtservice.activities.services import choose_host, plan_activity
from buurtservice.activities.values import ActivityValues
from buurtservice.calls.models import CallReason
from buurtservice.calls.services import open_call
from buurtservice.clock import local_today, utc_now
from buurtservice.help.queries import list_requests
from buurtservice.matches.meetings import Meeting, plan_meeting
from buurtservice.matches.models import Match, MatchState
from buurtservice.merging.services import merge_residents
from buurtservice.messages.models import Channel
from buurtservice.messages.queries import list_messages
from buurtservice.messages.services import queue_message
from buurtservice.privacy.calendar_links import make_calendar_link
from buurtservice.referrals.models import Direction, Party
from buurtservice.referrals.services import make_referral
from buurtservice.referrals.signals import raise_signal
from buurtservice.residents.models import Resident
from buurtservice.residents.never_pairs import page_of_never_pairs
from buurtservice.residents.services import never_match
from buurtservice.rounds.models import MatchingRound
from buurtservice.rounds.queries import find_latest_round
from buurtservice.scooters.drivers import record_check
from buurtservice.scooters.fleet import add_scooter
from buurtservice.scooters.maintenance import block_scooter
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import reserve
from buurtservice.scooters.spans import Span
from buurtservice.scooters.waiting import wait_for_scooter
from buurtservice.sites.opening import CLOCK, set_hours
from buurtservice.sites.services import SiteValues, save_site
from buurtservice.team.planning import Plan, plan_task
from buurtservice.team.services import open_task
from buurtservice.transactions import transaction
from tests.factories import bring, offer, proposal, request, resident, ring, team_member


@dataclass
class Neighbourhood:
    """Records of every kind, made once for a crawl. Add what your routes need; ids are enough."""

    mia: Resident
    sjef: Resident
    fatima: Resident
    proposal: Match
    agreed: Match
    invitation: str  # The token of a link for somebody who is to work here.
    calendar: str  # The token of the link to Mia's appointments.
    ids: dict[str, int] = field(default_factory=dict)


def make_neighbourhood() -> Neighbourhood:
    """Make Mia and Sjef with a proposal and an agreed match, and Fatima, who is a stranger to both."""
    mia, sjef = resident("Mia"), resident("Sjef")
    now = utc_now()
    newcomer = add_staff(email="nieuw@buurt.example", name="Nieuw", roles=[Role.DESK], now=now)
    made = Neighbourhood(
        mia=mia,
        sjef=sjef,
        fatima=resident("Fatima"),
        proposal=proposal(request(mia), offer(sjef)),
        agreed=bring(proposal(request(mia, "garden"), offer(sjef, "garden")), MatchState.AGREED),
        invitation=invite(newcomer.id, now=now),
        calendar=make_calendar_link(mia.id, now=now),
        ids={"newcomer": newcomer.id, "site": save_site(None, SiteValues(name="De Poort"), now=now).id},
    )
    made.ids |= _for_the_worker(made) | _for_the_desk(made) | _for_proposals(made)
    made.ids |= _for_the_resident(made) | _for_activities(made) | _for_the_team(made) | _for_scooters(made)
    return made


def _for_the_resident(made: Neighbourhood) -> dict[str, int]:
    """Make an offer of Mia's; and what is nothing of hers: Sjef's request, and his meeting with Fatima."""
    theirs = bring(proposal(request(made.sjef, "pet"), offer(made.fatima, "pet")), MatchState.AGREED)
    in_a_week = Meeting(day=local_today() + timedelta(days=7), begins=time(10))
    return {
        "her_offer": offer(made.mia, "language").id,
        "his_request": theirs.help_request_id,
        "his_match": theirs.id,
        "his_meeting": plan_meeting(theirs.id, in_a_week, now=utc_now()).id,
    }


def _for_the_team(made: Neighbourhood) -> dict[str, int]:
    """Make a task that Tom does tomorrow, and let Sjef take over from the team what he agreed to."""
    tom, today = team_member("Tom"), local_today()
    task = open_task(request(made.fatima, "odd_jobs"), on=today)
    plan = Plan(member_id=tom.id, on=today + timedelta(days=1), daypart=0)
    plan_task(task.id, plan, seen=None, today=today, now=utc_now())
    open_task(request(made.sjef, "odd_jobs"), on=today)
    with transaction() as session:
        monday = today + timedelta(days=7 - today.weekday())
        session.get_one(Match, made.agreed.id).takes_over_on = monday
    return {"tom": tom.id, "task": task.id, "taken_over": made.agreed.id}


def _for_the_worker(made: Neighbourhood) -> dict[str, int]:
    """Make a meeting, a call and an offer; and four who would cook together."""
    tomorrow = Meeting(day=local_today() + timedelta(days=1), begins=time(14))
    for name in ("Anna", "Bram", "Cas", "Dien"):
        request(resident(name), "cooking")
    call = open_call(made.proposal.request, reason=CallReason.NO_MATCH_IN_TIME, on=local_today())
    return {
        "meeting": plan_meeting(made.agreed.id, tomorrow, now=utc_now()).id,
        "call": call.id,
        "request": made.proposal.help_request_id,
        "offer": made.proposal.help_offer_id,
    }


def _for_the_desk(made: Neighbourhood) -> dict[str, int]:
    """Make two cards of one person that were merged, a signal and a referral."""
    now, today = utc_now(), local_today()
    twice = resident("Fatima El")
    merge = merge_residents(kept_id=made.fatima.id, merged_id=twice.id, by_id=None, now=now)
    for key, channel in (("call", Channel.CALL), ("letter", Channel.LETTER)):
        words = {"to": "", "subject": "Uw vraag", "body": "Wij zoeken nog iemand."}
        queue_message(key, kind="offer_expired", channel=channel, resident_id=made.mia.id, now=now, **words)
    referral = make_referral(
        direction=Direction.TO,
        party=Party.GP,
        agreed_on=today,
        on=today,
        today=today,
        by_id=None,
        resident_id=made.mia.id,
    )
    return {
        "merge": merge.id,
        "signal": raise_signal("De kachel is stuk", by_id=None, now=now, resident_id=made.mia.id).id,
        "referral": referral.id,
        "message": list_messages(limit=1)[0][0].id,
    }


def _for_activities(made: Neighbourhood) -> dict[str, int]:
    """Make an activity of which Mia is host and to which Sjef comes, and one of Sjef's that is not public."""
    today = local_today()
    day = {"on": today, "today": today}
    soup = ActivityValues(
        title="Soep", takes_place_on=today + timedelta(days=3), begins_at=time(12), capacity=1
    )
    one = plan_activity(soup, **day)
    his = plan_activity(ActivityValues(title="Kaarten", public=False), **day)
    choose_host(one.id, resident_id=made.mia.id, name_agreed=True, **day)
    choose_host(his.id, resident_id=made.sjef.id, name_agreed=False, **day)
    take_place(one.id, resident_id=made.sjef.id, **day)
    take_place(one.id, resident_id=made.mia.id, **day)
    return {"activity": one.id, "his_activity": his.id}


def _for_scooters(made: Neighbourhood) -> dict[str, int]:
    """Make a site with a scooter; Mia and Sjef reserved it, Mia waits for it, and once it is kept back."""
    today, now = local_today(), utc_now()
    lends = SiteValues(name="De Halte", is_desk=False, lends_scooters=True)
    site, monday = save_site(None, lends, now=now), today + timedelta(days=14 - today.weekday())
    set_hours(site.id, {(weekday, daypart): CLOCK[daypart] for weekday in range(7) for daypart in CLOCK})
    scooter = add_scooter(site_id=site.id, name="Halte 1", now=now)
    for one in (made.mia, made.sjef):
        record_check(one.id, on=today, today=today, by=None)

    def wish(daypart: int) -> Wish:
        return Wish(span=Span.of(monday + timedelta(days=1), daypart), site_id=site.id)

    hers = reserve(resident_id=made.mia.id, wish=wish(0), now=now)
    his = reserve(resident_id=made.sjef.id, wish=wish(2), now=now)
    waits = wait_for_scooter(resident_id=made.mia.id, wish=wish(2), now=now)
    block = block_scooter(scooter.id, Span.of(monday + timedelta(days=4), 0), now=now).block
    return {
        "scooter_site": site.id,
        "scooter": scooter.id,
        "block": block.id if block else 0,
        "reservation": hers.id,
        "his_reservation": his.id,
        "waiting": waits.id,
    }


def _visitor(made: Neighbourhood) -> dict[str, Any]:
    return {"resident_id": made.mia.id}


def _two_visitors(made: Neighbourhood) -> dict[str, Any]:
    return {"one_id": made.mia.id, "other_id": made.fatima.id}


def _made(name: str) -> "Arguments":
    return lambda made: {f"{name}_id": made.ids[name]}


def _for_proposals(made: Neighbourhood) -> dict[str, int]:
    """Make a ring, a round, and two who are never matched."""
    links = ring(
        (request(made.fatima, "forms"), offer(made.sjef, "forms")),
        (request(made.sjef, "language"), offer(made.fatima, "language")),
    )
    never_match(one_id=made.mia.id, other_id=made.fatima.id, on=local_today())
    pairs, _ = page_of_never_pairs(limit=1, offset=0)
    if find_latest_round() is None:  # The benchmark's city has one.
        with transaction() as session:  # Stored as it is: a round that is run would make all proposals anew.
            session.add(MatchingRound(**FOUND_NOTHING, as_of=local_today()))
    return {"ring": links[0].ring_id or 0, "never": pairs[0].id, "round": 1}


def _proposal(made: Neighbourhood) -> dict[str, Any]:
    return {"match_id": made.proposal.id}


def _task(made: Neighbourhood) -> dict[str, Any]:
    return {"task_id": made.ids["task"]}


def _ring(made: Neighbourhood) -> dict[str, Any]:
    return {"ring_id": made.ids["ring"]}


def _agreed(made: Neighbourhood) -> dict[str, Any]:
    return {"match_id": made.agreed.id}


def _side(made: Neighbourhood) -> dict[str, Any]:
    return {"match_id": made.agreed.id, "side": "asker"}


def _meeting(made: Neighbourhood) -> dict[str, Any]:
    return {"match_id": made.agreed.id, "meeting_id": made.ids["meeting"]}


def _call(made: Neighbourhood) -> dict[str, Any]:
    return {"call_id": made.ids["call"]}


def _together(made: Neighbourhood) -> dict[str, Any]:
    cooking = [one.id for one in list_requests() if one.category.code == "cooking"]
    return {"key": "-".join(map(str, cooking))}


FOUND_NOTHING: dict[str, Any] = {
    "number": 1,
    "previous_round": 0,
    "policy": {},
    "code_version": "1",
    "input_hash": "0" * 64,
    "status": "optimal",
    "stopped": False,
    "value": 0,
    "bound": 0,
    "gap": 0.0,
    "served_max": 0,
    "candidates": 0,
    "levels": {"urgent": 0, "served": 0, "reciprocal": 0, "suitability": 0},
    "near_misses": [],
}


def _her_request(made: Neighbourhood) -> dict[str, Any]:
    return {"request_id": made.ids["request"]}


def _his_request(made: Neighbourhood) -> dict[str, Any]:
    return {"request_id": made.ids["his_request"]}


def _her_offer(made: Neighbourhood) -> dict[str, Any]:
    return {"offer_id": made.ids["her_offer"]}


def _his_offer(made: Neighbourhood) -> dict[str, Any]:
    return {"offer_id": made.ids["offer"]}


def _reserved(made: Neighbourhood) -> dict[str, Any]:
    return {**_visitor(made), "reservation_id": made.ids["reservation"]}


def _own_reservation(made: Neighbourhood) -> dict[str, Any]:
    return {"reservation_id": made.ids["reservation"]}


def _his_reservation(made: Neighbourhood) -> dict[str, Any]:
    return {"reservation_id": made.ids["his_reservation"]}


def _block(made: Neighbourhood) -> dict[str, Any]:
    return {"scooter_id": made.ids["scooter"], "block_id": made.ids["block"]}


def _closed_day(made: Neighbourhood) -> dict[str, Any]:
    return {"site_id": made.ids["site"], "day": local_today().isoformat()}


Arguments = Callable[[Neighbourhood], dict[str, Any]]


@dataclass(frozen=True)
class Route:
    """Whose a route is, and the records to try it with.

    `status` is what the page answers to who may see it, where that is not 200 or a redirect: 404 of a page
    that is reached by a form only. `missing` is what it answers of a record that is not there.
    """

    who: tuple[str, ...]
    of: Arguments | None = None
    foreign: Arguments | None = None
    status: int | None = None
    missing: int = 404


def route(
    *who: str,
    of: Arguments | None = None,
    foreign: Arguments | None = None,
    status: int | None = None,
    missing: int = 404,
) -> Route:
    """Return a line of the table."""
    return Route(who, of, foreign, status, missing)


ROUTES: dict[str, Route] = {
    "activities.activities": route("public"),
    "activities.activity": route("public", of=_made("activity")),
    "activities.attendance": route("desk", "worker", of=_made("activity")),
    "activities.cancel": route("worker", of=_made("activity")),
    "activities.change": route("worker", of=_made("activity")),
    "activities.feed": route("public"),
    "activities.file": route("public", of=_made("activity")),
    "activities.host": route("worker", of=_made("activity")),
    "activities.hosting": route(
        "resident", of=_made("activity"), foreign=lambda made: {"activity_id": made.ids["his_activity"]}
    ),
    "activities.invite_all": route("worker", of=_made("activity")),
    "activities.leave": route("resident", of=_made("activity")),
    "activities.make_host": route("worker", of=_made("activity")),
    "activities.new": route("worker"),
    "activities.overview": route("desk", "worker"),
    "activities.paper": route("desk", "worker", of=_made("activity")),
    "activities.people": route("desk", "worker", of=_made("activity")),
    "activities.put_on_list": route("desk", "worker", of=_made("activity")),
    "activities.say_for": route("desk", "worker", of=_made("activity")),
    "activities.sign_up": route("desk", "worker", of=_made("activity")),
    "activities.take_part": route(
        "resident", of=_made("activity"), foreign=lambda made: {"activity_id": made.ids["his_activity"]}
    ),
    "accounts.change_password_page": route("staff"),
    "accounts.change_pin": route("staff"),
    "accounts.choose_password_page": route("public"),
    "accounts.choose_pin": route("public"),
    "accounts.choose_second_factor": route("public"),
    "accounts.devices": route("worker", "operator"),
    "accounts.here": route("staff"),
    "accounts.invited": route("public", of=lambda n: {"token": n.invitation}),
    "accounts.lock": route("staff"),
    "accounts.new_recovery_codes": route("staff"),
    "accounts.own_account": route("staff"),
    "accounts.forget_passkey": route("staff", of=lambda n: {"passkey_id": 1}),
    "accounts.passkey_to_add": route("staff"),
    "accounts.passkey_to_use": route("public"),
    "accounts.passkeys": route("staff"),
    "accounts.qr_code": route("public"),
    "accounts.show_passkey": route("public"),
    "accounts.resident_code": route("public"),
    "accounts.resident_sign_in": route("public"),
    "accounts.resident_who": route("public"),
    "accounts.revoke": route("worker", "operator", of=lambda n: {"device_id": 1}),
    "accounts.second_step": route("public"),
    "accounts.sign_out": route("public"),
    "accounts.somebody_else": route("staff"),
    "accounts.staff_sign_in": route("public"),
    "accounts.unlock": route("staff"),
    "demo.overview": route("public"),
    "desk.desk": route("desk", "worker"),
    "desk.details": route("desk", "worker", of=_visitor),
    "desk.double_of": route("desk", "worker", of=_visitor),
    "desk.doubles": route("desk", "worker"),
    "desk.leave_view": route("desk", "worker", of=_visitor),
    "desk.rest": route("desk", "worker", of=lambda n: {**_visitor(n), "what": "begin"}),
    "desk.merge": route("desk", "worker", of=_two_visitors),
    "desk.nameless_request": route("desk", "worker"),
    "desk.new_offer": route("desk", "worker"),
    "desk.new_request": route("desk", "worker"),
    "desk.offer_of": route("desk", "worker", of=_visitor),
    "desk.offer_slip": route("desk", "worker", of=_made("offer")),
    "desk.offer_step": route("desk", "worker", of=_made("offer")),
    "desk.part": route("desk", "worker", of=_made("merge")),
    "desk.question": route("desk", "worker"),
    "desk.question_back": route("desk", "worker"),
    "desk.referral_of": route("desk", "worker", of=_visitor),
    "desk.request_of": route("desk", "worker", of=_visitor),
    "desk.request_slip": route("desk", "worker", of=_made("request")),
    "desk.request_step": route("desk", "worker", of=_made("request")),
    "desk.signal_about": route("desk", "worker", of=_visitor),
    "desk.two_people": route("desk", "worker", of=_two_visitors),
    "desk.visitor": route("desk", "worker", of=_visitor),
    "demo.post": route("public"),
    "demo_sign_in.sign_in": route("public"),
    "fallback.hand_back": route("team", "worker", of=_task),
    "fallback.hand_over": route("worker", of=lambda n: {"match_id": n.ids["taken_over"]}),
    "fallback.hasten": route("worker", of=_her_request),
    "fallback.hold": route("worker", of=_her_request),
    "fallback.take_back": route("worker", of=_her_request),
    "fallback.tomorrow": route("worker"),
    "help.ask": route("public"),
    "help.ask_anew": route("public"),
    "help.ask_check": route("public"),
    "help.ask_done": route("public", status=404),
    "help.ask_step": route("public", of=lambda _: {"step": "soort"}),
    "help.offer": route("public"),
    "help.offer_anew": route("public"),
    "help.offer_check": route("public"),
    "help.offer_done": route("public", status=404),
    "help.offer_step": route("public", of=lambda _: {"step": "soort"}),
    "help.privacy": route("public"),
    "help.wipe_all": route("public"),
    "my.calendar_page": route("resident"),
    "my.change_offer_view": route("resident", of=_her_offer, foreign=_his_offer),
    "my.change_own_data": route("resident"),
    "my.change_request_view": route("resident", of=_her_request, foreign=_his_request),
    "my.confirm_offer_view": route("resident", of=_her_offer, foreign=_his_offer),
    "my.everything": route("resident"),
    "my.feed": route("public", of=lambda made: {"token": made.calendar}),
    "my.leave_view": route("resident"),
    "my.meeting_file": route(
        "resident",
        of=lambda made: {"meeting_id": made.ids["meeting"]},
        foreign=lambda made: {"meeting_id": made.ids["his_meeting"]},
    ),
    "my.my": route("resident"),
    "my.offer_page": route("resident", of=_her_offer, foreign=_his_offer),
    "messages.done": route("desk", "worker", of=_made("message")),
    "messages.letters": route("desk", "worker"),
    "messages.letters_done": route("desk", "worker"),
    "messages.message": route("desk", "worker", of=_made("message")),
    "messages.messages": route("desk", "worker"),
    "messages.undo": route("desk", "worker", of=_made("message")),
    "my.messages": route("resident"),
    "my.own_data": route("resident"),
    "my.pause_offer_view": route("resident", of=_her_offer, foreign=_his_offer),
    "my.pause_request_view": route("resident", of=_her_request, foreign=_his_request),
    "my.reservation_file": route("resident", of=_own_reservation, foreign=_his_reservation),
    "my.request_page": route("resident", of=_her_request, foreign=_his_request),
    "my.resume_offer_view": route("resident", of=_her_offer, foreign=_his_offer),
    "my.resume_request_view": route("resident", of=_her_request, foreign=_his_request),
    "my.review": route("resident", of=_agreed, foreign=lambda made: {"match_id": made.ids["his_match"]}),
    "my.revoke_link": route("resident"),
    "my.take_along": route("resident"),
    "my.who_looked": route("resident"),
    "my.withdraw_offer_view": route("resident", of=_her_offer, foreign=_his_offer),
    "my.withdraw_request_view": route("resident", of=_her_request, foreign=_his_request),
    "proposals.approve": route("worker", of=_proposal),
    "proposals.approve_ring": route("worker", of=_ring),
    "proposals.by_hand": route("worker"),
    "proposals.change": route("worker", of=_proposal),
    "proposals.choose": route("worker", of=lambda n: {**_proposal(n), "offer_id": n.agreed.help_offer_id}),
    "proposals.decline": route("worker", of=_proposal),
    "proposals.decline_whole": route("worker", of=_ring),
    "proposals.later": route("worker", of=_proposal),
    "proposals.never_together": route("worker"),
    "proposals.one_round": route("worker", of=lambda n: {"number": n.ids["round"]}),
    "proposals.otherwise": route("worker", of=_proposal),
    "proposals.pair": route(
        "worker",
        of=lambda n: {"request_id": n.proposal.help_request_id, "offer_id": n.proposal.help_offer_id},
    ),
    "proposals.part": route("worker"),
    "proposals.progress": route("worker"),
    "proposals.proposal": route("worker", of=_proposal),
    "proposals.proposals": route("worker"),
    "proposals.ring": route("worker", of=_ring),
    "proposals.ring_later": route("worker", of=_ring),
    "proposals.rounds": route("worker"),
    "proposals.run_now": route("worker"),
    "proposals.take_part_again": route("worker", of=_proposal),
    "proposals.together_again": route("worker", of=lambda n: {"never_match_id": n.ids["never"]}),
    "proposals.undo": route("worker", of=_proposal),
    "proposals.undo_ring": route("worker", of=_ring),
    "operator.anew": route("operator", of=lambda n: {"staff_id": n.ids["newcomer"]}),
    "operator.categories": route("operator"),
    "operator.close": route("operator", of=lambda n: {"staff_id": n.ids["newcomer"]}),
    "operator.closed_days": route("operator", of=_made("site")),
    "operator.conversations": route("operator"),
    "operator.health": route("public"),
    "operator.jobs": route("operator"),
    "operator.jobs_progress": route("operator"),
    "operator.run_job": route("operator", of=lambda _: {"job": "retention"}),
    "operator.log": route("operator"),
    "operator.neighbourhoods": route("operator"),
    "operator.new_category": route("operator"),
    "operator.new_neighbourhood": route("operator"),
    "operator.new_site": route("operator"),
    "operator.new_staff": route("operator"),
    "operator.one_category": route("operator", of=lambda n: {"category_id": 1}),
    "operator.one_neighbourhood": route("operator", of=lambda n: {"neighbourhood_id": 1}),
    "operator.one_site": route("operator", of=lambda n: {"site_id": n.ids["site"]}),
    "operator.one_staff": route("operator", of=lambda n: {"staff_id": n.ids["newcomer"]}),
    "operator.operator": route("operator"),
    "operator.opening": route("operator", of=_made("site")),
    "operator.open_again": route("operator", of=_closed_day),
    "operator.postcodes": route("operator"),
    "operator.reopen": route("operator", of=lambda n: {"staff_id": n.ids["newcomer"]}),
    "operator.sites": route("operator"),
    "operator.staff": route("operator"),
    "operator.texts": route("operator"),
    "operator.weights": route("operator"),
    "public.accessibility": route("public"),
    "public.complaint": route("public"),
    "figures.figures": route("policy", "worker", "operator"),
    "figures.number": route("policy", "worker", "operator", of=lambda _made: {"name": "requests"}),
    # A kind of file is one of a closed list, so none is missing.
    "figures.export": route("policy", "worker", "operator", of=lambda _made: {"kind": "csv"}, missing=200),
    "figures.printed": route("policy", "worker", "operator"),
    "public.home": route("public"),
    "referrals.arrived": route("desk", "worker", of=_made("referral")),
    "referrals.close": route("desk", "worker", of=_made("referral")),
    "referrals.new_signal": route("desk", "worker"),
    "referrals.referrals": route("desk", "worker"),
    "referrals.signal": route("worker", of=_made("signal")),
    "referrals.signals": route("desk", "worker"),
    "referrals.take": route("worker", of=_made("signal")),
    "scooters.about_scooter": route("host", "worker", "operator", of=_made("scooter")),
    "scooters.back_in_use": route("host", "worker", "operator", of=_made("scooter")),
    "scooters.bring_elsewhere": route("host", "worker", "operator", of=_made("scooter")),
    "scooters.check": route("host", "desk", "worker", of=_visitor),
    "scooters.desk_booking": route("desk", "worker", of=_reserved),
    "scooters.desk_cancel": route("desk", "worker", of=_reserved),
    "scooters.desk_free": route("desk", "worker", of=_visitor),
    "scooters.desk_free_to_move": route("desk", "worker", of=_reserved),
    "scooters.desk_move": route("desk", "worker", of=_reserved),
    "scooters.desk_reserve": route("desk", "worker", of=_visitor),
    "scooters.desk_scooters": route("desk", "worker", of=_visitor),
    "scooters.desk_wait": route("desk", "worker", of=_visitor),
    "scooters.desk_waiting_step": route(
        "desk", "worker", of=lambda n: {**_visitor(n), "waiting_id": n.ids["waiting"]}
    ),
    "scooters.desk_week": route("desk", "worker", of=_visitor),
    "scooters.desk_weekly": route("desk", "worker", of=_visitor),
    "scooters.fleet": route("host", "worker", "operator"),
    "scooters.host_affected": route("host", "desk", "worker"),
    "scooters.host_day": route("host", "desk", "worker"),
    "scooters.host_exchange": route("host", "desk", "worker", of=_own_reservation),
    "scooters.host_hand_out": route("host", "desk", "worker", of=_own_reservation),
    "scooters.host_longer": route("host", "desk", "worker", of=_own_reservation),
    "scooters.host_no_show": route("host", "desk", "worker", of=_own_reservation),
    "scooters.host_reservation": route("host", "desk", "worker", of=_own_reservation),
    "scooters.host_take_back": route("host", "desk", "worker", of=_own_reservation),
    "scooters.host_undo": route("host", "desk", "worker", of=_own_reservation),
    "scooters.host_walk_in": route("host", "desk", "worker"),
    "scooters.host_walk_in_of": route("host", "desk", "worker", of=_visitor),
    "scooters.lift": route("host", "worker", "operator", of=_block),
    "scooters.maintain": route("host", "worker", "operator", of=_made("scooter")),
    "scooters.my_booking": route("resident", of=_own_reservation, foreign=_his_reservation),
    "scooters.my_cancel": route("resident", of=_own_reservation, foreign=_his_reservation),
    "scooters.my_free": route("resident"),
    "scooters.my_free_to_move": route("resident", of=_own_reservation, foreign=_his_reservation),
    "scooters.my_move": route("resident", of=_own_reservation, foreign=_his_reservation),
    "scooters.my_reserve": route("resident"),
    "scooters.my_scooters": route("resident"),
    "scooters.my_wait": route("resident"),
    "scooters.my_waiting_step": route("resident", of=_made("waiting")),
    "scooters.my_week": route("resident"),
    "scooters.my_weekly": route("resident"),
    "scooters.new_scooter": route("operator"),
    "scooters.one_scooter": route("host", "worker", "operator", of=_made("scooter")),
    "scooters.retire": route("operator", of=_made("scooter")),
    "scooters.rules": route("operator"),
    "scooters.scooters": route("public"),
    "scooters.stop_driving": route("host", "desk", "worker", of=_visitor),
    "scooters.week": route("public"),
    "team.begin": route("team", "worker", of=_task),
    "team.board": route("team", "worker"),
    "team.done": route("team", "worker", of=_task),
    "team.hours": route("team", "worker"),
    "team.member": route("team", "worker", of=lambda n: {"staff_id": n.ids["tom"]}),
    "team.plan": route("team", "worker", of=_task),
    "team.task": route("team", "worker", of=_task),
    "team.undo": route("team", "worker", of=_task),
    "team.undo_done": route("team", "worker", of=_task),
    "team.unplan": route("team", "worker", of=_task),
    "team.week": route("team", "worker"),
    "today.answer": route("worker", of=lambda made: {**_call(made), "number": 1, "said": "ja"}),
    "today.also": route("worker", of=lambda n: {"helper_id": n.sjef.id}),
    "today.ask_also": route("worker", of=lambda n: {"helper_id": n.sjef.id, "request_id": 1}),
    "today.calendar": route("worker", of=_meeting),
    "today.call": route("worker", of=_call),
    "today.call_not_reached": route("worker", of=_call),
    "today.calls": route("worker"),
    "today.cancel": route("worker", of=lambda made: {**_meeting(made), "version": 0}),
    "today.change": route("worker", of=_meeting),
    "today.done": route("worker", of=_call),
    "today.not_called": route("worker", of=_call),
    "today.follow": route("worker", of=_agreed),
    "today.follow_with": route("worker", of=lambda made: {**_agreed(made), "choice": "stop"}),
    "today.letter": route("worker", "desk", of=_side),
    "today.look_progress": route("worker", of=lambda _made: {"what": "belplan"}, missing=200),
    "today.look_again": route("worker", of=lambda _made: {"what": "belplan"}),
    "today.make_activity": route("worker", of=_together),
    "today.match": route("worker", of=_agreed),
    "today.matches": route("worker"),
    "today.not_reached": route("worker", of=_side),
    "today.offer": route("worker", of=lambda made: {"offer_id": made.ids["offer"]}),
    "today.offer_said": route("worker", of=lambda made: {"offer_id": made.ids["offer"], "said": "geldt"}),
    "today.plan": route("worker", of=_agreed),
    "today.propose": route("worker", of=lambda made: {**_call(made), "number": 1}),
    "today.review": route("worker", of=_side),
    "today.say_no": route("worker", of=_side),
    "today.say_yes": route("worker", of=_side),
    "today.shortages": route("worker"),
    "today.take_back": route("worker", of=_side),
    "today.today": route("worker"),
    "today.together": route("worker"),
    "today.unmatched": route("worker"),
    "today.unmatched_request": route("worker", of=lambda made: {"request_id": made.ids["request"]}),
}
