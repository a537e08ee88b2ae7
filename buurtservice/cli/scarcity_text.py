"""Prints where a helper is missing, and what to put in the neighbourhood paper about it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext, ngettext

from buurtservice.calls.scarcity import Shortage, pick_for_paper
from buurtservice.cli.tables import table
from buurtservice.wording import daypart_words

MOST_ROWS = 10


def scarcity_text(found: Sequence[Shortage], kinds: Mapping[str, str]) -> str:
    """Return the largest shortages as a table, and three lines for the paper."""
    if not found:
        return gettext("Er is nergens een helper te kort voor de vragen die nu openstaan.")
    header = (
        gettext("soort hulp"),
        gettext("dagdeel"),
        gettext("buurt"),
        gettext("één helper erbij"),
        gettext("werk voor"),
    )
    rows = [
        (_kind(shortage, kinds), _daypart(shortage), _place(shortage), shortage.gain, shortage.demand)
        for shortage in found[:MOST_ROWS]
    ]
    paper = [f"- {paper_line(shortage, kinds)}" for shortage in pick_for_paper(found)]
    return "\n".join([table(header, rows, right=(3, 4)), "", gettext("Voor de buurtkrant:"), *paper])


def paper_line(shortage: Shortage, kinds: Mapping[str, str]) -> str:
    """Return one line for the paper: what, where and when, and nothing about who asks."""
    people = ngettext("%(num)d buur", "%(num)d buren", shortage.gain)
    return gettext(
        "Gezocht in %(place)s: iemand voor %(kind)s, bijvoorbeeld op %(daypart)s. "
        "Daarmee helpt u %(people)s.",
        place=_place(shortage),
        kind=_kind(shortage, kinds),
        daypart=_daypart(shortage),
        people=people,
    )


def _kind(shortage: Shortage, kinds: Mapping[str, str]) -> str:
    return kinds.get(str(shortage.category), str(shortage.category))


def _daypart(shortage: Shortage) -> str:
    return daypart_words([shortage.daypart])


def _place(shortage: Shortage) -> str:
    return gettext("de wijk") if shortage.neighbourhood is None else str(shortage.neighbourhood)
