"""The small forms of the desk: one button, one choice, a few words."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.clock import local_today
from buurtservice.desk.tally import TOPICS
from buurtservice.help.forms.step import StepForm
from buurtservice.referrals.models import Direction, Party
from buurtservice.referrals.services import MOST_LETTERS, MOST_LETTERS_NAME
from buurtservice.referrals.words import PARTIES
from buurtservice.web import fields
from buurtservice.web.fields import Choice
from buurtservice.web.forms import BuurtForm


class TopicForm(BuurtForm):
    """Which topic a question was about; each topic is a button."""

    topic = fields.OneChoice(
        _("Waar ging het over?"),
        choices=[Choice(topic, words) for topic, words in TOPICS.items()],
        required=_("Kies waar de vraag over ging."),
    )


class StateForm(BuurtForm):
    """What is to be done with a request or an offer; each is a button."""

    to = fields.OneChoice(
        _("Wat moet er gebeuren?"),
        choices=[Choice("pause", ""), Choice("resume", ""), Choice("withdraw", "")],
        required=_("Kies wat er moet gebeuren."),
    )


class KeepForm(BuurtForm):
    """Which of two records stays."""

    keep = fields.OneChoice(
        _("Welk kaartje blijft?"),
        coerce=int,
        required=_("Kies welk kaartje blijft. Het andere gaat daarin op."),
    )


class ReferralForm(StepForm):
    """To whom somebody goes, or who sent them, and when they said yes to that."""

    direction = fields.OneChoice(
        _("Welke kant op?"),
        choices=[
            Choice(Direction.TO, _("Wij verwijzen de bezoeker door")),
            Choice(Direction.FROM, _("De bezoeker is naar ons verwezen")),
        ],
        required=_("Kies welke kant het op gaat."),
        default=Direction.TO,
    )
    party = fields.OneChoice(
        _("Naar wie, of door wie?"), look="select", required=_("Kies naar wie of door wie.")
    )
    party_name = fields.TextLine(_("Naam of praktijk"), longest=MOST_LETTERS_NAME)
    agreed_on = fields.Day(
        _("Wanneer zei de bezoeker zelf ja?"),
        past=True,
        hint=_("Bijvoorbeeld vandaag, gisteren of 12 november."),
        required=_("Verwijs alleen door als de bezoeker zelf ja zegt. Vul in op welke dag dat was."),
        default=local_today,
    )
    note = fields.FreeText(_("Wat is er afgesproken?"), longest=MOST_LETTERS, rows=3)

    def prepare(self, before: object) -> None:
        """Set whom we refer to."""
        self.party.choices = [Choice(party, gettext(PARTIES[party])) for party in Party]
