"""Says how a match stands, to one of the two: who the other is only as far as may be told now."""

from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext

from buurtservice.matches.models import LIVE_STATES, Match, MatchState
from buurtservice.matches.phoning import call_back_on, resident_of, said_yes_on, way_to_reach
from buurtservice.my.people import Contact, contact_of, name_and_place, other_of, side_of
from buurtservice.my.queries import Doing
from buurtservice.residents.models import ContactBy
from buurtservice.wording import name_for_neighbours

ASK_HOW_IT_WENT_AFTER = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One sentence, how to reach the other once that is allowed, and where to tell how it went."""

    sentence: str
    contact: Contact | None = None
    review_url: str | None = None
    review_words: str = ""


def match_line(match: Match, doing: Doing) -> Line:
    """Return the sentence about a match, how to reach the other, and where to tell how it went."""
    other = other_of(match, doing.resident_id)
    helps = match.offer.resident_id == doing.resident_id
    if match.contact_shared_on is None:
        return Line(sentence=_being_asked(match, doing))
    names = {"name": name_for_neighbours(other)}
    if match.state == MatchState.COMPLETED:
        sentence = gettext("U hielp %(name)s.", **names) if helps else gettext("%(name)s hielp u.", **names)
    elif match.state == MatchState.ACTIVE:
        sentence = gettext("U helpt %(name)s.", **names) if helps else gettext("%(name)s helpt u.", **names)
    elif helps:
        sentence = gettext(
            "U hebt allebei ja gezegd: u gaat %(name)s helpen. Spreek samen een moment af.", **names
        )
    else:
        sentence = gettext(
            "U hebt allebei ja gezegd: %(name)s gaat u helpen. Spreek samen een moment af.", **names
        )
    return Line(
        sentence=sentence,
        contact=contact_of(match, doing.resident_id) if match.state in LIVE_STATES else None,
        review_url=url_for("my.review", match_id=match.id) if may_have_begun(match, doing) else None,
        review_words=gettext("Verander wat u vertelde over %(name)s", **names)
        if match.id in doing.reviewed
        else gettext("Vertel hoe het ging met %(name)s", **names),
    )


def _being_asked(match: Match, doing: Doing) -> str:
    """Say where the asking stands: this resident is still to be asked, or the other is."""
    side = side_of(match, doing.resident_id)
    if said_yes_on(match, side) is not None:
        other = other_of(match, doing.resident_id)
        return str(gettext("U zei ja. Wij wachten nog op antwoord van %(who)s.", who=name_and_place(other)))
    if call_back_on(match, side) is not None:
        return str(gettext("Wij wilden u iets vragen, maar bereikten u niet. Wij proberen het opnieuw."))
    match way_to_reach(resident_of(match, side)):
        case ContactBy.PHONE:
            return str(gettext("Wij weten misschien iemand. De buurtwerker belt u deze week."))
        case ContactBy.EMAIL:
            return str(gettext("Wij weten misschien iemand. De buurtwerker mailt u deze week."))
        case ContactBy.LETTER:
            return str(gettext("Wij weten misschien iemand. U krijgt deze week een brief van ons."))
        case _:
            return str(gettext("Wij weten misschien iemand. Bel ons of loop binnen, dan vertellen wij meer."))


def may_have_begun(match: Match, doing: Doing) -> bool:
    """Tell whether there can be something to tell: some days after both agreed, no first meeting ahead."""
    if match.state in (MatchState.ACTIVE, MatchState.COMPLETED):
        return True
    agreed_on = match.contact_shared_on
    ahead = any(meeting.match_id == match.id for meeting in doing.meetings)
    return agreed_on is not None and not ahead and doing.today - agreed_on >= ASK_HOW_IT_WENT_AFTER
