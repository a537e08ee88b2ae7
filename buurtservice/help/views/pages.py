"""The blueprint of asking and offering, and the two rows of questions."""

from flask import Blueprint
from flask_babel import lazy_gettext as _

from buurtservice.help.forms.asking import ForWhomForm, KindForm, TaskForm, WhenForm
from buurtservice.help.forms.offering import FreeTimeForm, HowFarForm, HowForm, KindsForm, MoreForm
from buurtservice.help.forms.shared import AskReachForm, ReachForm, WhereForm
from buurtservice.help.views import saying
from buurtservice.help.views.wizard import Step, Wizard

help_pages = Blueprint("help", __name__)

ASK = Wizard(
    kind="vraag",
    page="help.ask",
    what=_("Ik zoek hulp"),
    known=frozenset({"voor-wie", "waar", "contact"}),
    steps=(
        Step(
            name="voor-wie",
            form=ForWhomForm,
            template="help/for_whom.html",
            question=_("Voor wie is het?"),
            in_words=saying.for_whom_words,
        ),
        Step(
            name="soort",
            form=KindForm,
            template="help/kind.html",
            question=_("Welke hulp?"),
            in_words=saying.kind_words,
        ),
        Step(
            name="wanneer",
            form=WhenForm,
            template="help/when.html",
            question=_("Wanneer?"),
            in_words=saying.when_words,
        ),
        Step(
            name="taak",
            form=TaskForm,
            template="help/task.html",
            question=_("Goed om te weten"),
            in_words=saying.task_words,
        ),
        Step(
            name="waar",
            form=WhereForm,
            template="help/where.html",
            question=_("Waar?"),
            in_words=saying.where_words,
        ),
        Step(
            name="contact",
            form=AskReachForm,
            template="help/reach.html",
            question=_("Hoe bereiken wij u?"),
            in_words=saying.reach_words,
        ),
    ),
)

OFFER = Wizard(
    kind="aanbod",
    page="help.offer",
    what=_("Ik bied hulp"),
    known=frozenset({"contact"}),
    steps=(
        Step(
            name="soort",
            form=KindsForm,
            template="help/kinds.html",
            question=_("U helpt met"),
            in_words=saying.kinds_words,
        ),
        Step(
            name="wanneer",
            form=FreeTimeForm,
            template="help/free_time.html",
            question=_("Wanneer?"),
            in_words=saying.free_time_words,
        ),
        Step(
            name="nog-meer",
            form=MoreForm,
            template="help/more.html",
            question=_("Wat nog meer kan"),
            in_words=saying.more_words,
        ),
        Step(
            name="hoe-ver",
            form=HowFarForm,
            template="help/how_far.html",
            question=_("Waar en hoe ver?"),
            in_words=saying.how_far_words,
        ),
        Step(
            name="hoe",
            form=HowForm,
            template="help/how.html",
            question=_("Hoe u helpt"),
            in_words=saying.how_words,
        ),
        Step(
            name="contact",
            form=ReachForm,
            template="help/reach.html",
            question=_("Hoe bereiken wij u?"),
            in_words=saying.reach_words,
        ),
    ),
)

# Each adds its views to the blueprint, and needs what stands above.
from buurtservice.help.views import asking, offering, privacy  # noqa: E402, F401
