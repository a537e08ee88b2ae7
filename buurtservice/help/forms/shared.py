"""The questions that asking and offering share: where somebody lives, how to reach them, do they agree."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.help.forms.known import neighbourhoods
from buurtservice.help.forms.step import StepForm
from buurtservice.help.forms.words import KIND_HINTS, SPOKEN
from buurtservice.help.models import Category
from buurtservice.residents.joining import MAX_NAME, Reach
from buurtservice.residents.models import ContactBy
from buurtservice.residents.places import Place, find_place
from buurtservice.web import fields
from buurtservice.web.fields import Choice
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import current_language

ELSEWHERE = "0"
NO_NAME = "noname"
THROUGH = "through"


def kind_choices(categories: list[Category], *, screening: bool = False) -> list[Choice]:
    """Return kinds of help as tiles. `screening` says with which of them a VOG is asked for."""
    return [Choice(one.code, kind_name(one), _kind_hint(one, screening), one.pictogram) for one in categories]


def kind_name(category: Category) -> str:
    """Return the kind of help as it begins a line: "Strijken"."""
    name = category.name_in(current_language())
    return name[:1].upper() + name[1:]


def _kind_hint(category: Category, screening: bool) -> str:
    hint = gettext(KIND_HINTS[category.code]) if category.code in KIND_HINTS else ""
    if screening and category.requires_screening:
        return gettext("%(hint)s (met een gratis VOG)", hint=hint).strip()
    return str(hint)


class WhereForm(StepForm):
    """Where somebody lives, no nearer than a postcode. The neighbourhood will do."""

    postal = fields.Postcode(
        _("Wat is uw postcode?"),
        hint=_("Bijvoorbeeld 6217 AB. Alleen de cijfers is ook goed."),
        autocomplete="postal-code",
        required=_("Vul uw postcode in, of kies uw buurt."),
    )
    neighbourhood = fields.OneChoice(
        _("Of kies uw buurt"), look="select", coerce=int, required=_("Kies uw buurt.")
    )

    _place: Place | None = None

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set the neighbourhoods to choose from."""
        behalf = before.get("voor-wie")
        if behalf is not None and behalf["who"].data == "other":
            self.postal.label.text = gettext("Wat is de postcode?")
            self.neighbourhood.label.text = gettext("Of kies de buurt")
        names = [Choice(str(one.id), one.name) for one in neighbourhoods()]
        self.neighbourhood.choices = [*names, Choice(ELSEWHERE, gettext("Een andere buurt"))]

    def leave_out(self) -> set[str]:
        """Return which of the two may be empty: one of them will do."""
        if not self.neighbourhood.typed:
            return {"neighbourhood"}
        return set() if self.postal.typed else {"postal"}

    def check(self) -> None:
        """Refuse a postcode of which we do not know where it is, without a neighbourhood."""
        if self.neighbourhood.data is None and not self.place().is_known:
            self.refuse(
                gettext("Deze postcode kennen wij nog niet. Kies hieronder ook uw buurt."), "neighbourhood"
            )

    def place(self) -> Place:
        """Return the place that was given."""
        if self._place is None:
            chosen = self.neighbourhood.data
            self._place = find_place(postcode=self.postal.data, neighbourhood_id=chosen or None)
        return self._place


