"""How it is with a request or an offer, in one plain sentence for the desk. No name of anybody else."""

from datetime import date

from flask_babel import gettext, ngettext

from buurtservice.desk.queries import Hit, RequestStands
from buurtservice.help.models import HelpOffer, OfferState, RequestState, SolutionKind
from buurtservice.help.policies import waiting_days
from buurtservice.matches.models import MatchState
from buurtservice.residents.duplicates import ALIKE_IN_WORDS, Alike
from buurtservice.web.words import initials, short_day_words


def request_sentence(stands: RequestStands, *, today: date) -> str:
    """Say where a request stands."""
    state = stands.request.state
    if state == RequestState.WITHDRAWN:
        return gettext("Gesloten: al geholpen.") if stands.is_helped else gettext("Ingetrokken.")
    if state == RequestState.FULFILLED:
        return gettext("Klaar: de hulp is gegeven.")
    if state == RequestState.PAUSED:
        return gettext("Staat op pauze. Wij zoeken nu niet.")
    if stands.answer == SolutionKind.TEAM_TASK:
        return gettext("Het buurtteam gaat dit doen.")
    if stands.answer == SolutionKind.ACTIVITY_PLACE:
        return gettext("De bezoeker doet mee aan een activiteit.")
    return _match_sentence(stands, today=today)


def _match_sentence(stands: RequestStands, *, today: date) -> str:
    if stands.match_state == MatchState.ACTIVE:
        return gettext("Iemand uit de buurt helpt.")
    if stands.match_state == MatchState.AGREED:
        return gettext("Afgesproken: iemand uit de buurt gaat helpen.")
    if stands.match_state == MatchState.APPROVED:
        return gettext("De buurtwerker belt allebei. Ze moeten allebei nog ja zeggen.")
    if stands.match_state == MatchState.PROPOSED:
        return gettext("Er ligt een voorstel bij de buurtwerker.")
    days = waiting_days(stands.request, as_of=today, paused_days=stands.paused_days)
    if days < 1:
        return gettext("Vandaag gevraagd. Vannacht zoeken wij wie erbij past.")
    return ngettext("Wij zoeken nog, %(num)d dag.", "Wij zoeken nog, al %(num)d dagen.", days)


def offer_sentence(offer: HelpOffer) -> str:
    """Say where an offer stands."""
    if offer.state == OfferState.WITHDRAWN:
        return gettext("Ingetrokken.")
    if offer.state == OfferState.EXPIRED:
        return gettext("Verlopen. Vraag of het nog geldt.")
    helped = offer.places_taken
    now = ngettext("Helpt nu %(num)d persoon.", "Helpt nu %(num)d mensen.", helped) if helped else ""
    if offer.state == OfferState.PAUSED:
        return " ".join((gettext("Staat op pauze."), now)).strip()
    return now or gettext("Doet mee. Nu nog niemand om te helpen.")


def alike_words(reasons: list[Alike]) -> str:
    """Say why two records may be of one person."""
    return ", ".join(gettext(ALIKE_IN_WORDS[reason]) for reason in reasons)


def lookalike_words(hit: Hit, reasons: list[Alike]) -> str:
    """Say who it may be without the whole name: "Ja, M.J., Botsaartstraat, telefoon eindigt op 61 (…)"."""
    who = [initials(hit.resident.name), hit.street]
    if hit.phone_end:
        who.append(gettext("telefoon eindigt op %(digits)s", digits=hit.phone_end))
    return gettext(
        "Ja, %(who)s: %(why)s", who=", ".join(part for part in who if part), why=alike_words(reasons)
    )


def hit_words(hit: Hit) -> str:
    """Say when somebody was here last and what runs: "laatste vraag of aanbod op 3 nov, 1 open vraag"."""
    words = []
    if hit.last_here:
        words.append(gettext("laatste vraag of aanbod op %(day)s", day=short_day_words(hit.last_here)))
    if hit.open_requests:
        words.append(ngettext("%(num)d open vraag", "%(num)d open vragen", hit.open_requests))
    if hit.offers:
        words.append(gettext("biedt hulp aan"))
    return ", ".join(words)
