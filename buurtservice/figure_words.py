"""Says the figures in words, the same on a page and in a terminal. It counts nothing."""

from flask_babel import gettext

from buurtservice.figures.queries import Figures
from buurtservice.wording import number_words


def four_labels() -> dict[str, str]:
    """Return the label of each of the four figures, by its field in `Figures`."""
    return {
        "requests": gettext("Aantal aanvragen"),
        "reciprocal_matches": gettext("Aantal matches op basis van wederkerigheid"),
        "open_offers": gettext("Openstaand aanbod"),
        "activities": gettext("Collectieve activiteiten"),
    }


def beside_the_four(figures: Figures) -> list[tuple[str, str]]:
    """Return label and value of each figure beside the four, so that these can be understood."""
    kinds = figures.reciprocal_by_kind
    return [
        (gettext("Wederkerig, in een kring"), number_words(kinds["ring"])),
        (gettext("Wederkerig, wie vraagt biedt ook iets aan"), number_words(kinds["offers"])),
        (gettext("Wederkerig, wie vraagt hielp eerder"), number_words(kinds["gave"])),
        (gettext("Andere matches"), number_words(figures.other_matches)),
        (gettext("Gedaan door het buurtteam"), number_words(figures.team_tasks_done)),
        (gettext("Vragen die nog openstaan"), number_words(figures.requests_open)),
        (gettext("Ingetrokken vragen"), number_words(figures.requests_withdrawn)),
        (gettext("Dagen van vraag tot hulp (middelste waarde)"), number_words(figures.median_days_to_help)),
        (gettext("Aanbod op elke vraag"), _one_decimal(figures.offers_per_request)),
        (gettext("Uren hulp gegeven"), number_words(figures.hours_given)),
        (gettext("Scootmobiel uitgeleend"), number_words(figures.scooter_loans)),
        (gettext("Uren scootmobiel uitgeleend"), number_words(figures.scooter_hours)),
        (gettext("Scootmobiel niet opgehaald"), number_words(figures.scooter_no_shows)),
        (gettext("Geen scootmobiel vrij"), number_words(figures.scooter_refusals)),
        (gettext("Geteld zonder registratie"), number_words(figures.cases_counted)),
        (gettext("Alleen een vraag, aan de balie"), number_words(figures.questions)),
        (gettext("Geholpen, van wie zelf iets aanbiedt"), _share(figures.helped_share_with_offer)),
        (gettext("Geholpen, van wie niets aanbiedt"), _share(figures.helped_share_without_offer)),
    ]


def _one_decimal(value: float | None) -> str:
    return number_words(None if value is None else round(value, 1))


def _share(value: float | None) -> str:
    return number_words(value, percent=True)
