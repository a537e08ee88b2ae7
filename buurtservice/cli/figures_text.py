"""The figures as a readable table."""

from flask_babel import format_date, gettext

from buurtservice.cli.tables import table
from buurtservice.figures.queries import Figures
from buurtservice.wording import number_words


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
        for label, name in (
            (gettext("Aantal aanvragen"), "requests"),
            (gettext("Aantal matches op basis van wederkerigheid"), "reciprocal_matches"),
            (gettext("Openstaand aanbod"), "open_offers"),
            (gettext("Collectieve activiteiten"), "activities"),
        )
    ]
    return table(header, rows, right=range(1, len(header)))


def beside_table(figures: Figures) -> str:
    """Return the figures beside the four, so that they can be understood."""
    kinds = figures.reciprocal_by_kind
    by_kind = gettext(
        "kring %(ring)s, heeft aanbod %(offers)s, gaf eerder %(gave)s",
        ring=kinds["ring"],
        offers=kinds["offers"],
        gave=kinds["gave"],
    )
    rows = [
        (gettext("Wederkerig door"), by_kind),
        (gettext("Andere matches"), figures.other_matches),
        (gettext("Gedaan door het buurtteam"), figures.team_tasks_done),
        (gettext("Vragen die nog openstaan"), figures.requests_open),
        (gettext("Ingetrokken vragen"), figures.requests_withdrawn),
        (gettext("Dagen van vraag tot hulp (mediaan)"), number_words(figures.median_days_to_help)),
        (gettext("Aanbod op elke vraag"), number_words(figures.offers_per_request)),
        (gettext("Uren hulp gegeven"), number_words(figures.hours_given)),
        (gettext("Scootmobiel uitgeleend"), figures.scooter_loans),
        (gettext("Geteld zonder registratie"), figures.cases_counted),
        (
            gettext("Geholpen, van wie zelf iets aanbiedt"),
            number_words(figures.helped_share_with_offer, percent=True),
        ),
        (
            gettext("Geholpen, van wie niets aanbiedt"),
            number_words(figures.helped_share_without_offer, percent=True),
        ),
    ]
    return table([gettext("Daarnaast"), ""], rows)
