"""What is ticked at a riding check, and the words with which driving is stopped. Nothing about health."""

from flask_babel import lazy_gettext as _

from buurtservice.scooters.forms.reserving import ScooterForm
from buurtservice.web import fields

LONGEST_REASON = 300


class RidingCheckForm(ScooterForm):
    """The intake, the ride and the yes to the conditions; all three, or there is no check."""

    talked = fields.Tick(
        _("Wij spraken samen door waar en hoe de bewoner wil rijden."),
        required=_("Praat eerst samen door waar en hoe de bewoner wil rijden."),
    )
    rode = fields.Tick(
        _("De proefrit ging goed: opstappen, rijden, remmen en keren."),
        required=_("Doe eerst de proefrit. Ging het niet goed? Oefen dan een andere keer verder."),
    )
    agreed = fields.Tick(
        _("De bewoner las of hoorde de afspraken en zegt ja."),
        required=_("Lees de afspraken samen. Zonder ja kan iemand nog niet rijden."),
    )
    on = fields.Day(_("Op welke dag was de proefrit?"), past=True, required=_("Vul de dag in."))
    until = fields.Day(_("Tot en met welke dag geldt de proefrit?"))


class StopDrivingForm(ScooterForm):
    """Why it cannot be for now, in words that the resident will read."""

    reason = fields.FreeText(
        _("Waarom kan het even niet?"),
        longest=LONGEST_REASON,
        rows=3,
        required=_("Schrijf in vriendelijke woorden op waarom het even niet kan. De bewoner leest dit."),
        hint=_("De bewoner leest dit. Bijvoorbeeld: wij oefenen eerst nog een keer samen het keren."),
    )
