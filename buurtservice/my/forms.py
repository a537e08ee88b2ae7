"""What residents fill in on their own pages."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.help.changing import OfferWish, RequestWish
from buurtservice.help.forms.asking import TaskForm, WhenForm
from buurtservice.help.forms.offering import ANY_DISTANCE
from buurtservice.help.forms.step import StepForm
from buurtservice.help.forms.words import NEEDS_OFFERED
from buurtservice.help.models import HelpOffer
from buurtservice.help.policies import LONGEST_NOTE
from buurtservice.matches.models import NextStep, Went
from buurtservice.messages.opting_out import OPTIONAL_KINDS
from buurtservice.web import fields
from buurtservice.web.fields import Choice
from buurtservice.web.forms import BuurtForm
from buurtservice.wording import distance_words

MOST_AT_ONCE = 10
USUAL_DISTANCES = {
    700: _("Op loopafstand, tien minuten lopen"),
    1500: _("In de buurt, twintig minuten lopen of vijf minuten fietsen"),
    4000: _("In heel Maastricht-Noordwest, een kwartier fietsen"),
}


class ButtonForm(BuurtForm):
    """A step of one button."""


class RequestForm(WhenForm, TaskForm):
    """All that can be changed in a request, on one page: the questions are those of asking."""


def answers_of(wish: RequestWish) -> dict[str, Any]:
    """Return the answers with which a request as it is now would have been asked."""
    one_day = wish.when.wanted_on is not None
    return {
        "how": "day" if one_day else "weekly" if wish.when.weekly else "once",
        "day": wish.when.wanted_on,
        "parts": sorted({part % 3 for part in wish.dayparts or range(3)}) if one_day else (),
        "until": wish.when.until,
        "dayparts": None if wish.dayparts is None else frozenset(wish.dayparts),
        "needs": tuple(wish.needs),
        "note": wish.note or "",
    }


class OfferForm(StepForm):
    """All that can be changed in an offer."""

    dayparts = fields.Dayparts(
        _("Wanneer zou u kunnen helpen?"),
        any_text=_("Dat verschilt. Vraag het mij gewoon."),
        required=_("Kies minstens één moment, of kies dat het verschilt."),
    )
    radius = fields.OneChoice(
        _("Hoe ver wilt u gaan om iemand te helpen?"), required=_("Kies hoe ver u wilt gaan.")
    )
    at_once = fields.WholeNumber(
        _("Hoeveel mensen wilt u hiermee tegelijk helpen?"),
        least=1,
        most=MOST_AT_ONCE,
        required=_("Vul in hoeveel mensen u tegelijk wilt helpen."),
    )
    can = fields.Choices(_("Wat is voor u geen probleem?"))
    note = fields.FreeText(_("Wilt u er iets bij vertellen?"), longest=LONGEST_NOTE, rows=3)

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set the distances, and what there is to cope with."""
        usual = [Choice(str(metres), words) for metres, words in USUAL_DISTANCES.items()]
        self.radius.choices = [*usual, Choice(ANY_DISTANCE, _("De afstand maakt mij niet uit"))]
        self.can.choices = [(code, gettext(words)) for code, words in NEEDS_OFFERED.items()]

    def keep_distance_of(self, offer: HelpOffer) -> None:
        """Let the distance that the offer has now be chosen too, when it is none of the usual ones."""
        now = offer.radius_m
        if now is not None and now not in USUAL_DISTANCES:
            words = gettext("Zoals het nu is: %(distance)s", distance=distance_words(now))
            self.radius.choices = [Choice(str(now), words), *self.radius.choices]

    def wish(self) -> OfferWish:
        """Return what the offer should give."""
        return OfferWish(
            dayparts=self.dayparts.data,
            radius_m=None if self.radius.data == ANY_DISTANCE else int(self.radius.data),
            can=self.can.data,
            capacity=self.at_once.data,
            note=self.note.data or None,
        )


def answers_of_offer(wish: OfferWish) -> dict[str, Any]:
    """Return the answers with which an offer as it is now would have been made."""
    return {
        "dayparts": None if wish.dayparts is None else frozenset(wish.dayparts),
        "radius": ANY_DISTANCE if wish.radius_m is None else str(wish.radius_m),
        "at_once": wish.capacity,
        "can": tuple(wish.can),
        "note": wish.note or "",
    }


class ReviewForm(BuurtForm):
    """How it went, in the words of who was there."""

    went = fields.OneChoice(
        _("Hoe ging het?"),
        choices=[(Went.WELL, _("Goed")), (Went.SO_SO, _("Gaat wel")), (Went.BADLY, _("Niet goed"))],
        required=_("Kies hoe het ging."),
        coerce=Went,
    )
    next_step = fields.OneChoice(
        _("Hoe wilt u verder?"),
        choices=[
            Choice(NextStep.AGAIN, _("Graag nog een keer")),
            Choice(NextStep.WEEKLY, _("Graag elke week")),
            Choice(NextStep.STOP, _("Het is goed zo, meer hoeft niet")),
            Choice(
                NextStep.NEVER,
                _("Een volgende keer liever met iemand anders"),
                _("Dat mag. Alleen de buurtwerker leest dit, en vertelt het niet door."),
            ),
        ],
        required=_("Kies hoe u verder wilt."),
        coerce=NextStep,
    )
    hours = fields.Hours(
        _("Hoeveel uur duurde het ongeveer, alles bij elkaar?"),
        hint=_("Bijvoorbeeld: 1,5. Wij tellen dit voor de hele buurt op, nooit per persoon."),
        most=1000,
    )
    note = fields.FreeText(_("Wilt u er iets bij vertellen?"), longest=300, rows=3)


class LeaveForm(BuurtForm):
    """The last word before everything is thrown away."""

    sure = fields.Tick(
        _("Ja, wis mijn gegevens. Ik weet dat dit niet terug kan."),
        required=_("Zet een vinkje als u het zeker weet. Twijfelt u? Bel ons gerust."),
    )


class MessagesForm(BuurtForm):
    """Which messages somebody wants."""

    wanted = fields.Choices(
        _("Deze berichten wil ik krijgen"),
        choices=[Choice(code, _(about)) for code, about in OPTIONAL_KINDS.items()],
        hint=_("Vink uit wat u niet wilt."),
    )
