"""Tells each thing that waits in one plain sentence, with one link to the page where it is done."""

from dataclasses import dataclass
from datetime import date

from flask import url_for as url
from flask_babel import gettext, ngettext

from buurtservice.calls.models import Call, CallReason
from buurtservice.clock import utc_now
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.policies import routed_by
from buurtservice.matches.models import Match
from buurtservice.matches.phoning import call_back_on, find_next_call, other_side, resident_of, said_yes_on
from buurtservice.today.calling import gain_words
from buurtservice.today.people import Names, match_words, pair_words, places_words
from buurtservice.today.queries import Day, Waiting
from buurtservice.today.what_waits import Kind
from buurtservice.web.words import day_words
from buurtservice.wording import join_words

LATE_AFTER_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Told:
    """One row of the list."""

    days: int
    title: str
    sentence: str
    picture: str
    url: str
    button: str
    late: bool


def tell(waiting: Waiting, day: Day, *, names: Names, today: date, language: str) -> Told | None:
    """Return the row; None when its record is gone since the list was made. `names` are those of the page."""
    teller = _Teller(day, names, today, language)
    told: tuple[str, str, str, str, str] | None
    match waiting.kind:
        case Kind.PROPOSAL:
            told = teller.proposal(day.matches.get(waiting.id))
        case Kind.YES:
            told = teller.to_phone(day.matches.get(waiting.id))
        case Kind.CALL:
            told = teller.call(day.calls.get(waiting.id))
        case Kind.REVIEW:
            told = teller.review(day.matches.get(waiting.id))
        case Kind.ROUTED:
            told = teller.soon_routed(day.requests.get(waiting.id))
        case _:
            told = teller.offer(day.offers.get(waiting.id))
    if told is None:
        return None
    days = max(0, (today - waiting.since).days)
    title, sentence, picture, where, button = told
    return Told(
        days=days,
        title=title,
        sentence=sentence,
        picture=picture,
        url=where,
        button=button,
        late=days > LATE_AFTER_DAYS,
    )


Row = tuple[str, str, str, str, str]  # Title, sentence, picture, address, words of the button.


