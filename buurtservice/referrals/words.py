"""The words on screen for signals and referrals, marked for translation."""

from buurtservice.i18n import N_
from buurtservice.referrals.models import Direction, Party, ReferralState, SignalState

PARTIES = {
    Party.SOCIAL_TEAM: N_("Sociaal Team"),
    Party.GP: N_("huisarts"),
    Party.WMO_TEAM: N_("Wmo-team"),
    Party.POLICE: N_("wijkagent"),
    Party.PARISH: N_("parochie of moskee"),
    Party.HOUSING: N_("woningcorporatie"),
    Party.FAMILY: N_("familie"),
    Party.OTHER: N_("iemand anders"),
}
DIRECTIONS = {Direction.TO: N_("naar"), Direction.FROM: N_("van")}
REFERRAL_STATES = {
    ReferralState.OPEN: N_("onderweg"),
    ReferralState.ARRIVED: N_("aangekomen"),
    ReferralState.CLOSED: N_("afgesloten"),
}
SIGNAL_STATES = {
    SignalState.OPEN: N_("wacht"),
    SignalState.TAKEN: N_("opgepakt"),
    SignalState.CLOSED: N_("afgesloten"),
}
