"""Forms about neighbourhoods, sites and postcodes."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField

from buurtservice.operator.fields import Degrees
from buurtservice.web.fields import EmailAddress, OneChoice, Phone, TextLine, Tick
from buurtservice.web.forms import BuurtForm


class NeighbourhoodForm(BuurtForm):
    """A neighbourhood."""

    name = TextLine(_("Naam"), required=_("Vul een naam in."), longest=80)
    lat = Degrees(
        _("Midden: breedtegraad"),
        most=90,
        hint=_("Rond 50,9. Zonder midden meten wij in deze buurt alleen met postcodes."),
    )
    lon = Degrees(_("Midden: lengtegraad"), most=180, hint=_("Rond 5,7."))
    hidden = Tick(_("Niet meer om uit te kiezen. Wie er woont, blijft er staan."))


class SiteForm(BuurtForm):
    """A place where people can walk in."""

    name = TextLine(_("Naam"), required=_("Vul een naam in."), longest=80)
    address = TextLine(_("Adres"), longest=200)
    phone = Phone(_("Telefoon"))
    email = EmailAddress(_("E-mailadres"))
    opening_hours = TextLine(
        _("Wat is er nog te zeggen over de openingstijden?"),
        longest=300,
        hint=_("De tijden zelf hebben een eigen pagina. Bijvoorbeeld: bel even aan bij de zijdeur."),
    )
    directions = TextLine(_("Hoe komt u er?"), longest=500)
    neighbourhood = OneChoice(_("Buurt"), look="select", coerce=int)
    is_desk = Tick(_("Hier is een balie"))
    lends_scooters = Tick(_("Hier worden scootmobielen uitgeleend"))
    closed = Tick(_("Deze locatie is gesloten"))


class PostcodesForm(BuurtForm):
    """A table of postcodes."""

    file = FileField()
