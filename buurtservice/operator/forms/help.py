"""The form of a kind of help."""

from flask_babel import lazy_gettext as _

from buurtservice.web.fields import Choice, OneChoice, TextLine, Tick, WholeNumber
from buurtservice.web.forms import BuurtForm

PICTOGRAMS = {
    "ironing": _("strijkijzer"),
    "shopping": _("boodschappentas"),
    "buddy": _("twee mensen"),
    "odd-jobs": _("gereedschap"),
    "garden": _("plantje"),
    "transport": _("auto"),
    "forms": _("papier en pen"),
    "computer": _("laptop of computer"),
    "pet": _("hond"),
    "cooking": _("kookpan"),
    "language": _("tekstballonnen"),
    "door": _("deur"),
}


class CategoryForm(BuurtForm):
    """A kind of help as people see it, and what happens with it."""

    name_nl = TextLine(_("Naam in het Nederlands"), required=_("Vul een naam in."), longest=80)
    name_en = TextLine(_("Naam in het Engels"), required=_("Vul een Engelse naam in."), longest=80)
    pictogram = OneChoice(
        _("Pictogram"),
        required=_("Kies een pictogram."),
        look="tiles",
        choices=[Choice(code, words, pictogram=code) for code, words in PICTOGRAMS.items()],
    )
    requires_screening = Tick(_("Alleen met een VOG (verklaring omtrent het gedrag)"))
    team_may_do = Tick(_("Het betaalde team mag dit doen als er geen buur gevonden is"))
    route_after_days = WholeNumber(
        _("Na hoeveel dagen zonder match gaat een vraag naar het team?"),
        required=_("Vul een aantal dagen in."),
        most=365,
    )
    urgent_route_after_days = WholeNumber(
        _("En als er haast bij is?"), required=_("Vul een aantal dagen in."), most=365
    )
    position = WholeNumber(
        _("Plaats in de rij"),
        required=_("Vul een getal in."),
        most=10_000,
        hint=_("Een lager getal staat eerder. Bij hetzelfde getal op naam."),
    )
    spellings = TextLine(
        _("Andere woorden op een kaart"),
        longest=1000,
        hint=_("Gescheiden door komma's. Wie een kaartenbak inleest, vindt de soort ook onder deze woorden."),
    )
    retired = Tick(_("Niet meer om uit te kiezen. Wat gevraagd en aangeboden is, gaat door."))


class NewCategoryForm(CategoryForm):
    """A new kind of help."""

    code = TextLine(
        _("Code voor programma's"),
        required=_("Vul een code in."),
        longest=40,
        hint=_("Kleine letters, zoals cleaning. De code verandert later niet."),
    )
