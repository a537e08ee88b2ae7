"""The installation's own texts: its telephone number, its address. The operator changes them."""

from flask import g, has_request_context
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from buurtservice.extensions import Base, db
from buurtservice.i18n import N_
from buurtservice.web.language import current_language

# What stands on the pages until the operator has written something better.
DEFAULTS = {
    "place": "Caberg-Malpertuis",
    "phone": "043 000 00 00",
    "phone_hours": N_("maandag tot en met vrijdag, 9.00 tot 17.00 uur"),
    "house": "Buurthuis De Poort",
    "address": "Voorbeeldstraat 12, Malpertuis",
    "opening": N_("maandag tot en met vrijdag, 9.00 tot 17.00 uur"),
    "welcome": N_("In Caberg en Malpertuis helpen buren elkaar. Soms vraagt u hulp, soms geeft u hulp."),
}

_KEPT = "installation_texts"


def installation_text(key: str) -> str:
    """Return the installation's text in the reader's language, else in Dutch, else what we would say."""
    texts = _texts()
    found = texts.get((key, current_language())) or texts.get((key, "nl"))
    return found or (gettext(DEFAULTS[key]) if key in DEFAULTS else "")


def _texts() -> dict[tuple[str, str], str]:
    """Read all texts once per request, or per transaction of a job; without a database there are none."""
    if not has_request_context():
        return _texts_of_transaction()
    if g.get("database_away"):
        return {}
    if "installation_texts" not in g:
        g.installation_texts = _read()
    found: dict[tuple[str, str], str] = g.installation_texts
    return found


def _texts_of_transaction() -> dict[tuple[str, str], str]:
    session = db.session()
    transaction = session.get_transaction()
    kept: tuple[object, dict[tuple[str, str], str]] | None = session.info.get(_KEPT)
    if kept is not None and transaction is not None and kept[0] is transaction:
        return kept[1]
    found = _read()
    session.info[_KEPT] = (session.get_transaction(), found)
    return found


def _read() -> dict[tuple[str, str], str]:
    table = Base.metadata.tables.get("installation_text")
    if table is None:
        return {}
    try:
        rows = db.session.execute(select(table.c.key, table.c.language, table.c.text)).all()
    except SQLAlchemyError:
        db.session.rollback()
        return {}
    return {(key, language): text for key, language, text in rows}
