"""Tells one pair to the worker: who does what for whom, what fits, in words and as pictures."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import get_locale, gettext, ngettext

from buurtservice.drawings import WeekDrawing, draw_week
from buurtservice.help.models import Category
from buurtservice.labels import NEEDS, RECIPROCITY, SUITABILITY_PARTS
from buurtservice.matches.models import Match
from buurtservice.residents.models import Resident
from buurtservice.rounds.reports import ProposedMatch
from buurtservice.rounds.views.names import places_words
from buurtservice.web.language import current_language
from buurtservice.wording import daypart_words, days_words, distance_words, help_words, join_words
from matching import SuitabilityWeights

WEIGHTS = SuitabilityWeights()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the suitability: in a word, and how much of what it could add, in per cent."""

    label: str
    words: str
    percent: int


@dataclass(frozen=True, kw_only=True)
class LinkTold:
    """One pair, ready to read. `asker` and `helper` are the residents, for how to reach them.

    What only a proposal's own page says is told when it is asked for: a list has many of these.
    """

    match: Match
    report: ProposedMatch
    names: Mapping[int, str]
    offered: list[Category]
    kind: str
    sentence: str
    together: str
    distance: str
    waited: str

    @property
    def asker(self) -> Resident:
        """Return who asks."""
        return self.match.request.resident

    @property
    def helper(self) -> Resident:
        """Return who helps."""
        return self.match.offer.resident

    @property
    def asker_name(self) -> str:
        """Return what the page calls who asks."""
        return self.names[self.asker.id]

    @property
    def helper_name(self) -> str:
        """Return what the page calls who helps."""
        return self.names[self.helper.id]

    @property
    def pictogram(self) -> str:
        """Return the picture of the kind of help."""
        return self.match.request.category.pictogram

    @property
    def distance_m(self) -> int | None:
        """Return the distance in metres, None when it is not known."""
        return self.report.distance_m

    @property
    def waiting_days(self) -> int:
        """Return how long the request waits by now."""
        return self.report.waiting_days

    @property
    def note(self) -> str | None:
        """Return what was said besides the request."""
        return self.match.request.note

    @property
    def week(self) -> WeekDrawing:
        """Return the dayparts of both as a picture."""
        return draw_week(self.report.request_dayparts, self.report.offer_dayparts)

    @property
    def asker_when(self) -> str:
        """Say when who asks can."""
        words = daypart_words(self.report.request_dayparts)
        return str(gettext("%(name)s kan: %(dayparts)s", name=self.asker_name, dayparts=words))

    @property
    def helper_when(self) -> str:
        """Say when who helps can."""
        words = daypart_words(self.report.offer_dayparts)
        return str(gettext("%(name)s kan: %(dayparts)s", name=self.helper_name, dayparts=words))

    @property
    def places(self) -> str:
        """Say who lives where."""
        return places_words([self.asker, self.helper], self.names)

    @property
    def language(self) -> str:
        """Say which language they share."""
        return language_words(self.asker, self.helper, self.names)

    @property
    def mutual(self) -> str | None:
        """Say what goes the other way, if anything; in a ring that is the ring."""
        return None if self.report.ring else _mutual(self.report, self.asker_name, self.offered)

    @property
    def earlier(self) -> str | None:
        """Say that this helper helped this asker before, and that it went well."""
        if not self.report.parts.get("pair"):
            return None
        names = {"helper": self.helper_name, "asker": self.asker_name}
        return str(gettext("%(helper)s hielp %(asker)s al eens. Dat beviel.", **names))

    @property
    def cautions(self) -> list[str]:
        """Return what a helper has to know."""
        return [str(gettext(NEEDS.get(need, need))) for need in self.report.needs]

    @property
    def parts(self) -> list[Part]:
        """Return the parts of the suitability."""
        return _parts(self.report)


def tell_link(
    match: Match, report: ProposedMatch, names: Mapping[int, str], offered: list[Category]
) -> LinkTold:
    category = match.request.category
    kind = category.name_in(current_language())
    helper, asker = names[match.offer.resident_id], names[match.request.resident_id]
    return LinkTold(
        match=match,
        report=report,
        names=names,
        offered=offered,
        kind=kind,
        sentence=help_words(category.code, helper=helper, asker=asker, name=kind),
        together=daypart_words(report.shared_dayparts),
        distance=distance_words(report.distance_m),
        waited=days_words(report.waiting_days),
    )


def language_words(asker: Resident, helper: Resident, short: Mapping[int, str]) -> str:
    """Say which language they share, or what is known of it."""
    first, second = set(asker.languages), set(helper.languages)
    if not first or not second:
        return str(gettext("Niet bekend. Vraag het als u belt."))
    shared = sorted(first & second)
    if not shared:
        return str(gettext("Geen taal die zij allebei spreken, voor zover wij weten."))
    said = join_words([_language_name(one) for one in shared])
    more = [
        str(gettext("%(name)s spreekt ook %(languages)s", name=short[person.id], languages=join_words(rest)))
        for person in (asker, helper)
        if (rest := [_language_name(one) for one in sorted(set(person.languages) - set(shared))])
    ]
    return ". ".join([said, *more]) + ("." if more else "")


def _language_name(code: str) -> str:
    """Return the name of a language in the reader's own: "Arabisch"."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale else code


def _mutual(report: ProposedMatch, asker: str, offered: list[Category]) -> str | None:
    """Say what goes the other way. Nothing is said of who gives nothing: giving is no condition."""
    if offered:
        kinds = [one.name_in(current_language()).lower() for one in offered]
        return str(
            gettext("%(name)s biedt zelf ook hulp aan: %(kinds)s", name=asker, kinds=join_words(kinds))
        )
    gives_back = RECIPROCITY["gives_back"]  # By itself: the extractor takes a string in the call for the key.
    return str(gettext(gives_back)) if report.reciprocity == "gives_back" else None


def _parts(report: ProposedMatch) -> list[Part]:
    weights = {part: getattr(WEIGHTS, part) for part in SUITABILITY_PARTS}
    shared = len(report.shared_dayparts)
    language = report.parts.get("language", 0)
    said = {
        "dayparts": ngettext("%(num)d dagdeel samen", "%(num)d dagdelen samen", shared),
        "distance": distance_words(report.distance_m),
        "language": gettext("spreken dezelfde taal")
        if language == weights["language"]
        else gettext("niet bekend, telt half")
        if language
        else gettext("spreken een andere taal"),
        "pair": gettext("ja, en dat beviel") if report.parts.get("pair") else gettext("niet dat wij weten"),
        "waiting": days_words(report.waiting_days),
        "load": gettext("helpt al iemand")
        if report.parts.get("load", 0) < weights["load"]
        else gettext("helpt nu nog niemand"),
    }
    return [
        Part(
            label=gettext(label),
            words=said[part],
            percent=min(100, round(100 * report.parts[part] / weights[part])),
        )
        for part, label in SUITABILITY_PARTS.items()
        if part in report.parts
    ]
