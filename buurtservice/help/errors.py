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
