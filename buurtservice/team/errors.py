"""What can be refused about team tasks."""

from buurtservice.errors import Conflict
from buurtservice.i18n import N_


class TaskNotOpen(Conflict):
    """The task was done before."""

    code = "task_not_open"
    text = N_("Teamtaak %(id)s is al klaar, op %(on)s. Er is niets veranderd.")
