"""Finds the one thing that waits for a resident, if there is any."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import format_date, gettext

from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.matches.models import MatchState
from buurtservice.matches.phoning import call_back_on, said_yes_on
from buurtservice.my.match_lines import may_have_begun
from buurtservice.my.people import other_of, side_of
from buurtservice.my.queries import Doing
from buurtservice.web.language import current_language
from buurtservice.wording import name_for_neighbours


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """The one thing that waits for the resident. A `form` is a button that sends; else it is a link."""

    title: str
    sentence: str
    button: str
    url: str
    is_form: bool = False


def find_to_do(doing: Doing) -> ToDo | None:
    """Return what waits for the resident, the most pressing first: call back, confirm, tell how it went."""
    return _call_back(doing) or _confirm(doing) or _tell_how_it_went(doing)


def _call_back(doing: Doing) -> ToDo | None:
    for match in doing.matches:
        side = side_of(match, doing.resident_id)
        if match.state == MatchState.APPROVED and call_back_on(match, side) and not said_yes_on(match, side):
            return ToDo(
                title=gettext("Wij konden u niet bereiken"),
                sentence=gettext("Wij weten misschien iemand en willen u iets vragen. Belt u ons?"),
                button="",
                url="",
            )
    return None


def _confirm(doing: Doing) -> ToDo | None:
    for offer in doing.offers:
        asked = offer.state == OfferState.ACTIVE and offer.confirm_asked_on is not None
        if not asked and offer.state != OfferState.EXPIRED:
            continue
        return ToDo(
            title=gettext("Klopt uw aanbod nog?"),
            sentence=gettext(
                "U bood in %(month)s hulp aan: %(kind)s. Klopt dat nog? Dan blijft het een jaar staan.",
                month=_month(offer),
                kind=offer.category.name_in(current_language()),
            ),
            button=gettext("Ja, dit klopt nog"),
            url=url_for("my.confirm_offer_view", offer_id=offer.id),
            is_form=True,
        )
    return None


def _tell_how_it_went(doing: Doing) -> ToDo | None:
    for match in doing.matches:
        if match.contact_shared_on is None or match.id in doing.reviewed:
            continue
        if match.state == MatchState.STOPPED or not may_have_begun(match, doing):
            continue
        name = name_for_neighbours(other_of(match, doing.resident_id))
        return ToDo(
            title=gettext("Hoe ging het met %(name)s?", name=name),
            sentence=gettext("Vertel het ons in een minuut. Wat u schrijft, ziet %(name)s niet.", name=name),
            button=gettext("Vertel hoe het ging"),
            url=url_for("my.review", match_id=match.id),
        )
    return None


def _month(offer: HelpOffer) -> str:
    return str(format_date(offer.confirmed_on or offer.received_on, "MMMM y"))
