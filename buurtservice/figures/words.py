"""The words of the figures: labels, definitions, rows of tables. Marked for translation here."""

from buurtservice.i18n import N_

# Counted by the city in its pilot (evaluation of January 2015), June to December 2014.
PILOT = {"requests": 42, "reciprocal_matches": 14, "open_offers": 35, "activities": 2}

LABELS = {
    "requests": N_("Aantal aanvragen"),
    "reciprocal_matches": N_("Aantal matches op basis van wederkerigheid"),
    "open_offers": N_("Openstaand aanbod"),
    "activities": N_("Collectieve activiteiten"),
    "offers": N_("Nieuw aanbod"),
    "offers_per_request": N_("Aanbod op elke aanvraag"),
    "median_days_to_help": N_("Dagen van vraag tot hulp"),
    "hours_given": N_("Uren hulp gegeven"),
    "activity_people": N_("Mensen bij activiteiten"),
    "scooter_loans": N_("Scootmobiel uitgeleend"),
    "scooter_hours": N_("Uren scootmobiel uitgeleend"),
    "scooter_no_shows": N_("Scootmobiel niet opgehaald"),
    "scooter_refusals": N_("Geen scootmobiel vrij"),
    "cases_counted": N_("Geteld zonder registratie"),
    "questions": N_("Alleen een vraag, aan de balie"),
    "other_matches": N_("Andere matches"),
    "team_tasks_done": N_("Gedaan door het buurtteam"),
    "team_share": N_("Deel dat het buurtteam deed"),
    "requests_open": N_("Vragen die nog openstaan"),
    "requests_withdrawn": N_("Ingetrokken vragen"),
    "matches_completed": N_("Matches die klaar zijn"),
    "helped_share_with_offer": N_("Geholpen, van wie zelf iets aanbiedt"),
    "helped_share_without_offer": N_("Geholpen, van wie niets aanbiedt"),
}
MEANINGS = {
    "requests": N_("Zo vaak vroeg iemand om hulp in deze periode."),
    "reciprocal_matches": N_(
        "Matches tussen bewoners die in deze periode zijn afgesproken, en waarbij wie hulp vraagt op die dag "
        "in dezelfde kring zit, of zelf iets aanbiedt, of in het jaar ervoor iemand heeft geholpen."
    ),
    "open_offers": N_(
        "Aanbod dat aan het eind van de laatste dag meedoet (geen pauze, niet gestopt, niet verlopen) en "
        "waarbij nog plaats is voor iemand."
    ),
    "activities": N_("Activiteiten voor meer mensen tegelijk die in deze periode zijn gehouden."),
    "offers": N_("Zo vaak bood iemand hulp aan in deze periode."),
    "offers_per_request": N_(
        "Nieuw aanbod gedeeld door aanvragen. Is dit ver boven 1, dan is aanbieden makkelijker dan vragen: "
        "vraagverlegenheid."
    ),
    "median_days_to_help": N_(
        "Dagen van de vraag tot de hulp voor het eerst begon: een match begon, het buurtteam deed het, of de "
        "activiteit werd gehouden. Dit is de middelste waarde: de helft kreeg eerder hulp, de helft later."
    ),
    "hours_given": N_("De uren van matches die in deze periode klaar zijn gemeld."),
    "activity_people": N_("Mensen die kwamen bij de activiteiten van deze periode, waar iemand ze telde."),
    "scooter_loans": N_(
        "Zo vaak is in deze periode een scootmobiel meegegeven. Een tik te veel telt niet mee."
    ),
    "scooter_hours": N_(
        "De uren dat scootmobielen weg waren, van wat in deze periode terugkwam. Elke keer op een half uur."
    ),
    "scooter_no_shows": N_("Zo vaak kwam iemand een gereserveerde scootmobiel niet ophalen."),
    "scooter_refusals": N_(
        "Zo vaak wilde iemand een scootmobiel en was er dan geen vrij. Dit vraagt om een scootmobiel erbij."
    ),
    "cases_counted": N_("Mensen die zijn geholpen en niet geregistreerd wilden worden."),
    "questions": N_("Korte vragen aan de balie. Van wie vroeg, is niets bewaard."),
    "other_matches": N_("Matches die zijn afgesproken zonder dat wie vraagt zelf iets geeft."),
    "team_tasks_done": N_("Taken die het buurtteam in deze periode heeft gedaan."),
    "team_share": N_("Van de aanvragen van deze periode het deel dat het buurtteam deed of nog doet."),
    "requests_open": N_("Alle aanvragen die aan het eind van de laatste dag nog geen antwoord hebben."),
    "requests_withdrawn": N_("Aanvragen die in deze periode zijn ingetrokken."),
    "matches_completed": N_("Matches die in deze periode klaar zijn gemeld."),
    "helped_share_with_offer": N_(
        "Van de aanvragen van mensen die op die dag zelf iets aanboden, het deel dat is geholpen."
    ),
    "helped_share_without_offer": N_(
        "Van de aanvragen van mensen die op die dag niets aanboden, het deel dat is geholpen. Wie niets kan "
        "geven, hoort even vaak hulp te krijgen."
    ),
}
FOUR = ("requests", "reciprocal_matches", "open_offers", "activities")
# An installation's own totals, not parts of people: for everybody who may see figures, and for any period.
OPEN = (
    *FOUR, "offers", "offers_per_request", "activity_people", "scooter_loans", "scooter_hours",
    "scooter_no_shows", "scooter_refusals", "cases_counted", "questions",
)  # fmt: skip
SHARES = ("team_share", "helped_share_with_offer", "helped_share_without_offer")

