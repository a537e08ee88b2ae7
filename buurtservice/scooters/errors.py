"""What can be refused about scooters. Where nothing is free the sentence names what is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from buurtservice.errors import BuurtserviceError, Conflict, InvalidInput
from buurtservice.i18n import N_
from buurtservice.scooters.spans import Span, day_in_words, span_in_words


@dataclass(frozen=True, kw_only=True)
class Option:
    """A scooter that is free, where and when; as it was at the moment of asking."""

    scooter_id: int
    site_id: int
    site_name: str
    span: Span


def options_in_words(options: Sequence[Option], translate: Callable[[str], str]) -> str:
    """Say where and when something is free; nothing for no options."""
    return "; ".join(f"{one.site_name}, {span_in_words(one.span, translate)}" for one in options)


class _SaysWhen(BuurtserviceError):
    """A refusal that names days and dayparts: they are said in the reader's language."""

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the sentence, with days and dayparts in words."""
        return translate(self.text) % {name: _say(one, translate) for name, one in self.params.items()}


def _say(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, Span):
        return span_in_words(value, translate)
    if isinstance(value, date):
        return f"{day_in_words(value, translate)} {value.year}"  # It may well be next year.
    return translate(value) if isinstance(value, str) and value else value


class NothingFree(Conflict):
    """No scooter is free there and then. `options` are the next best, nearest first."""

    code = "nothing_free"
    text = N_("Dan is er geen scootmobiel vrij.")
    with_options = N_("Wel vrij: %(options)s.")
    without_options = N_("Ook vlak ervoor en erna niet. Zet u op de wachtlijst, of kies een andere week.")

    def __init__(self, *, options: Sequence[Option] = (), **params: Any) -> None:
        self.options = tuple(options)
        super().__init__(**params)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the sentence, and the next best in the same breath."""
        words = super().in_words(translate)
        if not self.options:
            return f"{words} {translate(self.without_options)}"
        what = options_in_words(self.options, translate)
        return f"{words} {translate(self.with_options) % {'options': what}}"


class ScooterNotToBeHad(NothingFree):
    """This scooter is overdue, in maintenance or gone for good."""

    code = "scooter_not_to_be_had"
    text = N_("Scootmobiel %(scooter)s is er nu niet: %(why)s.")


class ScooterUnknown(BuurtserviceError):
    """No scooter has this number."""

    code = "scooter_unknown"
    status = 404
    text = N_("Scootmobiel %(id)s bestaat niet. Kijk het nummer na.")


class ReservationUnknown(BuurtserviceError):
    """No reservation has this number."""

    code = "reservation_unknown"
    status = 404
    text = N_("Reservering %(id)s bestaat niet. Kijk het nummer na.")


class InThePast(InvalidInput):
    """The daypart is over."""

    code = "in_the_past"
    text = N_("Dat dagdeel is al voorbij. Kies nu of later.")


class EndBeforeStart(InvalidInput):
    """A reservation ends before it begins."""

    code = "end_before_start"
    text = N_("Het einde ligt vóór het begin. Kijk de dagen en dagdelen na.")


class TooFarAhead(_SaysWhen, InvalidInput):
    """Fair use: how far ahead."""

    code = "too_far_ahead"
    text = N_(
        "Reserveren kan %(days)s dagen vooruit, nu tot en met %(until)s. "
        "Deze dag kunt u kiezen vanaf %(opens)s."
    )


class TooLong(_SaysWhen, InvalidInput):
    """Fair use: how long."""

    code = "too_long"
    text = N_(
        "Een scootmobiel lenen kan hoogstens %(most)s dagdelen achter elkaar, dus tot en met %(until)s."
    )


class TooManyOpen(_SaysWhen, Conflict):
    """Fair use: how many at once."""

    code = "too_many_open"
    text = N_(
        "Er staan al %(open)s reserveringen open en meer dan %(most)s kan niet tegelijk. "
        "Na %(until)s kan er weer een bij, of zeg er een af."
    )


class SiteNotOpen(_SaysWhen, InvalidInput):
    """Nobody is at the site to hand a scooter out, or to take it back."""

    code = "site_not_open"
    text = N_("%(site)s is dicht: %(when)s%(why)s. Kies een dagdeel waarop er iemand is.")


class SiteLendsNone(InvalidInput):
    """The site is unknown, closed, or lends no scooters."""

    code = "site_lends_none"
    text = N_("Locatie %(id)s leent geen scootmobielen uit. Kies een andere locatie.")


class NoValidCheck(Conflict):
    """Who drives has done a riding check that is valid on that day, and agreed to the conditions."""

    code = "no_valid_check"
    text = N_(
        "Wie een scootmobiel leent doet eerst een korte proefrit en zegt ja op de afspraken. "
        "Maak daarvoor een afspraak bij de locatie."
    )


class CheckExpires(_SaysWhen, Conflict):
    """The riding check is over by then."""

    code = "check_expires"
    text = N_("De proefrit is geldig tot en met %(until)s. Maak een afspraak voor een nieuwe proefrit.")


class CheckRevoked(Conflict):
    """Driving was stopped, for the reason that was written down for them."""

    code = "check_revoked"
    text = N_("Een scootmobiel lenen kan nu niet: %(reason)s. Praat erover met de locatie.")


class ReservationElsewise(Conflict):
    """The reservation is in another state than this step needs."""

    code = "reservation_elsewise"
    text = N_("Reservering %(reference)s is %(state)s. Er is niets veranderd.")


class ReservationBegan(Conflict):
    """Changing and cancelling is possible up to the start."""

    code = "reservation_began"
    text = N_("Reservering %(reference)s is al begonnen. Bel de locatie, dan lossen we het samen op.")


class TooEarlyToHandOut(Conflict):
    """Somebody comes before their daypart, and the scooter is another's until then."""

    code = "too_early_to_hand_out"
    text = N_("Reservering %(reference)s begint later. De scootmobiel is tot dan niet vrij.")


class NotYetNoShow(Conflict):
    """Somebody may still come."""

    code = "not_yet_no_show"
    text = N_("Wie reservering %(reference)s heeft kan nog komen. Wacht nog even.")


class CannotHandOut(NothingFree):
    """This scooter is not here, or not well; another may be."""

    code = "cannot_hand_out"
    text = N_("Scootmobiel %(scooter)s kan nu niet mee: %(why)s.")


class ScooterIsOut(Conflict):
    """A scooter that is out cannot be moved or retired."""

    code = "scooter_is_out"
    text = N_("Scootmobiel %(scooter)s is nog mee met iemand. Neem hem eerst terug.")


class ScooterNameTaken(Conflict):
    """Two scooters of one name could not be told apart."""

    code = "scooter_name_taken"
    text = N_("Er is al een scootmobiel die %(name)s heet. Neem een andere naam.")


class OfferGone(Conflict):
    """The offer from the waiting list is over, or was answered."""

    code = "offer_gone"
    text = N_("Deze scootmobiel wordt niet meer voor u vastgehouden. Er is niets gereserveerd.")


class AlreadyOnWaitingList(Conflict):
    """Somebody waits for this already."""

    code = "already_on_waiting_list"
    text = N_("U staat hiervoor al op de wachtlijst. Er is niets veranderd.")


class FreeAfterAll(Conflict):
    """There is no need to wait: `option` is free."""

    code = "free_after_all"
    text = N_("Er is dan een scootmobiel vrij. Reserveer hem meteen.")
