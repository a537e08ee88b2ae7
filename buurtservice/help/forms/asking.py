"""The questions to somebody who asks for help, in the order of the pages."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.clock import local_today
from buurtservice.help.default_categories import OTHER
from buurtservice.help.forms.known import choosable
from buurtservice.help.forms.shared import kind_choices
from buurtservice.help.forms.step import StepForm
from buurtservice.help.forms.words import BROUGHT_BY, NEEDS_ASKED
from buurtservice.help.introducing import Brought
from buurtservice.help.models import BroughtBy
from buurtservice.help.policies import LONGEST_NOTE
from buurtservice.help.services import ONCE, When
from buurtservice.residents.joining import MAX_NAME
from buurtservice.web import fields
from buurtservice.web.fields import Choice

A_YEAR_DAYS = 365


class ForWhomForm(StepForm):
    """For whom it is; for somebody else also who asks, and that the other knows."""

    who = fields.OneChoice(
        _("Voor wie vraagt u hulp?"),
        required=_("Kies voor wie u hulp vraagt."),
        choices=[Choice("self", _("Voor mijzelf")), Choice("other", _("Voor iemand anders"))],
        default="self",
    )
    by = fields.OneChoice(
        _("Wie bent u voor deze persoon?"),
        look="select",
        required=_("Kies wie u voor deze persoon bent."),
    )
    your_name = fields.TextLine(
        _("Hoe heet u zelf?"), longest=MAX_NAME, autocomplete="name", required=_("Vul uw eigen naam in.")
    )
    your_phone = fields.Phone(
        _("Uw eigen telefoonnummer"),
        autocomplete="tel",
        required=_("Vul uw eigen telefoonnummer in, dan kunnen wij u iets vragen."),
    )
    knows = fields.Tick(
        _("Degene die hulp krijgt, weet hiervan en vindt het goed."),
        required=_("Vraag eerst of de ander het goedvindt. Weet u dat, zet dan een vinkje."),
    )
    knows_on = fields.Day(
        _("Wanneer zei hij of zij dat?"),
        past=True,
        hint=_("Bijvoorbeeld vandaag, gisteren of 12 november."),
        required=_("Vul in wanneer de ander dat zei. Vandaag is ook goed."),
        default=local_today,
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set who may bring somebody."""
        self.by.choices = [(code, gettext(words)) for code, words in BROUGHT_BY.items()]

    def leave_out(self) -> set[str]:
        """Return the questions about somebody else, when it is not for somebody else."""
        return set() if self.who.data == "other" else {"by", "your_name", "your_phone", "knows", "knows_on"}

    def brought(self) -> Brought | None:
        """Return who brings the request, when it is for somebody else."""
        if self.who.data != "other":
            return None
        return Brought(
            by=BroughtBy(self.by.data),
            agreed_on=self.knows_on.data,
            name=self.your_name.data,
            phone=self.your_phone.data,
        )


class KindForm(StepForm):
    """Which kind of help. What none of the tiles says can be told in own words."""

    kind = fields.OneChoice(
        _("Welke hulp zoekt u?"),
        look="tiles",
        required=_("Kies één soort hulp. Weet u het niet? Kies dan: iets anders."),
    )
    words = fields.FreeText(
        _("Vertel kort wat u zoekt"),
        longest=LONGEST_NOTE,
        rows=3,
        required=_("Vertel in een paar woorden wat u zoekt. De buurtwerker zoekt dan met u mee."),
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set the kinds of help that can be chosen today."""
        self.kind.choices = [*kind_choices(choosable())]
        behalf = before.get("voor-wie")
        if behalf is not None and behalf["who"].data == "other":
            self.kind.label.text = gettext("Welke hulp is er nodig?")
            self.words.label.text = gettext("Vertel kort wat er nodig is")

    def leave_out(self) -> set[str]:
        """Return the own words where a tile says it."""
        return set() if self.is_other else {"words"}

    @property
    def is_other(self) -> bool:
        """Tell whether none of our kinds of help was chosen."""
        return bool(self.kind.data == OTHER)


class WhenForm(StepForm):
    """How often and when."""

    how = fields.OneChoice(
        _("Hoe vaak hebt u hulp nodig?"),
        required=_("Kies hoe vaak u hulp nodig hebt."),
        choices=[
            Choice("once", _("Eén keer. De dag maakt niet uit.")),
            Choice("day", _("Eén keer, op een bepaalde dag")),
            Choice("weekly", _("Elke week")),
        ],
        default="once",
    )
    day = fields.Day(
        _("Op welke dag?"),
        latest=A_YEAR_DAYS,
        hint=_("Bijvoorbeeld morgen, 12 december of 12-12-2026."),
        required=_("Vul de dag in waarop u hulp nodig hebt."),
    )
    parts = fields.Choices(
        _("Op welk moment van die dag?"),
        choices=[
            Choice("0", _("Ochtend, 9 tot 12 uur")),
            Choice("1", _("Middag, 12 tot 17 uur")),
            Choice("2", _("Avond, 17 tot 21 uur")),
        ],
        coerce=int,
    )
    until = fields.Day(_("Tot welke dag?"), latest=2 * A_YEAR_DAYS, hint=_("Weet u het niet? Laat het leeg."))
    dayparts = fields.Dayparts(
        _("Kies alle momenten die goed zijn"),
        any_text=_("Dat maakt mij niet uit. Alle momenten zijn goed."),
        required=_("Kies minstens één moment, of kies dat alle momenten goed zijn."),
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Say it of the other, when it is for somebody else."""
        super().prepare(before)
        behalf = before.get("voor-wie")
        if behalf is not None and behalf["who"].data == "other":
            self.how.label.text = gettext("Hoe vaak is de hulp nodig?")
            self.dayparts.any_text = gettext("Dat maakt niet uit. Alle momenten zijn goed.")

    def leave_out(self) -> set[str]:
        """Return the questions about days that go with another answer."""
        belong = {"day": {"day", "parts"}, "weekly": {"until", "dayparts"}, "once": {"dayparts"}}
        return {"day", "parts", "until", "dayparts"} - belong.get(self.how.data, set())

    def when(self) -> When:
        """Return how often, and for which days."""
        if self.how.data == "day":
            return When(wanted_on=self.day.data)
        return When(weekly=True, until=self.until.data) if self.how.data == "weekly" else ONCE

    def chosen_dayparts(self) -> frozenset[int] | None:
        """Return the dayparts; of one day those that were ticked, or the whole day."""
        if self.how.data != "day":
            chosen: frozenset[int] | None = self.dayparts.data
            return chosen
        weekday = self.day.data.weekday()
        return frozenset(3 * weekday + part for part in self.parts.data or (0, 1, 2))


class TaskForm(StepForm):
    """What a helper should know about the task. It asks nothing about the person."""

    needs = fields.Choices(_("Wat moet een helper weten?"))
    note = fields.FreeText(
        _("Wilt u er iets bij vertellen?"),
        longest=LONGEST_NOTE,
        rows=3,
        hint=_("Bijvoorbeeld: een mand strijkgoed per week."),
    )

    def prepare(self, before: Mapping[str, StepForm]) -> None:
        """Set what there is to say about a task."""
        self.needs.choices = [(code, gettext(words)) for code, words in NEEDS_ASKED.items()]
        kind = before.get("soort")
        self.told_already = isinstance(kind, KindForm) and kind.is_other
