"""Correcting who somebody is, where they live, and how they are reached."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.help.forms.step import StepForm
from buurtservice.help.forms.words import SPOKEN
from buurtservice.residents.joining import MAX_NAME, Reach
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.residents.places import Place, find_place, list_neighbourhoods
from buurtservice.web import fields
from buurtservice.web.fields import Choice
from buurtservice.web.language import LANGUAGE_NAMES


class OwnDataForm(StepForm):
    """Name, contact, place and languages. What belongs to no way of reaching may stay, or be emptied."""

    name = fields.TextLine(
        _("Hoe heet u?"),
        longest=MAX_NAME,
        autocomplete="name",
        required=_("Vul een naam in. Een voornaam is genoeg."),
    )
    how = fields.OneChoice(
        _("Hoe bereiken wij u het liefst?"),
        required=_("Kies hoe wij u bereiken."),
        choices=[
            Choice(ContactBy.PHONE, _("Met een telefoontje")),
            Choice(ContactBy.EMAIL, _("Met een e-mail")),
            Choice(ContactBy.LETTER, _("Met een brief")),
            Choice(ContactBy.DESK, _("Ik kom zelf langs bij de balie")),
        ],
    )
    phone = fields.Phone(_("Uw telefoonnummer"), autocomplete="tel")
    email = fields.EmailAddress(
        _("Uw e-mailadres"),
        autocomplete="email",
        hint=_("Hiermee meldt u zich ook aan. Zonder e-mailadres regelen wij het samen aan de balie."),
    )
    address = fields.TextLine(
        _("Uw straat, huisnummer en plaats"),
        autocomplete="street-address",
        hint=_(
            "Alleen nodig voor een brief. Op de kaart staat u in het midden van uw buurt, nooit bij uw huis."
        ),
    )
    postal = fields.Postcode(_("Uw postcode"), autocomplete="postal-code")
    neighbourhood = fields.OneChoice(_("Uw buurt"), look="select", coerce=int)
    speaks = fields.Choices(_("Welke talen spreekt u?"), choices=[*SPOKEN.items()])
    letters = fields.OneChoice(
        _("In welke taal schrijven wij u?"),
        look="select",
        choices=[*LANGUAGE_NAMES.items()],
        required=_("Kies een taal."),
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set the neighbourhoods to choose from."""
        self.neighbourhood.choices = [Choice(str(one.id), one.name) for one in list_neighbourhoods()]

    def keep_choices_of(self, person: Resident) -> None:
        """Let what stands on the record be chosen too, when it would not be offered today."""
        there, listed = person.neighbourhood, {one.value for one in self.neighbourhood.listed}
        if there is not None and str(there.id) not in listed:
            self.neighbourhood.choices = [*self.neighbourhood.choices, Choice(str(there.id), there.name)]
        unlisted = [(code, code) for code in person.languages if code not in SPOKEN]
        self.speaks.choices = [*self.speaks.choices, *unlisted]

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
        """Return how they are reached."""
        return Reach(
            contact_by=ContactBy(self.how.data),
            phone=self.phone.data,
            email=self.email.data,
            address=self.address.data or None,
        )

    def place(self, person: Resident) -> Place | None:
        """Return where they live now; None when that did not change, so that the middle of it stays too."""
        if (self.postal.data, self.neighbourhood.data) == (person.postcode, person.neighbourhood_id):
            return None
        if self.neighbourhood.data == person.neighbourhood_id and self.postal.data is not None:
            # Somebody who moves fills in the new postcode: what we know of that says the neighbourhood too.
            found = find_place(postcode=self.postal.data)
            if found.neighbourhood is not None:
                return found
        return find_place(postcode=self.postal.data, neighbourhood_id=self.neighbourhood.data)


def own_data_of(person: Resident) -> dict[str, Any]:
    """Return the answers that stand on the record."""
    return {
        "name": person.name or "",
        "how": (person.contact_by or ContactBy.DESK).value,
        "phone": person.phone,
        "email": person.email,
        "address": person.address or "",
        "postal": person.postcode,
        "neighbourhood": person.neighbourhood_id,
        "speaks": tuple(person.languages),
        "letters": person.language,
    }
