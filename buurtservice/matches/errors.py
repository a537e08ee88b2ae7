"""What can be refused about matches."""

from collections.abc import Callable

from buurtservice.days import moment_in_words
from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class MatchInOtherState(Conflict):
    """The step does not fit the state the match is in now: perhaps somebody was faster."""

    code = "match_in_other_state"
    text = N_("Match %(id)s is nu '%(state)s'. Deze stap kan alleen bij '%(needed)s'. Er is niets veranderd.")


_DECIDED = {
    "approved": N_("Dit voorstel is al goedgekeurd door %(by)s, %(at)s. Er is niets veranderd."),
    "declined": N_("Dit voorstel is al afgewezen door %(by)s, %(at)s. Er is niets veranderd."),
    "proposed": N_("Dit is al teruggedraaid door %(by)s, %(at)s. Er is niets veranderd."),
}


class AlreadyDecided(MatchInOtherState):
    """A colleague was faster; the sentence says who it was, and when."""

    code = "already_decided"
    text = N_("Match %(id)s is nu '%(state)s': %(by)s, %(at)s. Er is niets veranderd.")

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the sentence for the state it is in now, with the moment as people write it."""
        params = {**self.params, "state": translate(self.params["state"])}
        params["at"] = moment_in_words(self.params["at"], translate)
        return translate(_DECIDED.get(self.params["now"], self.text)) % params


class TooLateToUndo(Conflict):
    """Somebody acted on the decision already, so it cannot be taken back."""

    code = "too_late_to_undo"
    text = N_(
        "Bij match %(id)s is al een ja genoteerd, dus terugdraaien kan niet meer. "
        "Gaat het niet door? Wijs de match dan af."
    )


class NeverNeedsTwo(InvalidInput):
    """Parting people is about two of them, not about a whole ring."""

    code = "never_needs_two"
    text = N_("Kies bij welke twee mensen dit niet mag. Voor een hele kring kan deze reden niet.")


class HelpedNeedsOne(InvalidInput):
    """That somebody was helped already is about one request, not about a whole ring."""

    code = "helped_needs_one"
    text = N_("Kies bij welke match de vraag al geholpen is. Voor een hele kring kan deze reden niet.")


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
