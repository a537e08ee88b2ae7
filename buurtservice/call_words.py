"""Says a call in the reader's language: what to ask, why, and what a yes makes possible.

What is said aloud names no third person: who asks for help decides who hears of it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from buurtservice.calls.models import Call, CallQuestion, QuestionKind
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.i18n import N_
from buurtservice.labels import NEEDS
from buurtservice.wording import daypart_words, distance_words, join_words

WAITS_LONG_DAYS = 5  # From then on somebody may think that they were forgotten; before, it sounds odd.
NEED_QUESTIONS = {
    "dog": N_("%(kind)s: vindt u het goed als er een hond in huis is?"),
    "cat": N_("%(kind)s: vindt u het goed als er een kat in huis is?"),
    "smoke": N_("%(kind)s: vindt u het goed als er in huis gerookt wordt?"),
    "stairs": N_("%(kind)s: kunt u een trap op?"),
}


@dataclass(frozen=True, kw_only=True)
class Script:
    """What the worker can say, in order. `questions` are (question, what a yes makes possible)."""

    greeting: str
    why: str
    questions: tuple[tuple[str, str], ...]
    thanks: str


def call_script(
    call: Call, unlocked: Mapping[int, HelpRequest], kinds: Mapping[str, str], *, language: str
) -> Script:
    """Return the script of a call. `unlocked` are the requests its questions name, `kinds` names by code."""
    offers = [question.offer for question in call.questions if question.offer is not None]
    return Script(
        greeting=gettext("Goedendag, u spreekt met Buurtservice. Schikt het even?"),
        why=_why(offers, [q.request for q in call.questions if q.request is not None], call, language),
        questions=tuple(
            (question_words(question, kinds, language=language), _yes_words(question, unlocked, language))
            for question in call.questions
        ),
        thanks=gettext("Nee zeggen mag altijd: niemand is iets verplicht. Dank u wel voor uw tijd."),
    )


def question_words(question: CallQuestion, kinds: Mapping[str, str], *, language: str) -> str:
    """Return the question as it can be asked."""
    kind = _kind_of(question, language)
    start = kind[:1].upper() + kind[1:]
    match question.kind:
        case QuestionKind.DAYPART if question.request is not None:
            return gettext(
                "U vroeg om hulp: %(kind)s. Mag die hulp ook op %(daypart)s komen?",
                kind=kind,
                daypart=_daypart(question),
            )
        case QuestionKind.DAYPART:
            return gettext(
                "%(kind)s: zou u ook op %(daypart)s kunnen?", kind=start, daypart=_daypart(question)
            )
        case QuestionKind.RADIUS:
            distance = distance_words(int(question.change or 0))
            return gettext(
                "%(kind)s: zou u ook wat verder willen gaan, tot %(distance)s?",
                kind=start,
                distance=distance,
            )
        case QuestionKind.NEED:
            asked = NEED_QUESTIONS.get(str(question.change))
            if asked is not None:
                return str(gettext(asked, kind=start))
            return gettext(
                "%(kind)s: kunt u ook helpen als dit nodig is: %(need)s?", kind=start, need=question.change
            )
        case QuestionKind.LOAD:
            return gettext("%(kind)s: zou u nog één persoon meer kunnen helpen?", kind=start)
        case _:
            other = kinds.get(str(question.change), str(question.change))
            return gettext("Zou u ook eens willen helpen met: %(kind)s?", kind=other)


def change_words(question: CallQuestion, kinds: Mapping[str, str]) -> str:
    """Return in a few words what a yes changes, for a list."""
    match question.kind:
        case QuestionKind.DAYPART:
            return gettext("ook %(daypart)s", daypart=_daypart(question))
        case QuestionKind.RADIUS:
            return gettext("tot %(distance)s", distance=distance_words(int(question.change or 0)))
        case QuestionKind.NEED:
            need = NEEDS.get(str(question.change))
            return gettext("met %(need)s", need=gettext(need) if need else question.change)
        case QuestionKind.LOAD:
            return gettext("één persoon erbij")
        case _:
            return gettext("ook %(kind)s", kind=kinds.get(str(question.change), str(question.change)))


def _why(offers: Sequence[HelpOffer], requests: Sequence[HelpRequest], call: Call, language: str) -> str:
    if offers:
        given = join_words(sorted({offer.category.name_in(language) for offer in offers}))
        return gettext(
            "U biedt hulp aan: %(kinds)s. Fijn dat u dat doet. In de buurt zoekt iemand hulp, en misschien "
            "kunt u daarbij helpen. Mag ik u iets vragen?",
            kinds=given,
        )
    wanted = join_words(sorted({request.category.name_in(language) for request in requests}))
    said = [gettext("U zoekt hulp: %(kinds)s.", kinds=wanted)]
    if any((call.opened_on - request.received_on).days >= WAITS_LONG_DAYS for request in requests):
        said.append(gettext("We zijn u niet vergeten."))
    said.append(gettext("Er is misschien iemand die kan helpen, als het ook op een ander moment mag."))
    return " ".join(said)


def _yes_words(question: CallQuestion, unlocked: Mapping[int, HelpRequest], language: str) -> str:
    """Return what a yes makes possible: kinds of help and neighbourhoods, and nobody's name."""
    requests = [unlocked[request_id] for request_id in question.unlocks if request_id in unlocked]
    if question.request is not None or not requests:
        return gettext("Bij ja: dan kunnen we iemand zoeken die op dat moment helpt.")
    return gettext("Bij ja: dan wordt dit mogelijk: %(what)s.", what=_counted(requests, language))


def _counted(requests: Collection[HelpRequest], language: str) -> str:
    counts = Counter(
        (request.category.name_in(language), request.neighbourhood.name if request.neighbourhood else None)
        for request in requests
    )
    words = []
    for (kind, place), count in sorted(counts.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        people = ngettext("%(num)d persoon", "%(num)d mensen", count)
        words.append(
            gettext("%(kind)s voor %(people)s in %(place)s", kind=kind, people=people, place=place)
            if place
            else gettext("%(kind)s voor %(people)s", kind=kind, people=people)
        )
    return join_words(words)


def _kind_of(question: CallQuestion, language: str) -> str:
    about = question.request or question.offer
    return about.category.name_in(language) if about is not None else ""


def _daypart(question: CallQuestion) -> str:
    return daypart_words([int(question.change or 0)])
