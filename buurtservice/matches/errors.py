"""What can be refused about matches."""

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class MatchInOtherState(Conflict):
    """The step does not fit the state the match is in now: perhaps somebody was faster."""

    code = "match_in_other_state"
    text = N_("Match %(id)s is nu '%(state)s'. Deze stap kan alleen bij '%(needed)s'. Er is niets veranderd.")


class AlreadySaidYes(Conflict):
    """This side said yes before."""

    code = "already_said_yes"
    text = N_("Bij match %(id)s is dit ja al genoteerd op %(on)s. Er is niets veranderd.")


class PairNotAllowed(Conflict):
    """These two may not be matched; the sentence never says which rule it was."""

    code = "pair_not_allowed"
    text = N_("Vraag %(request)s en aanbod %(offer)s kunnen geen match worden. Kies een ander aanbod.")


class PairDoesNotFit(Conflict):
    """The offer does not answer the request."""

    code = "pair_does_not_fit"
    text = N_("Vraag %(request)s en aanbod %(offer)s passen niet bij elkaar: %(why)s. Kies een ander aanbod.")


class ProposalStands(Conflict):
    """The request already has a proposal that a worker made or kept."""

    code = "proposal_stands"
    text = N_("Vraag %(request)s heeft al een voorstel: match %(match)s. Keur dat eerst goed of wijs het af.")


class NotLater(InvalidInput):
    """A proposal can be put off to a later day only."""

    code = "not_later"
    text = N_("Uitstellen kan tot na %(on)s, niet tot %(until)s. Kies een latere dag.")


class HoursOutOfRange(InvalidInput):
    """Hours of one match."""

    code = "hours_out_of_range"
    text = N_("Het aantal uren moet tussen 0 en 1000 liggen, niet %(hours)s.")
