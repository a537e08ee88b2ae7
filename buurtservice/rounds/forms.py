"""The forms about proposals: decide, put off, choose somebody else, make by hand, part two people."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from buurtservice.labels import REASONS
from buurtservice.matches.reasons import Reason
from buurtservice.web import fields
from buurtservice.web.forms import BuurtForm

FURTHEST_DAYS = 90


_HINTS = {Reason.ALREADY_HELPED: _("Dan sluit de vraag. U kunt dit terugdraaien.")}


def _as_sentence(words: str) -> str:
    """Return words of a list in the reader's language, with a capital."""
    said = str(gettext(words))
    return said[:1].upper() + said[1:]


class StepForm(BuurtForm):
    """A step of one button."""


class DeclineForm(BuurtForm):
    """Why a proposal does not fit, and what that says about the two."""

    reason = fields.OneChoice(
        _("Waarom past het niet?"),
        choices=[
            fields.Choice(
                reason.value, LazyString(_as_sentence, REASONS[reason.value]), _HINTS.get(reason, "")
            )
            for reason in Reason
        ],
        coerce=Reason,
        required=_("Kies waarom het niet past."),
    )
    note = fields.TextLine(
        _("Toelichting voor uw collega's"),
        longest=300,
        hint=_("Schrijf niet op wat iemand mankeert."),
    )


class DeclineRingForm(DeclineForm):
    """The same for a ring: which of its pairs, or all."""

    which = fields.OneChoice(_("Wat past er niet?"), required=_("Kies wat er niet past."))


class ChangeForm(BuurtForm):
    """What a no says about the two. Every tick is a choice of its own; none is fine."""

    helper_rests = fields.Tick(_("Even geen nieuwe voorstellen voor wie helpt"))
    not_helper = fields.Choices(_("Wie helpt, kan voortaan niet meer op"), coerce=int)
    not_asker = fields.Choices(_("Wie vraagt, kan voortaan niet meer op"), coerce=int)


class DeclinePairForm(DeclineForm, ChangeForm):
    """Why one pair does not fit, with what that changes."""


class PostponeForm(BuurtForm):
    """Until when a proposal waits."""

    until = fields.Day(
        _("Wanneer wilt u dit weer zien?"),
        required=_("Vul een dag in, zoals morgen of 1 februari."),
        latest=FURTHEST_DAYS,
    )


class SearchPairForm(BuurtForm):
    """Two people by name, for a match by hand."""

    asker = fields.TextLine(
        _("Wie vraagt hulp?"),
        required=_("Vul een deel van de naam in van wie hulp vraagt."),
        longest=80,
        hint=_("Naam, straat of telefoonnummer"),
    )
    helper = fields.TextLine(
        _("Wie kan helpen?"),
        required=_("Vul een deel van de naam in van wie kan helpen."),
        longest=80,
        hint=_("Naam, straat of telefoonnummer"),
    )


class ChoosePairForm(SearchPairForm):
    """One request and one offer of those found."""

    request_id = fields.OneChoice(_("Welke vraag?"), coerce=int, required=_("Kies een vraag."))
    offer_id = fields.OneChoice(_("Welk aanbod?"), coerce=int, required=_("Kies een aanbod."))


class SearchTwoForm(BuurtForm):
    """Two people by name, who must never be matched."""

    one = fields.TextLine(
        _("Wie?"),
        required=_("Vul een deel van de eerste naam in."),
        longest=80,
        hint=_("Naam, straat of telefoonnummer"),
    )
    other = fields.TextLine(
        _("En wie?"),
        required=_("Vul een deel van de tweede naam in."),
        longest=80,
        hint=_("Naam, straat of telefoonnummer"),
    )


class PartForm(SearchTwoForm):
    """Which of those found, and why."""

    one_id = fields.OneChoice(_("Welke eerste?"), coerce=int, required=_("Kies wie u bedoelt."))
    other_id = fields.OneChoice(_("Welke tweede?"), coerce=int, required=_("Kies wie u bedoelt."))
    reason = fields.TextLine(
        _("Waarom niet samen?"),
        required=_("Schrijf kort op waarom, voor uw collega's."),
        longest=300,
        hint=_("Dit lezen alleen de buurtwerkers. Schrijf niet op wat iemand mankeert."),
    )
