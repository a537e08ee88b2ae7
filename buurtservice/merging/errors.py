"""What can be refused about merging two records."""

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class SameRecord(InvalidInput):
    """One record cannot be merged with itself."""

    code = "same_record"
    text = N_("Dit is twee keer hetzelfde kaartje. Kies een ander.")


class TwoPeople(Conflict):
    """What we know says that these are two people. It never says what: that may be the worker's alone."""

    code = "two_people"
    text = N_("Deze twee kunnen wij niet samenvoegen: het lijken twee mensen. Vraag het de buurtwerker.")


class KeepTheNamed(Conflict):
    """A record without a name has no place for contact details."""

    code = "keep_the_named"
    text = N_("Houd het kaartje met de naam. Het kaartje zonder naam gaat daarin op.")


class AlreadyMerged(Conflict):
    """Somebody was faster."""

    code = "already_merged"
    text = N_("Deze twee kaartjes zijn net al samengevoegd, of één ervan met een ander. Zoek opnieuw.")


class HasLeft(Conflict):
    """Who left has no data to merge."""

    code = "has_left"
    text = N_("Deze bewoner doet niet meer mee. De gegevens zijn weg.")


class MergeAlreadyUndone(Conflict):
    """Somebody was faster."""

    code = "merge_already_undone"
    text = N_("Dit is al ongedaan gemaakt. Er zijn weer twee kaartjes.")


class UndoTooLate(Conflict):
    """A week has passed."""

    code = "undo_too_late"
    text = N_("Ongedaan maken kon tot en met %(until)s. Maak zo nodig een nieuw kaartje.")


class LaterMergeFirst(Conflict):
    """The kept record was itself merged into another afterwards."""

    code = "later_merge_first"
    text = N_("Dit kaartje ging later zelf op in een ander. Maak dat eerst ongedaan.")
