"""Who stands at the desk: the few things that are asked of somebody new, and what can be corrected later."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from buurtservice.help.forms.shared import ELSEWHERE
from buurtservice.help.forms.step import StepForm
from buurtservice.help.forms.words import SPOKEN
from buurtservice.residents.duplicates import Lookalike
from buurtservice.residents.joining import MAX_NAME, Newcomer, Reach
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.residents.places import Place, find_place, list_neighbourhoods
from buurtservice.web import fields
from buurtservice.web.fields import Choice
from buurtservice.web.forms import BuurtForm

LONGEST_TERM = 200
SOMEBODY_ELSE = "new"


class SearchForm(BuurtForm):
    """What is typed to find somebody; sent in the body, so that no name stands in an address or a log."""

    q = fields.TextLine(_("Wie staat er voor u?"), longest=LONGEST_TERM)


class PlaceForm(StepForm):
    """Where somebody lives: the neighbourhood will do, a postcode is nearer."""

    postal = fields.Postcode(_("Postcode"), autocomplete="off")
    neighbourhood = fields.OneChoice(_("Buurt"), look="select", coerce=int)

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set the neighbourhoods to choose from."""
        names = [Choice(str(one.id), one.name) for one in list_neighbourhoods()]
        self.neighbourhood.choices = [*names, Choice(ELSEWHERE, gettext("Een andere buurt"))]

    def check(self) -> None:
        """Refuse a place that we cannot find, and none at all."""
        if self.postal.data is None and self.neighbourhood.data is None:
            self.refuse(gettext("Kies de buurt, of vul de postcode in."), "neighbourhood")
        elif self.neighbourhood.data is None and not self.place().is_known:
            self.refuse(gettext("Deze postcode kennen wij nog niet. Kies ook de buurt."), "neighbourhood")

    def place(self) -> Place:
        """Return the place that was given."""
        return find_place(postcode=self.postal.data, neighbourhood_id=self.neighbourhood.data or None)


class VisitorForm(PlaceForm):
    """Somebody new: a name, and a way to reach them. `same` asks whether they are in the books already."""

    same = fields.OneChoice(
        _("Is dit dezelfde persoon?"), choices=[Choice(SOMEBODY_ELSE, _("Nee, dit is iemand anders"))]
    )
    seen = HiddenField()  # Whom the volunteer was shown: of somebody not shown yet, "no" says nothing.
    name = fields.TextLine(
        _("Naam"),
        longest=MAX_NAME,
        required=_("Vul de naam in. Wil de bezoeker geen naam geven, kies dan 'Helpen zonder naam'."),
    )
    phone = fields.Phone(_("Telefoon"), autocomplete="off")
    address = fields.TextLine(_("Straat en huisnummer"), longest=LONGEST_TERM)
    email = fields.EmailAddress(_("E-mail"), autocomplete="off")
    speaks = fields.OneChoice(
        _("Taal"), look="select", choices=[*SPOKEN.items()], required=_("Kies een taal."), default="nl"
    )

    def check(self) -> None:
        """Ask for the place, unless the visitor is one of those in the books."""
        if self.chosen_id is None:
            super().check()

    @property
    def chosen_id(self) -> int | None:
        """Return the id of the person in the books who stands here, once that was said."""
        return int(self.same.data) if self.same.data and self.same.data != SOMEBODY_ELSE else None

    def offer_lookalikes(self, people: Sequence[tuple[Lookalike, str]]) -> bool:
        """Ask whether it is one of these; tell whether "no" was said before all of them were shown.

        The words beside each show initials: others can see the screen.
        """
        self.same.choices = [
            *(Choice(str(one.resident.id), words) for one, words in people),
            Choice(SOMEBODY_ELSE, gettext("Nee, dit is iemand anders")),
        ]
        ids = [str(one.resident.id) for one, _words in people]
        unseen = self.same.data == SOMEBODY_ELSE and not set(ids) <= set((self.seen.data or "").split())
        self.seen.data = " ".join(ids)
        if unseen:
            self.same.data, self.same.typed = None, ""
        return unseen

    def newcomer(self) -> Newcomer:
        """Return who comes in; they are reached by what they gave, the telephone first."""
        return Newcomer(
            name=self.name.data,
            reach=Reach(
                contact_by=self._contact_by(),
                phone=self.phone.data,
                email=self.email.data,
                address=self.address.data or None,
            ),
            place=self.place(),
            languages=(self.speaks.data,),
        )

    def _contact_by(self) -> ContactBy:
        ways = (
            (self.phone.data, ContactBy.PHONE),
            (self.email.data, ContactBy.EMAIL),
            (self.address.data, ContactBy.LETTER),
        )
        return next((way for given, way in ways if given), ContactBy.DESK)


