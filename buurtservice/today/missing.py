"""Says why a request found nobody, what could be tried, and which question would bring a pair together."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext

from buurtservice.i18n import N_
from buurtservice.labels import NEEDS
from buurtservice.wording import daypart_words, distance_words


class Advice(NamedTuple):
    """A heading for requests with one reason, and what the worker could do."""

    heading: str
    advice: str


# A heading for a group and what the worker could do; the sentences of `labels` are about one request.
REASONS: dict[str, Advice] = {
    "went_to_others": Advice(
        N_("Wie past, is nu voor een ander voorgesteld"),
        N_(
            "Er zijn hier meer vragen dan mensen die kunnen helpen. Eén vraag aan een helper kan genoeg zijn."
        ),
    ),
    "no_shared_daypart": Advice(
        N_("Er is hulp, maar niet op dezelfde dagdelen"),
        N_("Vraag of het ook op een ander moment kan."),
    ),
    "out_of_range": Advice(
        N_("Wie dan kan, woont te ver weg"),
        N_("Vraag of het ook iets verder mag, of op een ander moment."),
    ),
    "needs_not_met": Advice(
        N_("Er is hulp dichtbij, maar er is iets bij nodig"),
        N_("Vraag of het toch kan."),
    ),
    "helpers_full": Advice(
        N_("Wie past, helpt al genoeg mensen"),
        N_("Vraag of er nog iemand bij kan, of zoek een nieuwe helper."),
    ),
    "no_offer_in_category": Advice(
        N_("Niemand biedt deze soort hulp aan"),
        N_("Hier helpt geen gesprek met de helpers van nu. Zoek iemand die dit wil doen."),
    ),
    "not_allowed": Advice(
        N_("Er is hulp, maar die kan voor deze vraag niet"),
        N_("Zoek een nieuwe helper."),
    ),
}


def miss_words(changes: Sequence[Mapping[str, Any]], helper: str) -> str:
    """Ask the changes as one kind question about the helper, named once."""
    first, *others = changes
    return " ".join([_question(first, helper), *(_further(change) for change in others)])


def _question(change: Mapping[str, Any], helper: str) -> str:
    kind, value = change["kind"], change["change"]
    if kind == "daypart":
        return gettext("Kan %(helper)s ook op %(dayparts)s?", helper=helper, dayparts=_dayparts(change))
    if kind == "radius":
        return gettext(
            "Mag het voor %(helper)s ook iets verder zijn, %(distance)s?",
            helper=helper,
            distance=distance_words(value),
        )
    if kind == "load":
        return gettext("Kan er bij %(helper)s nog iemand bij?", helper=helper)
    return gettext(
        "Bij deze vraag: %(need)s. Is dat goed voor %(helper)s?", need=_need(change), helper=helper
    )


def _further(change: Mapping[str, Any]) -> str:
    kind, value = change["kind"], change["change"]
    if kind == "daypart":
        return gettext("En kan het op %(dayparts)s?", dayparts=_dayparts(change))
    if kind == "radius":
        return gettext("En mag het iets verder zijn, %(distance)s?", distance=distance_words(value))
    if kind == "load":
        return gettext("En kan er nog iemand bij?")
    return gettext("Let op: %(need)s. Is dat goed?", need=_need(change))


def _need(change: Mapping[str, Any]) -> str:
    return gettext(NEEDS.get(change["change"], change["change"]))


def _dayparts(change: Mapping[str, Any]) -> str:
    return daypart_words(change.get("any_of", [change["change"]]), either=True)
