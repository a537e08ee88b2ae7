"""What the worker can say on the telephone, in kind words, and how the two reach each other afterwards.

What is said aloud holds the other's first name and neighbourhood, and no more.
"""

from dataclasses import dataclass

from flask_babel import gettext

from buurtservice.matches.models import Match, Side
from buurtservice.matches.phoning import WhyFirst, other_side, resident_of, said_yes_on, way_to_reach
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.rounds.reports import proposed_match
from buurtservice.today.people import first_name, name_and_place
from buurtservice.web.words import day_words
from buurtservice.wording import daypart_words, distance_words


def phone_lines(match: Match, side: Side, *, language: str) -> list[str]:
    """Return what to say, sentence by sentence."""
    other = resident_of(match, other_side(side))
    kind = match.request.category.name_in(language)
    greeting = gettext("Goedendag, u spreekt met Buurtservice. Schikt het even?")
    if side == Side.HELPER:
        lines = [
            greeting,
            gettext("U biedt hulp aan: %(kind)s. Fijn dat u dat doet.", kind=kind),
            gettext("%(who)s zoekt die hulp. %(when)s", who=name_and_place(other), when=_when(match)),
        ]
        question = gettext("Wilt u %(name)s helpen?", name=first_name(other))
    else:
        lines = [
            greeting,
            gettext("U vroeg om hulp: %(kind)s. Is dat nog nodig?", kind=kind),
            gettext("%(who)s wil u misschien helpen. %(when)s", who=name_and_place(other), when=_when(match)),
        ]
        question = gettext("Mag %(name)s u helpen?", name=first_name(other))
    if match.whole_ring_id is not None:
        lines.append(_ring(side))
    return [*lines, question, _promise(match, side, other)]


def _ring(side: Side) -> str:
    """Say that this is part of a ring, without a word about its other people."""
    if side == Side.HELPER:
        return str(
            gettext("Het is een kring: u helpt iemand, en met uw eigen vraag wordt u door een buur geholpen.")
        )
    return str(gettext("Het is een kring: een buur helpt u, en met uw eigen aanbod helpt u weer een ander."))


def _when(match: Match) -> str:
    fits = proposed_match(match)
    sentences = []
    if fits.shared_dayparts:
        sentences.append(
            gettext("Het kan op %(dayparts)s.", dayparts=daypart_words(fits.shared_dayparts, either=True))
        )
    if fits.distance_m is not None:
        sentences.append(
            gettext("U woont ongeveer %(distance)s van elkaar.", distance=distance_words(fits.distance_m))
        )
    return " ".join(sentences)


def _promise(match: Match, side: Side, other: Resident) -> str:
    if said_yes_on(match, other_side(side)) is not None:
        return str(
            gettext(
                "%(name)s zei al ja. Zegt u ook ja, dan geven wij u elkaars gegevens. Nee zeggen mag altijd.",
                name=first_name(other),
            )
        )
    return str(gettext("Pas als u allebei ja zegt, krijgt u elkaars gegevens. Nee zeggen mag altijd."))


def why_words(why: WhyFirst, match: Match, side: Side) -> str:
    """Return why this side is called now."""
    other = first_name(resident_of(match, other_side(side)))
    match why:
        case WhyFirst.OTHER_SAID_YES:
            day = day_words(said_yes_on(match, other_side(side)))
            return str(
                gettext("%(name)s zei ja op %(day)s. Nu is deze kant aan de beurt.", name=other, day=day)
            )
        case WhyFirst.OTHER_CALLED_BACK_LATER:
            return str(gettext("%(name)s nam niet op. Die belt u later opnieuw.", name=other))
        case WhyFirst.OTHER_HAS_NO_PHONE:
            return str(gettext("%(name)s heeft geen telefoon bij ons.", name=other))
        case _:
            return str(
                gettext("Wie helpt, belt u eerst: zegt die nee, dan hoeft u niemand teleur te stellen.")
            )


def reach_words(person: Resident) -> str | None:
    """Return how to reach somebody who cannot or would not be phoned; None for a telephone."""
    match way_to_reach(person):
        case ContactBy.EMAIL:
            return str(gettext("Wil liever e-mail: %(email)s. Vraag om een telefoontje.", email=person.email))
        case ContactBy.LETTER:
            return str(
                gettext("Geen telefoon, of liever een brief. Druk de brief af en stuur die naar dit adres.")
            )
        case ContactBy.DESK:
            return str(
                gettext("Alleen bereikbaar aan de balie. Druk de brief af en leg die klaar bij de balie.")
            )
        case _:
            return None


@dataclass(frozen=True, kw_only=True)
class ContactCard:
    """How somebody can be reached by the other of the match, now that both said yes."""

    name: str
    phone: str | None = None
    email: str | None = None
    sentence: str | None = None


def contact_card(person: Resident) -> ContactCard:
    """Return what the other gets. A street is never among it: that is theirs to tell."""
    name = person.name or str(gettext("iemand zonder naam"))
    match way_to_reach(person):
        case ContactBy.PHONE:
            return ContactCard(name=name, phone=person.phone)
        case ContactBy.EMAIL:
            return ContactCard(name=name, email=person.email)
        case ContactBy.LETTER:
            return ContactCard(
                name=name,
                sentence=gettext("Liever een brief. Geef die af bij Buurtservice, wij brengen hem verder."),
            )
        case _:
            return ContactCard(
                name=name,
                sentence=gettext("Via de balie van Buurtservice. Spreek daar af wanneer u elkaar ziet."),
            )
