"""The conditions to which a driver says yes. Each version keeps its text: known is who agreed to what."""

from collections.abc import Mapping

from sqlalchemy import select

from buurtservice.errors import InvalidInput
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.installation.services import change_texts, read_texts
from buurtservice.scooters.models import Driver
from buurtservice.transactions import transaction

LONGEST = 2000  # Signs of a text, in each language.
VERSION_LENGTH = 20
AS_SHIPPED = N_(
    "Ik rijd alleen zelf, en rustig. Ik rijd niet als ik alcohol dronk of slaperig ben. Op de stoep rijd ik "
    "stapvoets. Ik breng de scootmobiel op tijd terug, met de sleutel. Is er iets stuk of botste ik, dan zeg "
    "ik het meteen."
)


class ConditionsAgreed(InvalidInput):
    """Somebody said yes to a version with another text."""

    code = "conditions_agreed"
    text = N_(
        "Er zeiden al mensen ja op de afspraken met nummer %(version)s. Geef de nieuwe afspraken een nieuw "
        "nummer, dan blijft te zien wie waarop ja zei."
    )


def conditions_text(version: str, language: str) -> str | None:
    """Return what a version says in a language, else in Dutch; None where it is what we ship, AS_SHIPPED."""
    kept = read_texts()
    return kept.get((_key(version), language)) or kept.get((_key(version), "nl"))


def own_texts(version: str) -> dict[str, str]:
    """Return what the installation wrote for a version, by language; nothing where it is what we ship."""
    return {language: text for (key, language), text in read_texts().items() if key == _key(version)}


def write_conditions(version: str, texts: Mapping[str, str]) -> bool:
    """Keep the text of a version by language; tell whether that changed anything.

    A language that is left out or empty has the Dutch text. Raises ConditionsAgreed when somebody said yes
    to this version and the text differs.
    """
    with transaction():
        kept = read_texts()
        wanted = {(_key(version), language): text for language, text in texts.items()}
        if all(kept.get(name, "") == text for name, text in wanted.items()):
            return False
        agreed = select(Driver.id).where(Driver.conditions_version == version).limit(1)
        if db.session.scalar(agreed) is not None:
            raise ConditionsAgreed(version=version)
        change_texts(wanted)
        return True


def _key(version: str) -> str:
    return f"scooter_conditions:{version}"
