"""Prints calls: a plan as a table, and one call as a script to have beside the telephone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import format_date, format_decimal, gettext

from buurtservice.call_words import call_script, change_words, question_words
from buurtservice.calls.hindrances import Hindrances
from buurtservice.calls.models import Call, CallPlan, CallQuestion, CallReason, CallState
from buurtservice.cli.tables import table
from buurtservice.cli.words import kind_words, person_words
from buurtservice.help.models import HelpRequest
from buurtservice.labels import ANSWERS, CALL_STATES
from buurtservice.residents.models import Resident

Kinds = Mapping[str, str]


def plan_text(plan: CallPlan, planned: Sequence[Call], kinds: Kinds) -> str:
    """Return a plan: what can be done now, whom to call in what order, and what it assumes."""
    now = gettext(
        "Belplan %(number)s, %(day)s: van %(requests)s open vragen kunnen er nu %(served)s geholpen worden.",
        number=plan.number,
        day=format_date(plan.as_of, "short"),
        requests=plan.requests,
        served=plan.served_max,
    )
    if not planned:
        return f"{now}\n{_no_calls(plan)}"
    lines = [now, "", calls_table(planned, kinds), ""]
    lines.append(
        gettext(
            "Als iedereen op alles ja zegt, kunnen er %(served)s geholpen worden. Elk belletje rekent op "
            "een ja bij de belletjes ervóór: maak na elk antwoord een nieuw plan.",
            served=plan.served_max + sum(call.gain or 0 for call in planned),
        )
    )
    lines.append(gettext("Wat u kunt zeggen: buurtservice calls show ID"))
    return "\n".join(lines)


def _no_calls(plan: CallPlan) -> str:
    if plan.requests == 0:
        return gettext("Er staat geen vraag open. Er is niemand te bellen.")
    if plan.served_max == plan.requests:
        return gettext("Voor elke open vraag is er al iemand. Er is niemand te bellen.")
    return gettext(
        "Geen enkel gesprek met wie nu meedoet, maakt meer hulp mogelijk. Zoek nieuwe helpers, of probeer "
        "het over een week opnieuw."
    )


def calls_table(found: Sequence[Call], kinds: Kinds, again: Mapping[int, date] | None = None) -> str:
    """Return calls that unlock as a table, the first to make first.

    `again` are, by id, the days from which somebody may be called who was called this week.
    """
    again = again or {}
    header = (
        gettext("belletje"),
        gettext("wie"),
        gettext("telefoon"),
        gettext("wat te vragen"),
        gettext("meer geholpen"),
        gettext("te verwachten"),
    )
    rows = [
        (
            call.id,
            person_words(call.resident),
            call.resident.phone or gettext("via de balie"),
            "; ".join(_short(question, kinds) for question in call.questions)
            + _call_back(call)
            + _again(again.get(call.id)),
            call.gain,
            format_decimal(round(call.expected_gain or 0, 1)),
        )
        for call in found
    ]
    return table(header, rows, right=(0, 4, 5))


def script_text(
    call: Call,
    unlocked: Mapping[int, HelpRequest],
    kinds: Kinds,
    *,
    language: str,
    hindrances: Hindrances,
) -> str:
    """Return one call in full."""
    lines = [state_line(call)]
    if hindrances.call is not None:
        lines.append(hindrances.call.in_words(gettext))
    if call.reason != CallReason.UNLOCK:
        return "\n".join([*lines, "", request_line(call)])
    script = call_script(call, unlocked, kinds, language=language)
    lines += ["", script.greeting, script.why, ""]
    for question, (asked, yes) in zip(call.questions, script.questions, strict=True):
        lines += [f"{question.position}. {asked}", f"   {yes}"]
        if question.answer is not None:
            lines.append(f"   {answer_words(question)}")
        if question.position in hindrances.questions:
            lines.append(f"   {hindrances.questions[question.position].in_words(gettext)}")
    lines += ["", script.thanks]
    if call.state == CallState.OPEN:
        lines += ["", _how_to_answer(call)]
    return "\n".join(lines)


def state_line(call: Call) -> str:
    """Return who is called, how it stands, and when it was tried."""
    line = gettext(
        "Belletje %(id)s: %(name)s, %(phone)s (%(state)s)",
        id=call.id,
        name=person_words(call.resident),
        phone=phone_words(call.resident),
        state=gettext(CALL_STATES[call.state]),
    )
    if call.called_on is None:
        return line
    called = gettext("Laatst gebeld: %(day)s", day=format_date(call.called_on, "d MMMM y"))
    return f"{line}\n{called}{_call_back(call)}"


def request_line(call: Call) -> str:
    """Return a call about a request on one line: nobody was found in time, or wishes changed."""
    if call.request is None:
        return ""
    values = {
        "id": call.id,
        "kind": kind_words(call.request.category),
        "request": call.help_request_id,
    }
    if call.reason == CallReason.CHANGED:
        line = gettext("Belletje %(id)s: %(kind)s (vraag %(request)s), er is iets veranderd", **values)
    elif call.reason == CallReason.HANDED_BACK:
        line = gettext(
            "Belletje %(id)s: %(kind)s (vraag %(request)s), het buurtteam gaf de taak terug", **values
        )
    else:
        line = gettext("Belletje %(id)s: %(kind)s (vraag %(request)s), niemand gevonden op tijd", **values)
    return line + _call_back(call)


def phone_words(resident: Resident) -> str:
    """Return the telephone number, or how to reach somebody who has none."""
    return resident.phone or gettext("geen telefoonnummer: spreek deze bewoner via de balie")


def answer_words(question: CallQuestion) -> str:
    """Return the answer and its day."""
    if question.answer is None or question.answered_on is None:
        return gettext("nog niet gevraagd")
    return gettext(
        "Antwoord: %(answer)s, op %(day)s",
        answer=gettext(ANSWERS[question.answer]),
        day=format_date(question.answered_on, "short"),
    )


def plan_dict(plan: CallPlan, planned: Sequence[Call], kinds: Kinds, *, language: str) -> dict[str, Any]:
    """Return a plan under the keys that other programs rely on; ids only, no names."""
    return {
        "plan": plan.number,
        "as_of": plan.as_of,
        "requests": plan.requests,
        "served_max": plan.served_max,
        "calls": [call_dict(call, kinds, language=language) for call in planned],
    }


def hindered_dict(report: dict[str, Any], hindrances: Hindrances) -> dict[str, Any]:
    """Return the call as `call_dict` does, with the codes of what would be refused."""
    return {
        **report,
        "hindrance": None if hindrances.call is None else hindrances.call.code,
        "questions": [
            {**row, "hindrance": why.code if (why := hindrances.questions.get(row["question"])) else None}
            for row in report["questions"]
        ],
    }


def call_dict(call: Call, kinds: Kinds, *, language: str) -> dict[str, Any]:
    """Return a call; ids only, no names."""
    return {
        "call": call.id,
        "reason": call.reason.value,
        "state": call.state.value,
        "resident": call.resident_id,
        "request": call.help_request_id,
        "category": call.request.category.code if call.request else None,
        "opened_on": call.opened_on,
        "called_on": call.called_on,
        "call_back_on": call.call_back_on,
        "plan": call.plan_number,
        "rank": call.rank,
        "p": call.p,
        "gain": call.gain,
        "expected_gain": call.expected_gain,
        "questions": [_question_dict(question, kinds, language=language) for question in call.questions],
    }


def _question_dict(question: CallQuestion, kinds: Kinds, *, language: str) -> dict[str, Any]:
    about = (
        {"offer": question.help_offer_id}
        if question.help_request_id is None
        else {"request": question.help_request_id}
    )
    return {
        "question": question.position,
        "kind": question.kind.value,
        **about,
        "change": question.change,
        "p": question.p,
        "unlocks": question.unlocks,
        "words": question_words(question, kinds, language=language),
        "answer": question.answer.value if question.answer else None,
        "answered_on": question.answered_on,
    }


def _short(question: CallQuestion, kinds: Kinds) -> str:
    about = question.request or question.offer
    words = f"{kind_words(about.category)}: {change_words(question, kinds)}" if about else ""
    if question.answer is None:
        return words
    answer = gettext(ANSWERS[question.answer])
    return f"{words} ({answer})"


def _call_back(call: Call) -> str:
    if call.call_back_on is None:
        return ""
    return gettext(", terugbellen op %(day)s", day=format_date(call.call_back_on, "short"))


def _again(day: date | None) -> str:
    if day is None:
        return ""
    return gettext(", is deze week al gebeld; weer vanaf %(day)s", day=format_date(day, "short"))


def _how_to_answer(call: Call) -> str:
    return gettext(
        "Noteer elk antwoord: buurtservice calls answer %(id)s --question NR --answer yes (of no). Niemand "
        "bereikt: buurtservice calls answer %(id)s --not-reached --call-back DATUM",
        id=call.id,
    )