class ReachForm(StepForm):
    """How somebody wants to be reached, with their name; whoever only asks may keep their name."""

    may_keep_name = False
    how = fields.OneChoice(_("Hoe bereiken wij u het liefst?"), required=_("Kies hoe wij u bereiken."))
    name = fields.TextLine(
        _("Hoe heet u?"),
        longest=MAX_NAME,
        autocomplete="name",
        required=_("Vul een naam in. Een voornaam is genoeg."),
    )
    phone = fields.Phone(
        _("Uw telefoonnummer"),
        autocomplete="tel",
        required=_("Vul het telefoonnummer in, dan kunnen wij bellen."),
    )
    email = fields.EmailAddress(
        _("Uw e-mailadres"),
        autocomplete="email",
        required=_("Vul het e-mailadres in, dan kunnen wij mailen."),
    )
    address = fields.TextLine(
        _("Uw straat, huisnummer en plaats"),
        autocomplete="street-address",
        required=_("Vul het adres in, dan kunnen wij een brief sturen."),
    )
    speaks = fields.OneChoice(
        _("In welke taal praat u het makkelijkst?"),
        look="select",
        choices=[*SPOKEN.items()],
        required=_("Kies een taal."),
        default=current_language,
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set the ways there are; who asks for somebody else may be called in their place."""
        behalf = before.get("voor-wie")
        self.for_other = behalf is not None and behalf.who.data == "other"
        if self.for_other:
            self.how.label.text = gettext("Hoe bereiken wij degene die hulp krijgt?")
            self.name.label.text = gettext("Hoe heet degene die hulp krijgt?")
            self.speaks.label.text = gettext("Welke taal praat degene die hulp krijgt het makkelijkst?")
        ways = [
            Choice(ContactBy.PHONE, gettext("Met een telefoontje")),
            Choice(ContactBy.EMAIL, gettext("Met een e-mail")),
            Choice(ContactBy.LETTER, gettext("Met een brief")),
            Choice(ContactBy.DESK, gettext("Ik kom zelf langs bij de balie")),
        ]
        if self.for_other:
            ways[-1] = Choice(THROUGH, gettext("Via mij: ik geef het door"))
        elif self.may_keep_name:
            hint = gettext("U krijgt een nummer. Daarmee belt u of komt u langs.")
            ways.append(Choice(NO_NAME, gettext("Liever zonder naam"), hint))
        self.how.choices = [*ways]

    def leave_out(self) -> set[str]:
        """Return the fields that do not belong to the way that was chosen."""
        needed = {ContactBy.PHONE: "phone", ContactBy.EMAIL: "email", ContactBy.LETTER: "address"}
        left = {"phone", "email", "address"} - {needed.get(self.how.data, "")}
        return left | {"name"} if self.how.data == NO_NAME else left

    @property
    def is_without_name(self) -> bool:
        """Tell whether somebody keeps their name to themselves."""
        return bool(self.how.data == NO_NAME)

    def reach(self) -> Reach:
        """Return how they are reached: only what belongs to the way they chose is kept."""
        way = self.how.data
        return Reach(
            contact_by=None if way == THROUGH else ContactBy(way),
            phone=self.phone.data if way == ContactBy.PHONE else None,
            email=self.email.data if way == ContactBy.EMAIL else None,
            address=self.address.data if way == ContactBy.LETTER else None,
        )


class AskReachForm(ReachForm):
    """The same for who asks."""

    may_keep_name = True


class SendForm(BuurtForm):
    """The last page: all answers are looked at once more, and agreed to. `extra` is for machines only."""

    age = fields.Tick(
        _("Ik ben 16 jaar of ouder."),
        required=_(
            "Zet een vinkje als u 16 jaar of ouder bent. Bent u jonger? Bel ons, dan kijken wij samen."
        ),
    )
    agree = fields.Tick(
        _("Ik vind het goed dat u mijn gegevens zo gebruikt."),
        required=_("Zet een vinkje als u dit goedvindt. Twijfelt u? Bel ons gerust."),
    )
    extra = fields.TextLine(_("Vul hier niets in"))

    def speak_of_another(self) -> None:
        """Let both boxes be about the person for whom somebody else asks."""
        self.age.label.text = gettext("Degene die hulp krijgt, is 16 jaar of ouder.")
        self.agree.label.text = gettext(
            "Degene die hulp krijgt, vindt het goed dat u de gegevens zo gebruikt."
        )

    def check_person(self) -> None:
        """Refuse what only a machine fills in; who did so by accident is told what to do."""
        if self.extra.data:
            self.refuse(gettext("Laat het veld 'Vul hier niets in' leeg en stuur het nog eens."))
            self.extra.typed = ""


class OnlyButtonForm(BuurtForm):
    """A step that needs no fields."""
