"""What came of the half year, and how the page tells it."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from buurtservice.demo.numbers import PILOT
from buurtservice.figure_words import four_labels

EXTENSION = "buurtservice_half_year"


@dataclass(frozen=True, kw_only=True)
class HalfYear:
    """The days (YYYY-MM-DD, both included), the rounds, what was done by kind, and the four figures."""

    start: str
    end: str
    rounds: int
    done: dict[str, int]
    four: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One of the four: as it was played, and the pilot's. Widths are per cent."""

    label: str
    played: int
    width: int
    pilot: int
    pilot_width: int


@dataclass(frozen=True, kw_only=True)
class HalfYearPage:
    """Everything on the page, ready to read."""

    start: date
    end: date
    figures: list[Figure]
    steps: list[tuple[str, int]]


def make_half_year_page(played: HalfYear) -> HalfYearPage:
    """Return the page."""
    return HalfYearPage(
        start=date.fromisoformat(played.start),
        end=date.fromisoformat(played.end),
        figures=tell_four(played),
        steps=tell_steps(played),
    )


def tell_four(played: HalfYear) -> list[Figure]:
    """Return the four figures beside the pilot's."""
    figures = []
    for name, label in four_labels().items():
        now, pilot = played.four[name], PILOT[name]
        biggest = max(now, pilot, 1)
        figures.append(
            Figure(
                label=label,
                played=now,
                width=round(100 * now / biggest),
                pilot=pilot,
                pilot_width=round(100 * pilot / biggest),
            )
        )
    return figures


def tell_steps(played: HalfYear) -> list[tuple[str, int]]:
    """Return what was done, in the order in which it happens."""
    labels = {
        "approved": gettext("Voorstellen goedgekeurd"),
        "agreed": gettext("Afgesproken: allebei zeiden ja"),
        "helper_said_no": gettext("De helper zei nee"),
        "asker_said_no": gettext("De vrager zei nee"),
        "completed": gettext("Hulp die klaar is"),
        "stopped": gettext("Hulp die stopte"),
        "calls_for_more": gettext("Belletjes om meer mogelijk te maken"),
        "team_tasks": gettext("Gedaan door het buurtteam"),
        "activities_held": gettext("Activiteiten die er waren"),
    }
    rounds = (gettext("Nachten waarin gezocht is"), played.rounds)
    return [rounds, *((label, played.done.get(name, 0)) for name, label in labels.items())]
