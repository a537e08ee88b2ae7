"""Forms whose fields follow from what there is to set: weights, conversations, texts."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale, format_decimal, gettext
from flask_babel import lazy_gettext as _

from buurtservice.calls.policy import QUESTIONS, RESPONSE, KindOfQuestion
from buurtservice.operator.words import TEXTS, WEIGHTS
from buurtservice.rounds.weights import Weight
from buurtservice.settings import LANGUAGES, LOCALES
from buurtservice.web.fields import FreeText, TextLine, WholeNumber
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import LANGUAGE_NAMES
from buurtservice.web.texts import DEFAULTS

LONG_TEXTS = {"welcome"}
MOST_QUESTIONS = 3


def weights_form(weights: Iterable[Weight]) -> BuurtForm:
    """Return a form with a field for each weight, filled with what holds now."""
    fields: dict[str, Any] = {}
    for weight in weights:
        label, meaning = WEIGHTS[weight.name]
        fields[field_name(weight.name)] = WholeNumber(
            gettext(label),
            most=weight.most,
            required=_("Vul een getal in."),
            default=weight.value,
            hint=gettext(
                "%(meaning)s Van 0 tot %(most)s; wij leveren %(shipped)s.",
                meaning=gettext(meaning),
                most=format_decimal(weight.most),
                shipped=format_decimal(weight.shipped),
            ),
        )
    return _make("WeightsForm", fields)


def conversations_form(kinds: Iterable[KindOfQuestion]) -> BuurtForm:
    """Return a form with, for each kind of question, how many at most and the chance of a yes."""
    fields: dict[str, Any] = {}
    for one in kinds:
        fields[f"{QUESTIONS}_{one.kind}"] = WholeNumber(
            _("Hoogstens zoveel vragen in één gesprek"),
            most=MOST_QUESTIONS,
            default=one.questions,
            required=_("Vul een getal in."),
        )
        fields[f"{RESPONSE}_{one.kind}"] = WholeNumber(
            _("Kans op ja om mee te beginnen, in procenten"),
            most=100,
            default=round(one.response * 100),
            required=_("Vul een getal in."),
        )
    return _make("ConversationsForm", fields)


def texts_form(texts: dict[tuple[str, str], str]) -> BuurtForm:
    """Return a form with each text in each language; what is left empty is as we ship it."""
    fields: dict[str, Any] = {}
    for key in DEFAULTS:
        name = gettext(TEXTS[key])
        for language in LANGUAGES:
            given = {
                "longest": 1000,
                "default": texts.get((key, language), ""),
                "hint": gettext("Wij leveren: %(shipped)s", shipped=_shipped(key, language)),
            }
            label = f"{name} ({LANGUAGE_NAMES[language]})"
            fields[f"{key}_{language}"] = (
                FreeText(label, about_person=False, **given)
                if key in LONG_TEXTS
                else TextLine(label, **given)
            )
    return _make("TextsForm", fields)


def _shipped(key: str, language: str) -> str:
    with force_locale(LOCALES[language]):
        return str(gettext(DEFAULTS[key]))


def field_name(name: str) -> str:
    """Return the name of the field of a weight: `weights.served` is `weights_served`."""
    return name.replace(".", "_")


def _make(name: str, fields: dict[str, Any]) -> BuurtForm:
    form: BuurtForm = type(name, (BuurtForm,), fields)()
    return form
