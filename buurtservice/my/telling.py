"""Says in one plain sentence how a request or an offer stands, and the one thing to do, if there is any.

Who refused is never said, nor that there is a ring: of a match that ended before both agreed nothing is told.
"""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext

from buurtservice.activities.models import PlaceState
from buurtservice.help.default_categories import OTHER
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.policies import route_due_on
from buurtservice.labels import DAYPARTS
from buurtservice.matches.models import LIVE_STATES, MatchState
from buurtservice.matches.phoning import way_to_reach
from buurtservice.my.match_lines import Line, match_line
from buurtservice.my.queries import Doing
from buurtservice.residents.models import ContactBy
from buurtservice.team.models import LIVE_TASKS, TeamTask
from buurtservice.team.planning import plan_of
from buurtservice.web.words import day_words


@dataclass(frozen=True, kw_only=True)
class Told:
    """One request or offer as the page shows it."""

    kind: str
    pictogram: str
    since: date
    url: str
    lines: list[Line]
    is_over: bool


def tell_request(request: HelpRequest, doing: Doing, *, language: str) -> Told:
    """Return a request with what is happening."""
    return Told(
        kind=_kind(request, language),
        pictogram=request.category.pictogram,
        since=request.received_on,
        url=url_for("my.request_page", request_id=request.id),
        lines=_request_lines(request, doing),
        is_over=request.state in (RequestState.FULFILLED, RequestState.WITHDRAWN),
    )


def tell_offer(offer: HelpOffer, doing: Doing, *, language: str) -> Told:
    """Return an offer with what is happening. With a match that runs it is not over, whatever its state."""
    lines = [
        match_line(match, doing) for match in doing.matches_of_offer(offer.id) if match.state in LIVE_STATES
    ]
    return Told(
        kind=_kind(offer, language),
        pictogram=offer.category.pictogram,
        since=offer.received_on,
        url=url_for("my.offer_page", offer_id=offer.id),
        lines=[*lines, *_offer_lines(offer, helps=bool(lines))],
        is_over=not lines and offer.state == OfferState.WITHDRAWN,
    )


def _kind(wish: HelpRequest | HelpOffer, language: str) -> str:
    name = wish.category.name_in(language)
    return name[:1].upper() + name[1:]


def _request_lines(request: HelpRequest, doing: Doing) -> list[Line]:
    match = next(iter(doing.matches_of_request(request.id)), None)
    if match is not None and match.state in LIVE_STATES:
        return [match_line(match, doing)]
    match request.state:
        case RequestState.WITHDRAWN if request.id in doing.helped:
            return [Line(sentence=gettext("Deze vraag is gesloten: u bent al geholpen."))]
        case RequestState.WITHDRAWN:
            return [Line(sentence=gettext("U hebt deze vraag ingetrokken."))]
        case RequestState.PAUSED:
            return [Line(sentence=gettext("Uw vraag staat op pauze. Wij zoeken nu niemand."))]
        case RequestState.FULFILLED if match is not None and match.state == MatchState.COMPLETED:
            return [match_line(match, doing)]
        case RequestState.FULFILLED:
            return [Line(sentence=_fulfilled(request, doing))]
        case _:
            return [Line(sentence=_waiting(request, doing))]


def _fulfilled(request: HelpRequest, doing: Doing) -> str:
    if any(task.help_request_id == request.id for task in doing.tasks):
        return str(gettext("Het buurtteam heeft u geholpen."))
    for place in doing.places:
        if place.help_request_id == request.id:
            return str(gettext("U deed mee met: %(title)s.", title=place.activity.title))
    return str(gettext("Deze vraag is klaar."))


def _waiting(request: HelpRequest, doing: Doing) -> str:
    """Say what happens with an open request that no neighbour answers yet."""
    for place in doing.places:
        if place.help_request_id == request.id and place.state == PlaceState.TAKEN:
            return str(gettext("U doet mee met: %(title)s. Tot dan.", title=place.activity.title))
    tasks = [task for task in doing.tasks if task.help_request_id == request.id and task.state in LIVE_TASKS]
    if tasks:
        return _team_comes(tasks)
    for place in doing.places:
        if place.help_request_id == request.id and place.state == PlaceState.INVITED:
            return str(
                gettext("U bent uitgenodigd: %(title)s. Wij vragen u of u komt.", title=place.activity.title)
            )
    if request.category.code == OTHER or request.id in doing.called_about:
        return _will_reach(request)
    due = route_due_on(request, paused_days=doing.paused_days.get(request.id, 0))
    if due <= doing.today:
        return str(gettext("Wij zoeken nog iemand. Uw vraag blijft niet liggen."))
    return str(gettext("Wij zoeken nog iemand. Uiterlijk %(day)s hoort u van ons.", day=day_words(due)))


def _team_comes(tasks: list[TeamTask]) -> str:
    """Say when the team comes, the first day first; nobody's name, as long as they have not met."""
    plans = [plan for plan in map(plan_of, tasks) if plan is not None]
    if not plans:
        return str(gettext("Het buurtteam komt u helpen en spreekt met u een dag af."))
    first = min(plans, key=lambda plan: (plan.on, plan.daypart))
    day, part = day_words(first.on), gettext(DAYPARTS[first.daypart])
    return str(gettext("Het buurtteam komt u helpen op %(day)s, %(daypart)s.", day=day, daypart=part))


def _will_reach(request: HelpRequest) -> str:
    match way_to_reach(request.resident):
        case ContactBy.PHONE:
            return str(gettext("De buurtwerker belt u over deze vraag."))
        case ContactBy.EMAIL:
            return str(gettext("De buurtwerker mailt u over deze vraag."))
        case ContactBy.LETTER:
            return str(gettext("De buurtwerker schrijft u over deze vraag."))
        case _:
            return str(gettext("De buurtwerker wil u iets vragen over deze vraag. Bel ons of loop binnen."))


def _offer_lines(offer: HelpOffer, *, helps: bool) -> list[Line]:
    match offer.state:
        case OfferState.WITHDRAWN:
            return [Line(sentence=gettext("U hebt dit aanbod ingetrokken."))]
        case OfferState.PAUSED:
            return [
                Line(sentence=gettext("Uw aanbod staat op pauze. Wij vragen u nu niet voor iets nieuws."))
            ]
        case OfferState.EXPIRED:
            return [
                Line(
                    sentence=gettext("Uw aanbod is verlopen. Klopt het nog? Zeg het, dan doet het weer mee.")
                )
            ]
        case _ if offer.resident.resting:
            return [Line(sentence=gettext("U hebt rust gevraagd. Wij vragen u nu niet."))]
        case _ if offer.category.requires_screening and not offer.resident.screened:
            return [
                Line(
                    sentence=gettext(
                        "Uw aanbod staat klaar. Voor deze hulp vragen wij eerst samen een gratis VOG aan."
                    )
                )
            ]
        case _ if not helps:
            return [Line(sentence=gettext("Uw aanbod staat klaar. U hoort van ons als er iemand past."))]
        case _ if offer.places_taken < offer.capacity:
            return [Line(sentence=gettext("Er is nog plaats voor iemand. U hoort van ons."))]
        case _:
            return []
