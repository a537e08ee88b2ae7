"""Prints what else a helper could do for somebody they help already."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from buurtservice.call_words import question_words
from buurtservice.calls.also import AlsoPossible
from buurtservice.cli.words import kind_words, person_words


def also_text(found: Sequence[AlsoPossible], kinds: Mapping[str, str], *, language: str) -> str:
    """Return a line for each request, with what would have to be asked first."""
    if not found:
        return gettext("Deze helper kan nu niets anders doen voor wie hij of zij helpt.")
    return "\n".join(_line(one, kinds, language) for one in found)


def also_dict(one: AlsoPossible) -> dict[str, Any]:
    """Return one possibility under the keys that other programs rely on; ids only, no names."""
    question = None
    if one.question is not None:
        asker = one.question.request is not None
        about = {"request": one.request.id} if asker else {"offer": one.offer.id}
        question = {"kind": one.question.kind.value, **about, "change": one.question.change}
    return {"request": one.request.id, "offer": one.offer.id, "question": question}


def _line(one: AlsoPossible, kinds: Mapping[str, str], language: str) -> str:
    words = {
        "id": one.request.id,
        "kind": kind_words(one.request.category),
        "offer": one.offer.id,
        "helper": person_words(one.offer.resident),
    }
    if one.question is None:
        return gettext(
            "Vraag %(id)s, %(kind)s: dat kan %(helper)s nu al. "
            "Doe: buurtservice match create %(id)s %(offer)s",
            **words,
        )
    asked = one.offer.resident if one.question.request is None else one.request.resident
    return gettext(
        "Vraag %(id)s, %(kind)s: vraag eerst aan %(asked)s: %(question)s",
        asked=person_words(asked),
        question=question_words(one.question, kinds, language=language),
        id=words["id"],
        kind=words["kind"],
    )
