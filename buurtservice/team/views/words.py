"""Says when help is wanted and when the team comes."""

from flask_babel import gettext

from buurtservice.help.services import dayparts_list
from buurtservice.labels import DAYPARTS, NEEDS
from buurtservice.team.models import TeamTask
from buurtservice.team.planning import Plan
from buurtservice.team.proposing import Proposed, WhyNot
from buurtservice.web.words import day_words, short_day_words
from buurtservice.wording import daypart_words, distance_words


def wanted_words(task: TeamTask) -> str:
    """Return when the help is wanted: on one day, in one week, or any week."""
    request = task.request
    when = daypart_words(dayparts_list(request.dayparts), either=True)
    if request.wanted_on is not None:
        return str(gettext("op %(day)s", day=day_words(request.wanted_on)))
    if task.occurrence_on is not None:
        week = short_day_words(task.occurrence_on)
        return str(gettext("%(when)s, in de week van %(week)s", when=when, week=week))
    return str(when)


def plan_words(plan: Plan | None) -> str:
    """Return "dinsdag 10 maart, ochtend"."""
    if plan is None:
        return ""
    part = gettext(DAYPARTS[plan.daypart])
    return f"{day_words(plan.on)}, {part}"


def needs_words(task: TeamTask) -> str:
    """Return what somebody should know before going there."""
    return ", ".join(gettext(NEEDS[need]) for need in task.request.needs if need in NEEDS)


def why_words(one: Proposed) -> list[str]:
    """Return why this member, in short sentences: the kind of help, the moment, and the way there."""
    kind = gettext("Doet dit soort hulp.") if one.chose_kind else gettext("Doet alle soorten hulp.")
    reasons = [kind, gettext("Dat dagdeel komt voor allebei uit.")]
    if one.distance_m is not None:
        far = distance_words(one.distance_m)
        reasons.append(gettext("%(far)s vanaf %(place)s.", far=far.capitalize(), place=one.sets_out_from))
    return reasons


def why_not_words(why: WhyNot) -> str:
    """Return why nobody is proposed for a task, and what would help."""
    words = {
        WhyNot.NO_HOURS: gettext("Nog niemand van het team heeft uren ingevuld."),
        WhyNot.NOBODY_DOES_IT: gettext("Niemand van het team doet deze soort hulp."),
        WhyNot.NO_DAYPART: gettext("Wie dit doet, werkt niet op de dagdelen die uitkomen."),
        WhyNot.FULL: gettext("Wie dan werkt, zit vol."),
    }
    return str(words[why])
