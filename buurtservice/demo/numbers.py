"""Prepares the figures for the page: the four, those beside them, and the months."""

from dataclasses import dataclass

from flask_babel import format_date, gettext

from buurtservice.drawings import Bar, draw_bars
from buurtservice.figure_words import beside_the_four, four_labels
from buurtservice.figures.queries import Figures
from buurtservice.wording import number_words

# Counted by the city in its pilot (evaluation of January 2015), June to December 2014.
PILOT = {"requests": 42, "reciprocal_matches": 14, "open_offers": 35, "activities": 2}
CHART_HEIGHT = 168
CHART_TOP = 24


@dataclass(frozen=True, kw_only=True)
class OneOfFour:
    """One of the four figures: as it stands, as it would be, and the pilot's. Widths are per cent."""

    label: str
    meaning: str
    now: int
    if_agreed: int
    pilot: int
    width: int
    pilot_width: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table of figures."""

    label: str
    cells: list[str]
    if_agreed: bool = False


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Requests and offers received per month, side by side."""

    months: list[str]
    requests: list[Bar]
    offers: list[Bar]


def tell_four(now: Figures, if_agreed: Figures) -> list[OneOfFour]:
    """Return the four figures."""
    meanings = {
        "requests": gettext("Zo vaak vroeg iemand om hulp."),
        "reciprocal_matches": gettext("Afspraken waarbij wie hulp vraagt, zelf ook iets geeft."),
        "open_offers": gettext("Zo vaak ligt er hulp klaar die nog niemand gebruikt."),
        "activities": gettext("Iets voor meer mensen tegelijk, zoals samen eten. Dat staat niet op kaarten."),
    }
    parts = []
    for name, label in four_labels().items():
        new, pilot = getattr(if_agreed, name), PILOT[name]
        biggest = max(new, pilot, 1)
        parts.append(
            OneOfFour(
                label=label,
                meaning=meanings[name],
                now=getattr(now, name),
                if_agreed=new,
                pilot=pilot,
                width=round(100 * new / biggest),
                pilot_width=round(100 * pilot / biggest),
            )
        )
    return parts


def tell_beside(now: Figures, if_agreed: Figures) -> list[Row]:
    """Return the figures beside the four: as they stand, and as they would be."""
    rows = zip(beside_the_four(now), beside_the_four(if_agreed), strict=True)
    return [Row(label=label, cells=[value, then]) for (label, value), (_, then) in rows]


def tell_months(months: list[Figures], if_agreed: list[Figures], whole: tuple[Figures, Figures]) -> list[Row]:
    """Return the four figures per month and together; where agreeing changes one, a second row says so."""
    rows = []
    for name, label in four_labels().items():
        now = [getattr(figures, name) for figures in [*months, whole[0]]]
        then = [getattr(figures, name) for figures in [*if_agreed, whole[1]]]
        rows.append(Row(label=label, cells=[number_words(value) for value in now]))
        if then != now:
            rows.append(Row(label=label, cells=[number_words(value) for value in then], if_agreed=True))
    return rows


def month_names(months: list[Figures]) -> list[str]:
    """Return the short name of each month."""
    return [format_date(month.start, "MMM") for month in months]


def draw_months(months: list[Figures]) -> Chart:
    """Return the chart of what came in."""
    requests, offers = [month.requests for month in months], [month.offers for month in months]
    biggest = max([*requests, *offers, 1])
    sizes = {"height": CHART_HEIGHT, "top": CHART_TOP, "biggest": biggest}
    return Chart(
        months=month_names(months),
        requests=draw_bars(requests, **sizes, place=0, of=2),
        offers=draw_bars(offers, **sizes, place=1, of=2),
    )