class DetailsForm(StepForm):
    """What can be corrected about somebody we know."""

    name = fields.TextLine(_("Naam"), longest=MAX_NAME, required=_("Vul de naam in."))
    how = fields.OneChoice(
        _("Hoe bereiken wij de bezoeker het liefst?"),
        required=_("Kies hoe wij de bezoeker bereiken."),
        choices=[
            Choice(ContactBy.PHONE, _("Met een telefoontje")),
            Choice(ContactBy.EMAIL, _("Met een e-mail")),
            Choice(ContactBy.LETTER, _("Met een brief")),
            Choice(ContactBy.DESK, _("De bezoeker komt zelf langs")),
        ],
    )
    phone = fields.Phone(_("Telefoon"), autocomplete="off")
    email = fields.EmailAddress(_("E-mail"), autocomplete="off")
    address = fields.TextLine(_("Straat en huisnummer"), longest=LONGEST_TERM)
    postal = fields.Postcode(_("Postcode"), autocomplete="off")
    neighbourhood = fields.OneChoice(_("Buurt"), look="select", coerce=int)
    speaks = fields.Choices(_("Talen"), choices=[*SPOKEN.items()])

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set the neighbourhoods to choose from."""
        self.neighbourhood.choices = [Choice(str(one.id), one.name) for one in list_neighbourhoods()]

    def check(self) -> None:
        """Refuse a way for which the number or the address lacks."""
        needed = {
            ContactBy.PHONE: ("phone", gettext("Vul het telefoonnummer in, dan kunnen wij bellen.")),
            ContactBy.EMAIL: ("email", gettext("Vul het e-mailadres in, dan kunnen wij mailen.")),
            ContactBy.LETTER: ("address", gettext("Vul het adres in, dan kunnen wij een brief sturen.")),
        }
        name, sentence = needed.get(self.how.data, ("", ""))
        if name and not self[name].data:
            self.refuse(sentence, name)

    def reach(self) -> Reach:
        """Return how they are reached; all that was given is kept."""
        return Reach(
            contact_by=ContactBy(self.how.data),
            phone=self.phone.data,
            email=self.email.data,
            address=self.address.data or None,
        )

    def place(self, resident: Resident) -> Place | None:
        """Return the new place; None where it was not changed, so that it stays as exact as it was."""
        same = (self.postal.data, self.neighbourhood.data) == (resident.postcode, resident.neighbourhood_id)
        if same or (self.postal.data is None and self.neighbourhood.data is None):
            return None
        return find_place(postcode=self.postal.data, neighbourhood_id=self.neighbourhood.data)


class LeaveForm(StepForm):
    """The last word before everything about somebody is thrown away."""

    sure = fields.Tick(
        _("De bezoeker vroeg hier zelf om, en weet dat dit niet terug kan."),
        required=_("Zet een vinkje als de bezoeker het zeker weet. Twijfelt de bezoeker? Kies dan pauze."),
    )


def details_of(resident: Resident) -> dict[str, Any]:
    """Return what stands in our books now, for the form."""
    return {
        "name": resident.name or "",
        "how": resident.contact_by or (ContactBy.PHONE if resident.phone else ContactBy.DESK),
        "phone": resident.phone,
        "email": resident.email,
        "address": resident.address or "",
        "postal": resident.postcode,
        "neighbourhood": resident.neighbourhood_id,
        "speaks": tuple(resident.languages),
    }
