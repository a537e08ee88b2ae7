"""The figures as a readable table."""

from flask_babel import format_date, gettext

from buurtservice.cli.tables import table
from buurtservice.figure_words import beside_the_four, four_labels
from buurtservice.figures.queries import Figures


def figures_text(whole: Figures, months: list[Figures]) -> str:
    """Return the four figures of the period and per month, and under them the figures beside them."""
    title = gettext(
        "Cijfers van %(start)s tot en met %(end)s", start=format_date(whole.start), end=format_date(whole.end)
    )
    return "\n".join([title, "", four_figures_table(whole, months), "", beside_table(whole)])


def four_figures_table(whole: Figures, months: list[Figures]) -> str:
    """Return the four figures, a column per month and one for the whole period."""
    header = ["", *(format_date(month.start, "MMM yy") for month in months), gettext("samen")]
    rows = [
        [label, *(getattr(month, name) for month in months), getattr(whole, name)]
        for name, label in four_labels().items()
    ]
    return table(header, rows, right=range(1, len(header)))


def beside_table(figures: Figures) -> str:
    """Return the figures beside the four."""
    return table([gettext("Daarnaast"), ""], beside_the_four(figures), right=(1,))
