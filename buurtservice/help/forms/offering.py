"""The questions to somebody who offers help, in the order of the pages."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.help.default_categories import OTHER
from buurtservice.help.forms.known import choosable, wanted
from buurtservice.help.forms.shared import WhereForm, kind_choices
from buurtservice.help.forms.step import StepForm
from buurtservice.help.forms.words import NEEDS_OFFERED, SPOKEN
from buurtservice.help.policies import LONGEST_NOTE
from buurtservice.help.suggesting import WIDER, suggest_kinds, suggest_wider
from buurtservice.web import fields
from buurtservice.web.fields import Choice

ANY_DISTANCE = "any"
WIDER_WORDS = {
    "mornings": _("Ook op andere ochtenden door de week"),
    "afternoons": _("Ook op andere middagen door de week"),
    "evenings": _("Ook op andere avonden door de week"),
    "weekend": _("Ook in het weekend"),
}


class KindsForm(StepForm):
    """Which kinds of help; more than one is welcome."""

    kinds = fields.Choices(
        _("Waarmee wilt u helpen?"), look="tiles", required=_("Kies minstens één soort hulp.")
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set the kinds of help that can be chosen today."""
        offered = [one for one in choosable() if one.code != OTHER]
        self.kinds.choices = [*kind_choices(offered, screening=True)]


class FreeTimeForm(StepForm):
    """When somebody could help."""

    dayparts = fields.Dayparts(
        _("Kies alle momenten waarop u zou kunnen"),
        any_text=_("Dat verschilt. Vraag het mij gewoon."),
        required=_("Kies minstens één moment, of kies dat het verschilt."),
    )


class MoreForm(StepForm):
    """What else they could do: all of it may be left empty."""

    kinds = fields.Choices(_("Zou u dit ook eens willen doen?"), look="tiles")
    times = fields.Choices(_("En zou het soms ook op andere momenten kunnen?"))

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Suggest what goes with what was chosen, and which times would add most."""
        kinds, free = before.get("soort"), before.get("wanneer")
        chosen = kinds.kinds.data if isinstance(kinds, KindsForm) else ()
        times = suggest_wider(free.dayparts.data) if isinstance(free, FreeTimeForm) else []
        # What was ticked before stays to be seen, also when it would not be suggested now.
        listed = {one.code: one for one in choosable() if one.code != OTHER}
        found = suggest_kinds(chosen, choosable=choosable(), wanted=wanted())
        suggested = {one.code: one for one in found}
        suggested |= {code: listed[code] for code in self.kinds.typed or () if code in listed}
        times += [code for code in self.times.typed or () if code in WIDER and code not in times]
        self.kinds.choices = [*kind_choices([*suggested.values()], screening=True)]
        self.times.choices = [(code, str(WIDER_WORDS[code])) for code in times]

    def more_dayparts(self) -> frozenset[int]:
        """Return the dayparts that were added."""
        return frozenset().union(*(WIDER[code] for code in self.times.data))


class HowFarForm(WhereForm):
    """Where somebody lives, and how far they would go to help."""

    radius = fields.OneChoice(
        _("Hoe ver wilt u gaan om iemand te helpen?"),
        required=_("Kies hoe ver u wilt gaan."),
        choices=[
            Choice("700", _("Op loopafstand"), _("tien minuten lopen, 700 meter")),
            Choice("1500", _("In de buurt"), _("twintig minuten lopen of vijf minuten fietsen, 1.500 meter")),
            Choice("4000", _("In alle buurten hier"), _("een kwartier fietsen, 4 kilometer")),
            Choice(ANY_DISTANCE, _("De afstand maakt mij niet uit")),
        ],
        default="1500",
    )

    def radius_m(self) -> int | None:
        """Return how far in metres; None is any distance."""
        return None if self.radius.data == ANY_DISTANCE else int(self.radius.data)


class HowForm(StepForm):
    """How many at once, what is no problem, which languages."""

    at_once = fields.OneChoice(
        _("Hoeveel mensen wilt u tegelijk helpen?"),
        required=_("Kies hoeveel mensen u tegelijk wilt helpen."),
        choices=[
            Choice("1", _("Eén")),
            Choice("2", _("Twee")),
            Choice("3", _("Drie")),
            Choice("5", _("Meer")),
        ],
        default="1",
    )
    can = fields.Choices(_("Wat is voor u geen probleem?"))
    speaks = fields.Choices(
        _("Welke talen spreekt u?"),
        choices=[*SPOKEN.items()],
        required=_("Kies minstens één taal."),
        default=("nl",),
    )
    note = fields.FreeText(
        _("Wilt u er iets bij vertellen?"),
        longest=LONGEST_NOTE,
        rows=3,
        hint=_("Bijvoorbeeld: ik heb een auto."),
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set what there is to cope with."""
        self.can.choices = [(code, gettext(words)) for code, words in NEEDS_OFFERED.items()]
