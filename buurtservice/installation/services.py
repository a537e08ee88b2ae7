"""Changes to what this installation says of itself."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from buurtservice.extensions import db
from buurtservice.installation.models import InstallationText
from buurtservice.transactions import hold_table, transaction

Texts = Mapping[tuple[str, str], str]
"""A text by its key and its language."""


def read_texts() -> dict[tuple[str, str], str]:
    """Return the texts that this installation wrote itself."""
    rows = db.session.execute(select(InstallationText.key, InstallationText.language, InstallationText.text))
    return {(row.key, row.language): row.text for row in rows}


def change_texts(texts: Texts) -> list[tuple[str, str]]:
    """Set these texts; an empty one goes back to what we ship. Return which ones changed.

    Of two colleagues at once the last one wins.
    """
    with transaction() as session:
        hold_table(InstallationText.__tablename__)
        before = read_texts()
        changed = [name for name, text in texts.items() if text != before.get(name, "")]
        for key, language in changed:
            session.execute(
                delete(InstallationText).where(
                    InstallationText.key == key, InstallationText.language == language
                )
            )
            if texts[key, language]:
                session.add(InstallationText(key=key, language=language, text=texts[key, language]))
    return changed
