"""The one table of kinds: what it is for, how it travels, what its text needs, who may refuse it."""

from dataclasses import dataclass
from enum import StrEnum

from buurtservice.i18n import N_
from buurtservice.messages.models import Channel


class Urgency(StrEnum):
    """Whether a message may wait until tomorrow when somebody heard enough from us today."""

    NOW = "now"
    MAY_WAIT = "may_wait"


ANY_WAY = frozenset(Channel)
# Nobody rings somebody, nor brings a letter, for what the desk said already or what Vandaag asks by itself.
WRITTEN_ONLY = frozenset({Channel.MAIL, Channel.SMS})
MAIL_ONLY = frozenset({Channel.MAIL})


@dataclass(frozen=True, kw_only=True)
class MessageKind:
    """One kind of message. Its text is templates/emails/<code>.txt, which needs the values named here.

    A value that ends in `_on` is a day (ISO), in `_at` a moment (ISO, with its zone), in `_time` a clock time
    (14:30), in `_times` lines of a moment, a tab and words; `daypart` is 0, 1 or 2; all others are words in
    the reader's language.
    """

    code: str
    about: str
    needs: frozenset[str] = frozenset()
    may_have: frozenset[str] = frozenset()
    optional: bool = False
    urgency: Urgency = Urgency.MAY_WAIT
    ways: frozenset[Channel] = ANY_WAY
    better_written: bool = False  # Also for who would rather be phoned, where they have e-mail: numbers are.
    told_otherwise: bool = True  # Where it cannot be delivered, somebody tells it by telephone.

    @property
    def template(self) -> str:
        """Return the name of the template of the text."""
        return f"emails/{self.code}.txt"


def _kinds(*kinds: MessageKind) -> dict[str, MessageKind]:
    return {kind.code: kind for kind in kinds}


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)


