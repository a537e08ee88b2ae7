"""What can be refused about rounds."""

from buurtservice.errors import BuurtserviceError, Conflict
from buurtservice.i18n import N_


class RoundOvertaken(Conflict):
    """Another round was stored while this one was computing."""

    code = "round_overtaken"
    text = N_("Er is net een andere matchronde bewaard. Bekijk die eerst; er is niets veranderd.")


class TooMuchHappening(Conflict):
    """Requests or offers kept changing while the round was computing."""

    code = "too_much_happening"
    text = N_("Tijdens het zoeken veranderden er steeds vragen of aanbod. Probeer het zo nog eens.")


class RoundNotVerified(BuurtserviceError):
    """The independent check found a fault in the matcher's answer, so nothing was stored."""

    code = "round_not_verified"
    status = 500
    text = N_(
        "De matchronde is niet bewaard: de controle vond een fout (%(faults)s). Meld dit aan de beheerder."
    )
