"""Calls: one conversation with one person, the questions it holds, and the plans that put them in order."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.residents.models import Resident

ANSWER_HAS_A_DAY = "(answer IS NULL) = (answered_on IS NULL)"
_OPEN_UNLOCK = "state = 'open' AND reason = 'unlock'"


class CallReason(StrEnum):
    """Why the worker should call."""

    NO_MATCH_IN_TIME = "no_match_in_time"
    HANDED_BACK = "handed_back"  # The team could not do it.
    CHANGED = "changed"  # What was proposed or arranged may not fit any more: somebody changed their wishes.
    UNLOCK = "unlock"  # A yes to one of its questions makes help possible.


class CallState(StrEnum):
    """Whether the conversation still has to take place."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"  # A newer plan thinks otherwise, and nobody had called yet.


class QuestionKind(StrEnum):
    """What may be asked; the matcher's words."""

    DAYPART = "daypart"
    RADIUS = "radius"
    NEED = "need"
    LOAD = "load"
    CATEGORY = "category"


class Answer(StrEnum):
    """What was said."""

    YES = "yes"
    NO = "no"


class CallPolicy(Base):
    """How this installation holds its conversations: one row, or none while the defaults hold.

    `questions_x` is how many questions of a kind one conversation may hold, `response_x` the chance of yes
    before any answer is on record. Answers on record are weighed on top of it (matching/responses.py).
    """

    __tablename__ = "call_policy"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        *(
            CheckConstraint(f"questions_{kind} BETWEEN 0 AND 3", name=f"questions_{kind}")
            for kind in QuestionKind
        ),
        *(
            CheckConstraint(f"response_{kind} BETWEEN 0 AND 1", name=f"response_{kind}")
            for kind in QuestionKind
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    questions_daypart: Mapped[int]
    questions_radius: Mapped[int]
    questions_need: Mapped[int]
    questions_load: Mapped[int]
    questions_category: Mapped[int]
    response_daypart: Mapped[float]
    response_radius: Mapped[float]
    response_need: Mapped[float]
    response_load: Mapped[float]
    response_category: Mapped[float]


class CallPlan(Base):
    """One plan of calls. Each names the one before it, so two plans at once cannot both be stored."""

    __tablename__ = "call_plan"
    __table_args__ = (
        UniqueConstraint("previous_plan"),
        CheckConstraint("previous_plan = number - 1", name="follows"),
        CheckConstraint("served_max BETWEEN 0 AND requests", name="served_max"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous_plan: Mapped[int]  # 0 before the first.
    as_of: Mapped[date]
    stored_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    calls_wanted: Mapped[int]
    requests: Mapped[int]  # How many waited.
    served_max: Mapped[int]  # How many of them could be helped without any call.


class Call(Base):
    """One conversation, about one request or with questions that could unlock several.

    At most one open call for a request and a reason, and one open call that unlocks for a resident.
    `called_on` is the last day somebody tried; a call without it may be withdrawn by a newer plan.
    """

    __tablename__ = "call"
    __table_args__ = (
        Index(
            "uq_call_open",
            "help_request_id",
            "reason",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "uq_call_open_unlock",
            "resident_id",
            unique=True,
            sqlite_where=text(_OPEN_UNLOCK),
            postgresql_where=text(_OPEN_UNLOCK),
        ),
        CheckConstraint("(reason = 'unlock') = (help_request_id IS NULL)", name="about_a_request"),
        CheckConstraint("(reason = 'unlock') = (plan_number IS NOT NULL)", name="planned"),
        CheckConstraint("p IS NULL OR p BETWEEN 0 AND 1", name="p"),
        CheckConstraint("call_back_on IS NULL OR call_back_on > called_on", name="call_back_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    help_request_id: Mapped[int | None] = mapped_column(ForeignKey("help_request.id"), index=True)
    reason: Mapped[CallReason] = mapped_column(state_column(CallReason, "reason"))
    state: Mapped[CallState] = mapped_column(state_column(CallState, "state"), default=CallState.OPEN)
    opened_on: Mapped[date]
    called_on: Mapped[date | None]
    call_back_on: Mapped[date | None]
    plan_number: Mapped[int | None] = mapped_column(ForeignKey("call_plan.number"))
    rank: Mapped[int | None]  # 1 is to be called first.
    gain: Mapped[int | None]  # Requests more, if all is answered yes, here and in the calls before it.
    p: Mapped[float | None]  # The share of the gain to be expected.
    expected_gain: Mapped[float | None]

    resident: Mapped[Resident] = relationship(lazy="joined")
    request: Mapped[HelpRequest | None] = relationship(lazy="joined")
    questions: Mapped[list["CallQuestion"]] = relationship(
        lazy="selectin", order_by="CallQuestion.position", back_populates="call"
    )


class CallQuestion(Base):
    """One question of a call, about an offer or a request of the person. It is answered once.

    `change` is the new value: a daypart, metres, a need, the code of a kind of help; NULL for one more at a
    time. `unlocks` are the ids of the requests that a yes brings within reach. `value_before` is what a yes
    changed, as it stood at that moment: the dayparts, metres or needs of the offer. A second kind of help is
    offered as the offer was before the call, in whatever order the answers come.
    """

    __tablename__ = "call_question"
    __table_args__ = (
        UniqueConstraint("call_id", "position"),
        CheckConstraint("(help_request_id IS NULL) <> (help_offer_id IS NULL)", name="about_one"),
        CheckConstraint("(kind = 'load') = (change IS NULL)", name="change"),
        CheckConstraint("p BETWEEN 0 AND 1", name="p"),
        CheckConstraint(ANSWER_HAS_A_DAY, name="answer_has_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    position: Mapped[int]  # From 1, in the order to ask them.
    kind: Mapped[QuestionKind] = mapped_column(state_column(QuestionKind, "kind"))
    help_request_id: Mapped[int | None] = mapped_column(ForeignKey("help_request.id"), index=True)
    help_offer_id: Mapped[int | None] = mapped_column(ForeignKey("help_offer.id"), index=True)
    change: Mapped[int | str | None] = mapped_column(JSON(none_as_null=True))
    p: Mapped[float]
    unlocks: Mapped[list[int]] = mapped_column(JSON, default=list)
    answer: Mapped[Answer | None] = mapped_column(state_column(Answer, "answer"))
    answered_on: Mapped[date | None]
    value_before: Mapped[int | list[str] | None] = mapped_column(JSON(none_as_null=True))

    call: Mapped[Call] = relationship(back_populates="questions")
    request: Mapped[HelpRequest | None] = relationship(lazy="joined")
    offer: Mapped[HelpOffer | None] = relationship(lazy="joined")