TABLES = {
    "requests_by_outcome": N_("Wat werd er van de aanvragen"),
    "matches_by_reciprocity": N_("Waarom een match wederkerig is"),
    "helped_by_days": N_("Hoe lang duurde het tot er hulp was"),
    "requests_by_asker": N_("Wie vraagt, biedt die zelf iets aan"),
    "requests_by_helped": N_("Geholpen, met en zonder eigen aanbod"),
    "requests_by_neighbourhood": N_("Aanvragen per buurt"),
    "requests_by_category": N_("Aanvragen per soort hulp"),
    "offers_by_category": N_("Nieuw aanbod per soort hulp"),
    "offers_by_neighbourhood": N_("Nieuw aanbod per buurt"),
    "activities_by_category": N_("Activiteiten per soort"),
    "loans_by_site": N_("Scootmobielen per uitleenpunt"),
    "scooter_hours_by_site": N_("Uren scootmobiel per uitleenpunt"),
    "no_shows_by_site": N_("Niet opgehaald, per uitleenpunt"),
    "refusals_by_site": N_("Geen scootmobiel vrij, per uitleenpunt"),
}
ROWS = {
    "reciprocal": N_("Match, wederkerig"),
    "other": N_("Match, niet wederkerig"),
    "team": N_("Buurtteam"),
    "activity": N_("Collectieve activiteit"),
    "open": N_("Staat nog open"),
    "withdrawn": N_("Ingetrokken"),
    "ring": N_("In een kring (ook een ruil van twee)"),
    "offers": N_("Wie vraagt, biedt zelf iets aan"),
    "gave": N_("Wie vraagt, hielp eerder iemand"),
    "with_offer": N_("Biedt zelf iets aan"),
    "without_offer": N_("Biedt niets aan"),
    "with_offer_helped": N_("Biedt iets aan en is geholpen"),
    "with_offer_waiting": N_("Biedt iets aan en wacht"),
    "without_offer_helped": N_("Biedt niets aan en is geholpen"),
    "without_offer_waiting": N_("Biedt niets aan en wacht"),
    "0-7": N_("Binnen een week"),
    "8-14": N_("In de tweede week"),
    "15-28": N_("In de derde of vierde week"),
    "29+": N_("Later"),
}
