"""A round as readable tables: the proposals with their reasons, and why the others found nobody."""

from collections.abc import Mapping

from flask_babel import format_date, gettext

from buurtservice.cli.tables import table
from buurtservice.labels import RECIPROCITY, UNMATCHED_REASONS
from buurtservice.rounds.reports import ProposedMatch, RoundReport, UnmatchedRequest
from buurtservice.wording import daypart_words, days_words, distance_words

NO_CARDS: tuple[Mapping[int, str], Mapping[int, str]] = ({}, {})


def round_text(
    report: RoundReport,
    category_names: Mapping[str, str],
    cards: tuple[Mapping[int, str], Mapping[int, str]] = NO_CARDS,
) -> str:
    """Return the round; `category_names` by code, `cards` the card number per request id and per offer id."""
    return "\n\n".join(
        [
            _summary(report),
            _proposals(report, category_names, cards),
            _unmatched(report, category_names, cards[0]),
        ]
    )


def _summary(report: RoundReport) -> str:
    row = report.round
    proven = (
        gettext("Meer is met deze mensen niet mogelijk; dat is bewezen.")
        if row.status == "optimal"
        else gettext("De zoektijd was op. Dit is het beste dat gevonden is.")
    )
    return gettext(
        "Matchronde %(number)s, %(day)s: %(matches)s voorstellen voor %(requests)s open vragen, uit "
        "%(candidates)s mogelijke matches. %(mutual)s vormen een kring of geven iets terug. %(proven)s",
        number=row.number,
        day=format_date(row.as_of),
        matches=len(report.matches),
        requests=len(report.matches) + len(report.unmatched),
        candidates=row.candidates,
        mutual=row.levels["reciprocal"],
        proven=proven,
    )


def _proposals(
    report: RoundReport,
    names: Mapping[str, str],
    cards: tuple[Mapping[int, str], Mapping[int, str]],
) -> str:
    if not report.matches:
        return gettext("Er zijn geen voorstellen.")
    header = [
        gettext("match"),
        gettext("soort hulp"),
        gettext("wie vraagt"),
        gettext("wie helpt"),
        gettext("waarom deze twee"),
    ]
    rows = [
        [
            match.match_id,
            names.get(match.category, match.category),
            _who(match.asker.name, cards[0].get(match.request_id)),
            _who(match.helper.name, cards[1].get(match.offer_id)),
            match_reasons(match),
        ]
        for match in report.matches
    ]
    return gettext("Voorstellen") + "\n" + table(header, rows, right=(0,))


def match_reasons(match: ProposedMatch) -> str:
    """Say why these two: shared dayparts, distance, how long the asker waits, and what goes both ways."""
    reasons = [
        daypart_words(match.shared_dayparts),
        distance_words(match.distance_m),
        gettext("wacht %(days)s", days=days_words(match.waiting_days)),
    ]
    if match.ring:
        reasons.insert(0, gettext("kring %(label)s", label=match.ring))
    elif match.reciprocity:
        reasons.append(gettext(RECIPROCITY[match.reciprocity]))
    return "; ".join(reasons)


def _unmatched(report: RoundReport, names: Mapping[str, str], request_cards: Mapping[int, str]) -> str:
    if not report.unmatched:
        return gettext("Voor elke vraag is er een voorstel.")
    header = [gettext("vraag"), gettext("soort hulp"), gettext("wie vraagt"), gettext("waarom nog niemand")]
    rows = [
        [
            one.request_id,
            names.get(one.category, one.category),
            _who(one.asker.name, request_cards.get(one.request_id)),
            _why_nobody(one),
        ]
        for one in report.unmatched
    ]
    return gettext("Nog niemand gevonden") + "\n" + table(header, rows, right=(0,))


def _why_nobody(one: UnmatchedRequest) -> str:
    return gettext(UNMATCHED_REASONS[one.reason])


def _who(name: str | None, card: str | None) -> str:
    who = name or gettext("zonder naam")
    return who if card is None else gettext("%(who)s (kaart %(card)s)", who=who, card=card)
