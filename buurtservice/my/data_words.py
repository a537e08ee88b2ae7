"""Says in plain words what is kept about somebody: values of the database, and who looked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_decimal, gettext

from buurtservice import labels
from buurtservice.clock import LOCAL_ZONE
from buurtservice.help.forms.words import BROUGHT_BY, NEEDS_OFFERED, SPOKEN
from buurtservice.i18n import N_
from buurtservice.privacy.kept import KEPT
from buurtservice.privacy.own_data import ENDED, Section, looked_or_did
from buurtservice.web.language import LANGUAGE_NAMES
from buurtservice.web.words import clock_words, day_words
from buurtservice.wording import daypart_words, join_words

# Of an activity: 14:30:00, without a day.
CLOCK_TIMES = {("begins_at", 8), ("ends_at", 8)}
CONTACT_BY = {
    "phone": N_("met een telefoontje"),
    "email": N_("met een e-mail"),
    "letter": N_("met een brief"),
    "desk": N_("aan de balie"),
}
AGREEMENTS = {
    "taking_part": N_("Meedoen, en hoe wij gegevens gebruiken"),
    "age": N_("16 jaar of ouder"),
    "on_behalf": N_("Iemand anders vraagt het voor u"),
    "referral": N_("Doorverwijzen"),
}
THROUGH = {
    "self": N_("uzelf"),
    "desk": N_("de balie"),
    "family": N_("familie"),
    "other": N_("iemand anders"),
}
ROLES = {
    "desk": N_("een vrijwilliger van de balie"),
    "worker": N_("een buurtwerker"),
    "team": N_("iemand van het buurtteam"),
    "host": N_("iemand van het uitleenpunt"),
    "policy": N_("een beleidsmedewerker"),
    "operator": N_("een beheerder"),
    "resident": N_("u zelf"),
}
LOOKS = {"looked": N_("keek in uw gegevens"), "did": N_("werkte aan uw vraag, aanbod of gegevens")}
CALL_REASONS = {
    "no_match_in_time": N_("er was op tijd niemand gevonden"),
    "handed_back": N_("het buurtteam kon het niet doen"),
    "changed": N_("er was iets veranderd"),
    "unlock": N_("wij wilden u iets vragen"),
}
MESSAGE_STATES = {"waiting": N_("wacht"), "sent": N_("verstuurd"), "failed": N_("niet aangekomen")}
REFERRAL_STATES = {"open": N_("loopt"), "arrived": N_("aangekomen"), "closed": N_("klaar")}
PARTIES = {
    "social_team": N_("Sociaal Team"),
    "gp": N_("huisarts"),
    "wmo_team": N_("Wmo-team"),
    "police": N_("wijkagent"),
    "parish": N_("parochie, kerk of moskee"),
    "housing": N_("woningcorporatie"),
    "family": N_("familie"),
    "other": N_("iemand anders"),
}
WORDS: dict[tuple[str, str], dict[str, str]] = {
    ("resident", "contact_by"): CONTACT_BY,
    ("resident", "language"): LANGUAGE_NAMES,
    ("resident", "languages"): SPOKEN,
    ("agreement", "kind"): AGREEMENTS,
    ("agreement", "through"): THROUGH,
    ("help_request", "state"): labels.REQUEST_STATES,
    ("help_request", "needs"): labels.NEEDS,
    ("help_offer", "state"): labels.OFFER_STATES,
    ("help_offer", "can"): NEEDS_OFFERED,
    ("introduction", "brought_by"): BROUGHT_BY,
    ("match", "state"): {**labels.MATCH_STATES, ENDED: N_("gestopt")},
    ("match_review", "went"): labels.WENT,
    ("match_review", "next_step"): labels.NEXT_STEPS,
    ("appointment", "state"): {"planned": N_("gepland"), "cancelled": N_("afgezegd")},
    ("team_task", "state"): labels.TASK_STATES,
    ("team_task", "planned_daypart"): {str(part): words for part, words in enumerate(labels.DAYPARTS)},
    ("team_task", "hand_back_reason"): labels.HAND_BACK_REASONS,
    ("activity_place", "state"): labels.PLACE_STATES,
    ("call", "reason"): CALL_REASONS,
    ("call", "state"): labels.CALL_STATES,
    ("call_question", "kind"): labels.QUESTION_KINDS,
    ("call_question", "answer"): labels.ANSWERS,
    ("referral", "direction"): {"to": N_("naar"), "from": N_("van")},
    ("referral", "party"): PARTIES,
    ("referral", "state"): REFERRAL_STATES,
    ("outbox_message", "state"): MESSAGE_STATES,
    ("outbox_message", "language"): LANGUAGE_NAMES,
    ("access_log", "staff_user_id"): ROLES,
    ("access_log", "action"): LOOKS,
}


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One heading with its records, each a list of (what, value in words); what is empty is left out."""

    heading: str
    records: list[list[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Look:
    """That somebody of a role looked or did something, on a day."""

    on: date
    sentence: str


def chapters(sections: Iterable[Section]) -> list[Chapter]:
    """Return everything in words, without the tables that hold nothing."""
    return [
        Chapter(
            heading=gettext(KEPT[section.table].heading),
            records=[_record(section.table, row) for row in section.rows],
        )
        for section in sections
        if section.rows
    ]


def tell_looks(rows: Sequence[Any]) -> list[Look]:
    """Return who looked, per day and role; the same thing twice on a day is told once."""
    told: dict[Look, None] = {}
    for at, roles, action in rows:
        who = join_words([gettext(ROLES[role]) for role in roles] or [gettext("iemand van Buurtservice")])
        what = gettext(LOOKS[looked_or_did(action)])
        sentence = f"{who[:1].upper()}{who[1:]} {what}."
        told[Look(on=at.astimezone(LOCAL_ZONE).date(), sentence=sentence)] = None
    return list(told)


def _record(table: str, row: dict[str, Any]) -> list[tuple[str, str]]:
    shown = KEPT[table].shown
    said = [(gettext(shown[column]), _words(table, column, value)) for column, value in row.items()]
    return [(label, words) for label, words in said if words]


def _words(table: str, column: str, value: Any) -> str:
    if column == "dayparts":
        return daypart_words(value)
    if value is None or value in ("", []):
        return ""
    known = WORDS.get((table, column), {})
    if isinstance(value, list):
        return join_words([_known(known, one) for one in value])
    if isinstance(value, bool):
        return str(gettext("ja") if value else gettext("nee"))
    if isinstance(value, dict):
        return "; ".join(str(one) for one in _leaves(value))
    if isinstance(value, int | float):
        return str(value) if column.endswith("id") else str(format_decimal(value))
    return _moment(column, str(value)) or _known(known, str(value))


def _known(known: dict[str, str], value: Any) -> str:
    return str(gettext(known[value])) if value in known else str(value)


def _moment(column: str, value: str) -> str:
    """Say a day or a moment; "" for what is neither."""
    if (column, len(value)) in CLOCK_TIMES:
        return value[:5].replace(":", ".")
    if column.endswith("_at") or column == "at":
        moment = datetime.fromisoformat(value)
        return f"{day_words(moment, year=True)}, {clock_words(moment)}"
    if column.endswith("_on") or column in ("since", "until"):
        return day_words(date.fromisoformat(value), year=True)
    return ""


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value] if value not in ("", None) else []
