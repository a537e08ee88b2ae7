"""The form of the rules of fair use, made from the rules themselves, and of the conditions."""

from collections.abc import Mapping
from typing import Any

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _

from buurtservice.i18n import N_
from buurtservice.scooters.conditions import LONGEST, VERSION_LENGTH
from buurtservice.scooters.rules import RULES
from buurtservice.settings import LANGUAGES
from buurtservice.web.fields import FreeText, TextLine, WholeNumber
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import LANGUAGE_NAMES

# What each number is called, and what it means.
WORDS = {
    "days_ahead": (
        N_("Hoeveel dagen vooruit kan iemand reserveren?"),
        N_("Verder vooruit kan niemand iets vasthouden."),
    ),
    "open_most": (
        N_("Hoeveel reserveringen mag iemand tegelijk hebben?"),
        N_("Wat al opgehaald is, telt niet mee."),
    ),
    "dayparts_most": (
        N_("Hoeveel dagdelen achter elkaar?"),
        N_("Een dag heeft er drie: ochtend, middag en avond."),
    ),
    "no_show_after_minutes": (
        N_("Na hoeveel minuten is iemand niet gekomen?"),
        N_("Daarna is de scootmobiel vrij voor een ander."),
    ),
    "early_minutes": (
        N_("Hoeveel minuten eerder mag iemand hem ophalen?"),
        N_("Wie nog eerder komt, krijgt hem alleen mee als er dan niemand anders is."),
    ),
    "hold_minutes": (
        N_("Hoeveel minuten houden wij iets vast voor wie wacht?"),
        N_("Wie op de wachtlijst staat, krijgt zo lang de tijd om ja te zeggen."),
    ),
    "check_valid_days": (
        N_("Hoeveel dagen is een proefrit geldig?"),
        N_("Dit geldt voor nieuwe proefritten. Twee jaar is 730 dagen."),
    ),
}
VERSION, TEXT = "version", "text"


class RulesText(FreeText):
    """A text of ours, about nobody."""

    warning = ""


def rules_form(numbers: Mapping[str, int], version: str, texts: Mapping[str, str]) -> BuurtForm:
    """Return a form with a field for each rule and for the conditions, filled with what holds now."""
    fields: dict[str, Any] = {}
    for rule in RULES:
        label, meaning = WORDS[rule.name]
        fields[rule.name] = WholeNumber(
            gettext(label),
            least=rule.least,
            most=rule.most,
            required=_("Vul een getal in."),
            default=numbers[rule.name],
            hint=gettext(
                "%(meaning)s Van %(least)s tot en met %(most)s; wij leveren %(shipped)s.",
                meaning=gettext(meaning),
                least=format_decimal(rule.least),
                most=format_decimal(rule.most),
                shipped=format_decimal(rule.shipped),
            ),
        )
    fields[VERSION] = TextLine(
        gettext("Nummer van de afspraken"),
        longest=VERSION_LENGTH,
        required=_("Geef de afspraken een nummer, zoals 2026-1."),
        default=version,
        hint=gettext("Een nieuwe tekst krijgt een nieuw nummer. Zo blijft te zien wie waarop ja zei."),
    )
    for language in LANGUAGES:
        fields[f"{TEXT}_{language}"] = RulesText(
            gettext("De afspraken (%(language)s)", language=LANGUAGE_NAMES[language]),
            longest=LONGEST,
            rows=8,
            default=texts.get(language, ""),
            hint=gettext("Leeg: de tekst die wij leveren, hieronder."),
        )
    made: BuurtForm = type("RulesForm", (BuurtForm,), fields)()
    return made
