"""What can be refused about signals and referrals."""

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class TextMissing(InvalidInput):
    """A signal that says nothing."""

    code = "text_missing"
    text = N_("Schrijf in een paar woorden wat er aan de hand is.")


class TextTooLong(InvalidInput):
    """More than can be read at a glance."""

    code = "text_too_long"
    text = N_("Dit is langer dan %(most)s tekens. Schrijf alleen het belangrijkste op.")


class SignalAlreadyTaken(Conflict):
    """Somebody was faster: that is good news, the sentence says who."""

    code = "signal_already_taken"
    text = N_("%(by)s heeft dit signaal al opgepakt, op %(at)s. U hoeft niets te doen.")


class SignalNotTaken(Conflict):
    """A signal is closed by whoever took it up."""

    code = "signal_not_taken"
    text = N_("Niemand heeft dit signaal nog opgepakt. Pak het eerst op.")


class SignalAlreadyClosed(Conflict):
    """It is done."""

    code = "signal_already_closed"
    text = N_("Dit signaal is al afgesloten, op %(at)s.")


class NotAgreed(InvalidInput):
    """Nobody is referred without their own word."""

    code = "not_agreed"
    text = N_("Verwijs alleen door als de bewoner zelf ja zegt. Zet erbij op welke dag dat was.")


class AgreedAfterwards(InvalidInput):
    """The agreement comes first."""

    code = "agreed_afterwards"
    text = N_("De bewoner zei ja op %(agreed)s, na de doorverwijzing van %(made)s. Kies een eerdere dag.")


class NobodyReferred(InvalidInput):
    """A referral is about somebody."""

    code = "nobody_referred"
    text = N_("Een doorverwijzing gaat over iemand. Zoek eerst de bewoner op.")


class ReferralInOtherState(Conflict):
    """Somebody was faster."""

    code = "referral_in_other_state"
    text = N_("Deze doorverwijzing staat al op '%(state)s'. Kijk hoe het nu staat.")
