"""What the operator reads of weights, texts, steps in the log and jobs."""

from buurtservice.i18n import N_

WEIGHTS = {
    "weights.served": (N_("Een vraag beantwoord"), N_("Wat het waard is dat iemand geholpen wordt.")),
    "weights.urgent": (N_("Haast"), N_("Komt erbij als er haast is, of als de vraag eerder bleef liggen.")),
    "weights.reciprocity": (
        N_("Wederkerigheid"),
        N_("Komt erbij in een kring of ruil, of als iemand die hulp kreeg nu helpt."),
    ),
    "suitability.dayparts": (N_("Dagdelen"), N_("Hoe meer dagdelen beiden kunnen, hoe meer punten.")),
    "suitability.distance": (N_("Afstand"), N_("Hoe dichter bij elkaar, hoe meer punten.")),
    "suitability.language": (N_("Taal"), N_("Punten als beiden dezelfde taal spreken.")),
    "suitability.pair": (N_("Kennen elkaar"), N_("Punten als deze twee het eerder goed hadden samen.")),
    "suitability.waiting": (N_("Wachten"), N_("Hoe langer iemand wacht, hoe meer punten.")),
    "suitability.load": (N_("Drukte"), N_("Hoe minder de helper nu al doet, hoe meer punten.")),
    "ring_max": (N_("Grootste kring"), N_("Zoveel mensen in een kring. 0 of 1 is: geen kringen.")),
}
TEXTS = {
    "place": N_("Naam van de buurt of stad"),
    "phone": N_("Telefoonnummer van de balie"),
    "phone_hours": N_("Wanneer er opgenomen wordt"),
    "house": N_("Naam van het huis"),
    "address": N_("Adres van het huis"),
    "opening": N_("Openingstijden"),
    "welcome": N_("Welkom op de eerste pagina"),
}
QUESTIONS = {
    "daypart": N_("Kunt u ook op een ander dagdeel?"),
    "radius": N_("Mag het ook iets verder weg?"),
    "need": N_("Kunt u dit er ook bij doen?"),
    "load": N_("Kunt u er nog iemand bij helpen?"),
    "category": N_("Wilt u ook iets anders doen?"),
}