@dataclass(frozen=True)
class _Teller:
    day: Day
    names: Names
    today: date
    language: str

    def proposal(self, match: Match | None) -> Row | None:
        if match is None:
            return None
        links = self.day.rings.get(match.whole_ring_id or 0, [])
        if len(links) > 1:
            return self._ring(match.whole_ring_id or 0, links)
        return (
            gettext("Voorstel: %(match)s", match=match_words(match, self.language, self.names)),
            places_words(match),
            match.request.category.pictogram,
            url("proposals.proposal", match_id=match.id),
            gettext("Bekijk het voorstel"),
        )

    def _ring(self, ring_id: int, links: list[Match]) -> Row:
        names = join_words([self.names[link.offer.resident_id] for link in links])
        sentence = ngettext(
            "Past het? U beslist over %(num)d vraag tegelijk.",
            "Past het? U beslist over %(num)d vragen tegelijk.",
            len(links),
        )
        title = gettext("Kring: %(names)s", names=names)
        return title, sentence, "ring", url("proposals.ring", ring_id=ring_id), gettext("Bekijk de kring")

    def to_phone(self, match: Match | None) -> Row | None:
        call = find_next_call(match, today=self.today) if match is not None else None
        if match is None or call is None:
            return None
        name, other = (
            self.names[resident_of(match, call.side).id],
            self.names[resident_of(match, other_side(call.side)).id],
        )
        pair, words = pair_words(match, self.names), match_words(match, self.language, self.names)
        if said_yes_on(match, other_side(call.side)) is not None:
            title = gettext("%(pair)s: alleen %(name)s zei al ja", pair=pair, name=other)
        else:
            title = gettext("%(pair)s: nog allebei bellen", pair=pair)
        sentence = gettext("%(match)s. Bel %(name)s.", match=words, name=name)
        if call_back_on(match, call.side) is not None:
            sentence = gettext("%(name)s nam de vorige keer niet op. Bel opnieuw.", name=name)
        where = url("today.match", match_id=match.id)
        return title, sentence, "phone", where, gettext("Bel %(name)s", name=name)

    def call(self, call: Call | None) -> Row | None:
        if call is None:
            return None
        name = self.names[call.resident_id]
        where = url("today.call", call_id=call.id)
        if call.reason == CallReason.NO_MATCH_IN_TIME and call.request is not None:
            title = gettext(
                "%(name)s vroeg om hulp: %(kind)s. Er is niemand gevonden",
                name=name,
                kind=call.request.category.name_in(self.language),
            )
            sentence = gettext(
                "Het buurtteam mag dit niet doen. Bel %(name)s en zoek samen verder.", name=name
            )
        elif call.reason == CallReason.HANDED_BACK and call.request is not None:
            kind = call.request.category.name_in(self.language)
            title = gettext("%(name)s: het buurtteam gaf de taak terug (%(kind)s)", name=name, kind=kind)
            sentence = gettext("Bel %(name)s en zoek samen verder, of geef de taak opnieuw door.", name=name)
        elif call.request is not None:
            title = gettext("%(name)s heeft iets veranderd", name=name)
            sentence = gettext("Vraag wat dat betekent voor de match die er al was.")
        else:
            title = gettext("Bel %(name)s: dat kan veel opleveren", name=name)
            sentence = gain_words(call)
        if call.call_back_on is not None:
            sentence = gettext("%(name)s nam de vorige keer niet op. Bel opnieuw.", name=name)
        return title, sentence, "phone", where, gettext("Bel %(name)s", name=name)

    def review(self, match: Match | None) -> Row | None:
        if match is None:
            return None
        met = self.day.last_meetings.get(match.id)
        sentence = (
            gettext("Zij zagen elkaar op %(day)s.", day=day_words(met.starts_at))
            if met is not None
            else gettext(
                "%(match)s, sinds %(day)s.",
                match=match_words(match, self.language, self.names),
                day=day_words(match.last_step_on),
            )
        )
        return (
            gettext("%(pair)s: hoe ging het?", pair=pair_words(match, self.names)),
            sentence,
            match.request.category.pictogram,
            url("today.match", match_id=match.id),
            gettext("Noteer hoe het ging"),
        )

    def soon_routed(self, request: HelpRequest | None) -> Row | None:
        if request is None:
            return None
        day = day_words(routed_by(request, now=utc_now()))
        if not request.category.team_may_do:
            sentence = gettext("Het buurtteam mag dit niet doen: zoek zelf verder.")
        else:
            sentence = gettext("Op %(day)s gaat de vraag naar het buurtteam, als er dan niemand is.", day=day)
        return (
            gettext(
                "%(name)s zoekt: %(kind)s, nog niemand gevonden",
                name=self.names[request.resident_id],
                kind=request.category.name_in(self.language),
            ),
            sentence,
            request.category.pictogram,
            url("today.unmatched_request", request_id=request.id),
            gettext("Wie kunt u bellen?"),
        )

    def offer(self, offer: HelpOffer | None) -> Row | None:
        if offer is None:
            return None
        name = self.names[offer.resident_id]
        kind = offer.category.name_in(self.language)
        return (
            gettext("%(name)s biedt aan: %(kind)s. Het aanbod wordt oud", name=name, kind=kind),
            gettext("Geldt het nog? Anders verloopt het op %(day)s.", day=day_words(offer.expires_on)),
            offer.category.pictogram,
            url("today.offer", offer_id=offer.id),
            gettext("Vraag het %(name)s", name=name),
        )


def meeting_words(match: Match, names: Names) -> str:
    """Return who meet today."""
    return gettext(
        "%(one)s en %(other)s leren elkaar kennen",
        one=names[match.offer.resident_id],
        other=names[match.request.resident_id],
    )
