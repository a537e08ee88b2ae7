"""Prints what an answer changed, and the match that was proposed on it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from buurtservice.call_words import change_words
from buurtservice.calls.models import Answer, QuestionKind
from buurtservice.calls.services import Answered
from buurtservice.cli.words import kind_words
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.labels import ANSWERS
from buurtservice.matches.models import Match


def answer_text(answered: Answered, match: Match | None, kinds: Mapping[str, str], *, proposed: bool) -> str:
    """Return what was recorded and what it changed. `proposed` tells whether a match was asked for."""
    question = answered.question
    lines = [
        gettext(
            "Genoteerd bij belletje %(id)s, vraag %(number)s: %(answer)s.",
            id=question.call_id,
            number=question.position,
            answer=gettext(ANSWERS[question.answer]) if question.answer else "",
        )
    ]
    if answered.changed is not None:
        lines.append(_changed_line(answered, answered.changed, kinds))
    if match is not None:
        lines.append(
            gettext(
                "Match %(id)s is voorgesteld: vraag %(request)s, aanbod %(offer)s.",
                id=match.id,
                request=match.help_request_id,
                offer=match.help_offer_id,
            )
        )
    elif proposed:
        lines.append(gettext("Er is nu geen voorstel te maken. Zoek opnieuw met: buurtservice round"))
    lines.append(gettext("Maak een nieuw belplan met: buurtservice calls plan"))
    return "\n".join(lines)


def answer_dict(answered: Answered, match: Match | None) -> dict[str, Any]:
    """Return the answer under the keys that other programs rely on; ids only."""
    question, changed = answered.question, answered.changed
    return {
        "call": question.call_id,
        "call_state": question.call.state.value,
        "question": question.position,
        "kind": question.kind.value,
        "answer": question.answer.value if question.answer else None,
        "answered_on": question.answered_on,
        "offer": changed.id if isinstance(changed, HelpOffer) else None,
        "request": changed.id if isinstance(changed, HelpRequest) else None,
        "match": match.id if match else None,
    }


def _changed_line(answered: Answered, changed: HelpOffer | HelpRequest, kinds: Mapping[str, str]) -> str:
    question = answered.question
    kind = kind_words(changed.category)
    if isinstance(changed, HelpRequest):
        return gettext(
            "Vraag %(id)s, %(kind)s: %(change)s.",
            id=changed.id,
            kind=kind,
            change=change_words(question, kinds),
        )
    if question.kind == QuestionKind.CATEGORY and question.answer == Answer.YES:
        return gettext("Aanbod %(id)s is erbij gekomen: %(kind)s.", id=changed.id, kind=kind)
    return gettext(
        "Aanbod %(id)s, %(kind)s: %(change)s.", id=changed.id, kind=kind, change=change_words(question, kinds)
    )
