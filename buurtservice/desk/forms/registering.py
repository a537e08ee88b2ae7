"""What a visitor asks or offers, on one page: together with who it is, or for somebody we know."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.clock import local_today
from buurtservice.desk.forms.visitor import PlaceForm, VisitorForm
from buurtservice.help.default_categories import OTHER
from buurtservice.help.forms.shared import kind_name
from buurtservice.help.forms.step import StepForm
from buurtservice.help.forms.words import BROUGHT_BY, NEEDS_ASKED, NEEDS_OFFERED
from buurtservice.help.intake import Asked, Offered
from buurtservice.help.introducing import Brought
from buurtservice.help.models import BroughtBy
from buurtservice.help.policies import LONGEST_NOTE
from buurtservice.help.queries import find_category, list_choosable_categories
from buurtservice.help.services import ONCE, When, Wish
from buurtservice.residents.joining import MAX_NAME, Newcomer
from buurtservice.web import fields
from buurtservice.web.fields import Choice

ANY_DISTANCE = "any"


class RequestForm(StepForm):
    """What somebody asks; and who brought them, when they did not come by themselves."""

    kind = fields.OneChoice(_("Wat voor hulp?"), look="select", required=_("Kies een soort hulp."))
    note = fields.FreeText(_("In een paar woorden"), longest=LONGEST_NOTE, rows=2)
    weekly = fields.Tick(_("Elke week"))
    urgent = fields.Tick(_("Dringend: binnen een paar dagen nodig"))
    dayparts = fields.Dayparts(
        _("Wanneer kan het?"),
        any_text=_("Maakt niet uit"),
        required=_("Kies minstens één moment, of 'Maakt niet uit'."),
    )
    needs = fields.Choices(
        _("Waar moet de helper tegen kunnen?"),
        choices=[Choice(code, words) for code, words in NEEDS_ASKED.items()],
    )
    by = fields.OneChoice(_("Wie vraagt het voor de bezoeker?"), look="select")
    by_name = fields.TextLine(_("Naam van wie het vraagt"), longest=MAX_NAME)
    by_phone = fields.Phone(_("Telefoon van wie het vraagt"), autocomplete="off")
    agreed_on = fields.Day(
        _("Wanneer zei de bezoeker zelf ja?"),
        past=True,
        hint=_("Bijvoorbeeld vandaag, gisteren of 12 november."),
        default=local_today,
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set what can be chosen today."""
        super().prepare(before)
        self.kind.choices = [Choice(one.code, kind_name(one)) for one in list_choosable_categories()]
        self.needs.choices = [Choice(code, gettext(words)) for code, words in NEEDS_ASKED.items()]
        self.by.choices = [Choice(code, gettext(words)) for code, words in BROUGHT_BY.items()]

    def check(self) -> None:
        """Refuse somebody who was brought without their own word, and a kind that says nothing."""
        super().check()
        if self.kind.data == OTHER and not self.note.data:
            self.refuse(gettext("Schrijf in een paar woorden op wat de bezoeker zoekt."), "note")
        if self.by.data is None:
            if self.by_name.data or self.by_phone.data:
                self.refuse(gettext("Kies wie het vraagt: familie, de huisarts, of iemand anders."), "by")
        elif not self.by_name.data:
            self.refuse(gettext("Vul in hoe degene heet die het vraagt."), "by_name")
        elif self.agreed_on.data is None:
            self.refuse(
                gettext("Vul in wanneer de bezoeker zelf ja zei. Zonder dat kan het niet."), "agreed_on"
            )

    def asked(self) -> Asked:
        """Return what is asked."""
        category = find_category(self.kind.data)
        if category is None:
            raise LookupError("the form let a kind of help through that is not there")
        brought = None
        if self.by.data is not None:
            brought = Brought(
                by=BroughtBy(self.by.data),
                agreed_on=self.agreed_on.data,
                name=self.by_name.data,
                phone=self.by_phone.data,
            )
        return Asked(
            wish=Wish(
                category=category, dayparts=self.dayparts.data, place=None, note=self.note.data or None
            ),
            when=When(weekly=True) if self.weekly.data else ONCE,
            needs=self.needs.data,
            urgent=self.urgent.data,
            brought=brought,
        )


class OfferForm(StepForm):
    """What somebody offers: one kind or several, generous in when."""

    kinds = fields.Choices(_("Wat wil de bezoeker doen?"), required=_("Kies minstens één soort hulp."))
    note = fields.FreeText(_("In een paar woorden"), longest=LONGEST_NOTE, rows=2)
    dayparts = fields.Dayparts(
        _("Wanneer zou het kunnen?"),
        any_text=_("Dat verschilt: vraag het gewoon"),
        required=_("Kies minstens één moment, of dat het verschilt."),
    )
    radius = fields.OneChoice(
        _("Hoe ver?"),
        look="select",
        required=_("Kies hoe ver de bezoeker wil gaan."),
        choices=[
            Choice("700", _("Op loopafstand (700 meter)")),
            Choice("1500", _("In de buurt (1.500 meter)")),
            Choice("4000", _("In heel Maastricht-Noordwest (4 kilometer)")),
            Choice(ANY_DISTANCE, _("Maakt niet uit")),
        ],
        default="1500",
    )
    at_once = fields.OneChoice(
        _("Hoeveel mensen tegelijk?"),
        look="select",
        required=_("Kies een aantal."),
        choices=[Choice(str(number), str(number)) for number in range(1, 6)],
        default="1",
    )
    can = fields.Choices(_("Wat is geen probleem?"))

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set what can be chosen today."""
        super().prepare(before)
        self.kinds.choices = [
            Choice(one.code, kind_name(one)) for one in list_choosable_categories() if one.code != OTHER
        ]
        self.can.choices = [Choice(code, gettext(words)) for code, words in NEEDS_OFFERED.items()]

    def offered(self) -> Offered:
        """Return what is offered."""
        found = [find_category(code) for code in self.kinds.data]
        return Offered(
            wishes=[
                Wish(category=one, dayparts=self.dayparts.data, place=None, note=self.note.data or None)
                for one in found
                if one is not None
            ],
            radius_m=None if self.radius.data == ANY_DISTANCE else int(self.radius.data),
            can=self.can.data,
            at_once=int(self.at_once.data),
        )


class AgreementForm(StepForm):
    """The two things that a visitor says before anything is kept; who said so before is not asked."""

    age = fields.Tick(
        _("De bezoeker is 16 jaar of ouder."),
        required=_("Is de bezoeker jonger dan 16? Haal er dan de buurtwerker bij. Anders: zet een vinkje."),
    )
    agree = fields.Tick(
        _("De bezoeker vindt het goed dat wij dit opschrijven en gebruiken om iemand te zoeken."),
        required=_("Vraag of de bezoeker het goedvindt. Zo niet, dan schrijven wij niets op."),
    )


class AskForm(RequestForm, AgreementForm):
    """Somebody we know who asks."""


class GiveForm(OfferForm, AgreementForm):
    """Somebody we know who offers."""


class NewAskForm(AskForm, VisitorForm):
    """A new visitor who asks."""


class NewGiveForm(GiveForm, VisitorForm):
    """A new visitor who offers."""


class NamelessAskForm(AskForm, PlaceForm):
    """A visitor who keeps their name: the number on the slip is all that leads back to them."""

    def newcomer(self) -> Newcomer:
        """Return somebody without a name."""
        return Newcomer(name=None, place=self.place())
