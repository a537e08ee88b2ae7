"""Says the answers of the forms in words, for the summary, the slip and the page beside the questions."""

from collections.abc import Sequence

from flask_babel import format_date, gettext

from buurtservice.help.forms.asking import ForWhomForm, KindForm, TaskForm, WhenForm
from buurtservice.help.forms.offering import FreeTimeForm, HowFarForm, HowForm, KindsForm, MoreForm
from buurtservice.help.forms.shared import ELSEWHERE, ReachForm, WhereForm
from buurtservice.help.forms.words import NEEDS_ASKED, NEEDS_OFFERED, SPOKEN
from buurtservice.help.models import HelpRequest
from buurtservice.help.services import When, dayparts_list
from buurtservice.residents.models import ContactBy
from buurtservice.web.fields import Choice
from buurtservice.web.words import day_words
from buurtservice.wording import daypart_words, join_words


def for_whom_words(form: ForWhomForm) -> list[str]:
    """Say for whom it is, and who brings it."""
    if form.who.data != "other":
        return [gettext("Voor mijzelf")]
    said = gettext(
        "%(name)s weet ervan sinds %(day)s.",
        name=gettext("Degene die hulp krijgt"),
        day=day_words(form.knows_on.data),
    )
    return [gettext("Voor iemand anders"), f"{form.your_name.data}, {form.your_phone.data}", said]


def kind_words(form: KindForm) -> list[str]:
    """Say which kind of help, and the own words for something else."""
    kind = _chosen(form.kind.listed, [form.kind.data])
    return [*kind, form.words.data] if form.is_other else kind


def when_words(form: WhenForm) -> list[str]:
    """Say how often and when."""
    return [often_words(form.when()), _times(form.chosen_dayparts(), one_day=form.how.data == "day")]


def request_when_words(request: HelpRequest) -> list[str]:
    """Say the same of a request that is there."""
    when = When(weekly=request.weekly, wanted_on=request.wanted_on, until=request.until)
    return [often_words(when), _times(dayparts_list(request.dayparts), one_day=request.wanted_on is not None)]


def often_words(when: When) -> str:
    """Say how often: once, on a day, or every week until a day."""
    if when.wanted_on is not None:
        return gettext("Eén keer, op %(day)s", day=day_words(when.wanted_on))
    if not when.weekly:
        return gettext("Eén keer")
    if when.until is None:
        return gettext("Elke week")
    return gettext("Elke week, tot en met %(day)s", day=format_date(when.until, "d MMMM y"))


def task_words(form: TaskForm) -> list[str]:
    """Say what a helper should know."""
    words = [gettext(NEEDS_ASKED[code]) for code in form.needs.data]
    if form.note.data and not form.told_already:
        words.append(form.note.data)
    return words or [gettext("Niets bijzonders")]


def where_words(form: WhereForm) -> list[str]:
    """Say where somebody lives."""
    words = [form.postal.in_words(form.postal.data)] if form.postal.data else []
    place = form.place().neighbourhood
    if place is not None:
        words.append(place.name)
    elif str(form.neighbourhood.data) == ELSEWHERE:
        words.append(gettext("Een andere buurt"))
    return words


def reach_words(form: ReachForm) -> list[str]:
    """Say how somebody is reached, and in which language."""
    ways = _chosen(form.how.listed, [str(form.how.data)])
    speaks = gettext("Praat het makkelijkst: %(language)s", language=SPOKEN[form.speaks.data])
    if form.is_without_name:
        return [*ways, speaks]
    given = {
        ContactBy.PHONE: form.phone.data,
        ContactBy.EMAIL: form.email.data,
        ContactBy.LETTER: form.address.data,
    }
    return [form.name.data, *ways, *filter(None, [given.get(form.how.data)]), speaks]


def kinds_words(form: KindsForm) -> list[str]:
    """Say which kinds of help somebody offers."""
    return _chosen(form.kinds.listed, form.kinds.data)


def free_time_words(form: FreeTimeForm) -> list[str]:
    """Say when somebody can help."""
    return [_times(form.dayparts.data)]


def more_words(form: MoreForm) -> list[str]:
    """Say what else somebody could do."""
    words = _chosen(form.kinds.listed, form.kinds.data) + _chosen(form.times.listed, form.times.data)
    return words or [gettext("Nu niets erbij")]


def how_far_words(form: HowFarForm) -> list[str]:
    """Say where somebody lives and how far they go."""
    return [*where_words(form), *_chosen(form.radius.listed, [form.radius.data])]


def how_words(form: HowForm) -> list[str]:
    """Say how many at once, what is no problem, and the languages."""
    many = {
        "1": gettext("Eén persoon tegelijk"),
        "2": gettext("Twee mensen tegelijk"),
        "3": gettext("Drie mensen tegelijk"),
    }
    words = [many.get(form.at_once.data, gettext("Meer dan drie mensen tegelijk"))]
    if form.can.data:
        fine = join_words([_small(gettext(NEEDS_OFFERED[code])) for code in form.can.data])
        words.append(gettext("Geen probleem: %(what)s", what=fine))
    words.append(join_words([SPOKEN[code] for code in form.speaks.data]))
    return [*words, form.note.data] if form.note.data else words


def _times(dayparts: Sequence[int] | frozenset[int] | None, *, one_day: bool = False) -> str:
    if one_day and dayparts is not None and len(dayparts) == 3:
        return gettext("De hele dag is goed")
    said = daypart_words(sorted(dayparts) if dayparts is not None else None)
    return said[:1].upper() + said[1:]


def _chosen(choices: Sequence[Choice], values: Sequence[str]) -> list[str]:
    return [str(one.text) for one in choices if one.value in values]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
