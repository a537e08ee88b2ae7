"""What can be refused about residents."""

from buurtservice.errors import InvalidInput
from buurtservice.i18n import N_


class NameNotValid(InvalidInput):
    """Somebody who is known, is known by a name."""

    code = "name_not_valid"
    text = N_("Geef een naam van 1 tot %(most)s tekens. Wie liever geen naam geeft, kan dat ook zo vragen.")


class NotReachable(InvalidInput):
    """Somebody wants to be reached in a way for which we lack the number or the address."""

    code = "not_reachable"
    text = N_("Zo kunnen wij u niet bereiken: er ontbreekt een telefoonnummer, e-mailadres of adres.")


class NeighbourhoodGone(InvalidInput):
    """A neighbourhood that cannot be chosen any more."""

    code = "neighbourhood_gone"
    text = N_("Deze buurt staat niet meer in de lijst. Kies een andere.")
