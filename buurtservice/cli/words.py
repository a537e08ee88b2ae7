"""What several commands say in the reader's language: a kind of help, a person."""

from flask_babel import gettext

from buurtservice.app import current_settings
from buurtservice.help.models import Category
from buurtservice.residents.models import Resident


def kind_words(category: Category) -> str:
    """Return the name of this kind of help."""
    return category.name_in(current_settings().language)


def person_words(resident: Resident) -> str:
    """Return the resident's name, or say that there is none."""
    return resident.name or gettext("zonder naam")
