"""What can be refused about requests and offers."""

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class RequestAlreadyAnswered(Conflict):
    """Somebody was faster: the request has a live answer."""

    code = "request_already_answered"
    text = N_("Vraag %(id)s heeft al een oplossing: %(kind)s. Er is niets veranderd.")


class RequestNotOpen(Conflict):
    """The request was fulfilled or withdrawn."""

    code = "request_not_open"
    text = N_("Vraag %(id)s staat niet meer open: %(state)s. Er is niets veranderd.")


class OfferNotActive(Conflict):
    """The offer is paused, withdrawn or expired, so this step cannot be taken."""

    code = "offer_not_active"
    text = N_("Aanbod %(id)s doet nu niet mee: %(state)s. Er is niets veranderd.")


class OfferFull(Conflict):
    """All places of the offer are taken."""

    code = "offer_full"
    text = N_("Aanbod %(id)s is vol: %(taken)s van %(capacity)s plaatsen bezet. Kies een ander aanbod.")


class HelperFull(Conflict):
    """The helper helps as many people at once as they want to."""

    code = "helper_full"
    text = N_("De helper van aanbod %(id)s helpt al %(active)s mensen tegelijk. Kies een ander aanbod.")


class HelperResting(Conflict):
    """The helper asked for rest."""

    code = "helper_resting"
    text = N_("De helper van aanbod %(id)s doet nu niet mee. Kies een ander aanbod.")


class CategoryTaken(Conflict):
    """A kind of help with this code exists."""

    code = "category_taken"
    text = N_("De soort hulp '%(code)s' is er al. Kies een andere code.")


class CategoryNotValid(InvalidInput):
    """A kind of help needs a code for programs and names for people."""

    code = "category_not_valid"
    text = N_("Geef een code van kleine letters, zoals cleaning, en een naam van 1 tot %(most)s tekens.")


class RequestNotPaused(Conflict):
    """Only what is paused can go on."""

    code = "request_not_paused"
    text = N_("Vraag %(id)s staat niet op pauze: %(state)s. Er is niets veranderd.")


class KindGone(InvalidInput):
    """The kind of help was taken off the list meanwhile."""

    code = "kind_gone"
    text = N_("De soort hulp '%(kind)s' kan niet meer gekozen worden. Kies een andere.")


class NoDaypart(InvalidInput):
    """Without any daypart nobody can ever come."""

    code = "no_daypart"
    text = N_("Kies minstens één dagdeel.")


class NeedUnknown(InvalidInput):
    """Something about the task that is not on our list."""

    code = "need_unknown"
    text = N_("'%(need)s' staat niet in de lijst van wat u kunt aangeven. Kies uit de lijst.")


class NoteTooLong(InvalidInput):
    """A note is a line or two, no letter."""

    code = "note_too_long"
    text = N_("De toelichting heeft %(count)s tekens. Er passen er %(longest)s. Maak het korter.")


class WeeklyOrOnce(InvalidInput):
    """Help is for one day, or every week until a day; never both."""

    code = "weekly_or_once"
    text = N_("Kies: één keer op een dag, of elke week tot een dag.")


class DayGone(InvalidInput):
    """Help cannot come on a day that is over."""

    code = "day_gone"
    text = N_("De datum %(day)s is al voorbij. Kies vandaag of later.")


class DayTooFar(InvalidInput):
    """A day so far away is a slip of the pen."""

    code = "day_too_far"
    text = N_("De datum %(day)s is te ver weg. Kijk het jaar na.")


class FewerThanTaken(Conflict):
    """Who helps three people cannot offer to help two: first one of them has to be told."""

    code = "fewer_than_taken"
    text = N_("U helpt nu %(taken)s mensen met dit aanbod. Minder kan pas als een van die matches klaar is.")


class NoDaypartLeft(InvalidInput):
    """What is never possible should be paused or withdrawn, so that nobody waits for it."""

    code = "no_daypart_left"
    text = N_("Dan blijft er geen dagdeel over. Zet de vraag of het aanbod liever op pauze.")