RESIDENT_KINDS = _kinds(
    MessageKind(
        code="request_received",
        about=N_("Uw vraag is binnen"),
        needs=_set("reference", "help"),
        ways=WRITTEN_ONLY,
    ),
    MessageKind(
        code="match_agreed",
        about=N_("U hebt samen iets afgesproken"),
        needs=_set("other", "reach"),
        urgency=Urgency.NOW,
        better_written=True,
    ),
    MessageKind(
        code="appointment_reminder",
        about=N_("Herinnering aan een afspraak"),
        needs=_set("other", "starts_at"),
        may_have=_set("place"),
        optional=True,
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="how_it_went",
        about=N_("De vraag hoe het ging"),
        needs=_set("other", "page"),
        optional=True,
        ways=WRITTEN_ONLY,
    ),
    MessageKind(
        code="offer_stands",
        about=N_("De vraag of uw aanbod nog klopt"),
        needs=_set("help", "expires_on"),
        optional=True,
        ways=WRITTEN_ONLY,
    ),
    MessageKind(code="offer_expired", about=N_("Uw aanbod is verlopen"), needs=_set("help")),
    MessageKind(
        code="team_helps",
        about=N_("Het buurtteam pakt uw vraag op"),
        needs=_set("help"),
        ways=WRITTEN_ONLY,
    ),
    MessageKind(
        code="team_planned",
        about=N_("Wanneer het buurtteam komt"),
        needs=_set("help", "planned_on", "daypart"),
    ),
    MessageKind(
        code="neighbour_takes_over",
        about=N_("Een buur neemt het over van het buurtteam"),
        needs=_set("help", "helper", "takes_over_on"),
    ),
    MessageKind(
        code="activity_invited",
        about=N_("Uitnodiging voor een activiteit"),
        needs=_set("title"),
        may_have=_set("takes_place_on", "begins_time", "ends_time", "place", "page"),
        optional=True,
    ),
    MessageKind(
        code="activity_place_free",
        about=N_("Er is een plaats voor u vrij"),
        needs=_set("title"),
        may_have=_set("takes_place_on", "begins_time", "ends_time", "place"),
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="activity_reminder",
        about=N_("Herinnering aan een activiteit"),
        needs=_set("title", "takes_place_on"),
        may_have=_set("begins_time", "ends_time", "place"),
        optional=True,
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="activity_changed",
        about=N_("Een activiteit is op een ander moment of een andere plek"),
        needs=_set("title"),
        may_have=_set("takes_place_on", "begins_time", "ends_time", "place"),
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="activity_cancelled",
        about=N_("Een activiteit gaat niet door"),
        needs=_set("title"),
        may_have=_set("takes_place_on", "note"),
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="scooter_reserved",
        about=N_("Uw scootmobiel is gereserveerd"),
        needs=_set("reference", "site", "starts_at", "ends_at"),
        may_have=_set("place", "series_times"),
        ways=WRITTEN_ONLY,
    ),
    MessageKind(
        code="scooter_moved",
        about=N_("Uw reservering van een scootmobiel is veranderd"),
        needs=_set("reference", "site", "starts_at", "ends_at"),
        may_have=_set("place"),
        urgency=Urgency.NOW,
        ways=WRITTEN_ONLY,
    ),
    MessageKind(
        code="scooter_cancelled",
        about=N_("Uw scootmobiel is afgezegd"),
        needs=_set("reference", "site", "starts_at"),
        urgency=Urgency.NOW,
        ways=WRITTEN_ONLY,
    ),
    MessageKind(
        code="scooter_reminder",
        about=N_("Herinnering aan een scootmobiel"),
        needs=_set("reference", "site", "starts_at", "ends_at"),
        may_have=_set("place"),
        optional=True,
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="scooter_offered",
        about=N_("Er is een scootmobiel voor u vrij"),
        needs=_set("site", "starts_at", "ends_at", "held_until_at", "page"),
        may_have=_set("place"),
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="scooter_gone",
        about=N_("Uw scootmobiel is er misschien niet"),
        needs=_set("reference", "site", "starts_at"),
        may_have=_set("late", "options_times"),
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="scooter_back",
        about=N_("Uw scootmobiel is er weer"),
        needs=_set("reference", "site", "starts_at", "ends_at"),
        may_have=_set("place"),
        urgency=Urgency.NOW,
    ),
    MessageKind(
        code="scooter_check_ends",
        about=N_("Uw proefrit is bijna niet meer geldig"),
        needs=_set("ends_on"),
        optional=True,
    ),
    MessageKind(
        code="email_changed",
        about=N_("Uw e-mailadres is veranderd"),
        urgency=Urgency.NOW,
        ways=MAIL_ONLY,
    ),
    MessageKind(
        code="sign_in_code",
        about=N_("Uw code om aan te melden"),
        needs=_set("code"),
        urgency=Urgency.NOW,
        ways=MAIL_ONLY,
        told_otherwise=False,
    ),
)
STAFF_KINDS = _kinds(
    MessageKind(
        code="approvals_waiting",
        about=N_("Voorstellen die wachten"),
        needs=_set("count", "page"),
        ways=MAIL_ONLY,
    ),
    MessageKind(
        code="routed_tomorrow",
        about=N_("Wat morgen naar het buurtteam gaat"),
        needs=_set("count", "goes_on", "page"),
        ways=MAIL_ONLY,
    ),
    MessageKind(
        code="scooter_overdue",
        about=N_("Een scootmobiel is niet terug"),
        needs=_set("scooter", "site", "due_at", "page"),
        may_have=_set("later"),
        urgency=Urgency.NOW,
        ways=MAIL_ONLY,
    ),
    MessageKind(
        code="month_report",
        about=N_("De cijfers van de maand"),
        needs=_set("month_on", "page"),
        ways=MAIL_ONLY,
    ),
    MessageKind(
        code="staff_invitation",
        about=N_("Uitnodiging voor een medewerker"),
        needs=_set("link"),
        urgency=Urgency.NOW,
        ways=MAIL_ONLY,
        told_otherwise=False,
    ),
)
KINDS = {**RESIDENT_KINDS, **STAFF_KINDS}
# What these say opens a door, so it is not kept once it was sent or has run out.
SECRET_KINDS = frozenset({"sign_in_code", "staff_invitation"})
URGENT_KINDS = frozenset(kind.code for kind in KINDS.values() if kind.urgency == Urgency.NOW)
