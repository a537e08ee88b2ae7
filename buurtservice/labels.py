"""The words on screen for codes and states, marked for translation. Words of the domain, no synonyms."""

from buurtservice.i18n import N_

MATCH_STATES = {
    "proposed": N_("voorgesteld"),
    "approved": N_("akkoord buurtwerker"),
    "agreed": N_("afgesproken"),
    "active": N_("loopt"),
    "completed": N_("klaar"),
    "declined": N_("afgewezen"),
    "withdrawn": N_("ingetrokken"),
    "expired": N_("verlopen"),
    "stopped": N_("gestopt"),
}
STEPS = {
    "proposed": N_("voorgesteld"),
    "postponed": N_("later opnieuw bekijken"),
    "approved": N_("akkoord buurtwerker"),
    "asker_said_yes": N_("wie vraagt zei ja"),
    "helper_said_yes": N_("wie helpt zei ja"),
    "agreed": N_("afgesproken"),
    "started": N_("begonnen"),
    "completed": N_("klaar"),
    "declined": N_("afgewezen"),
    "withdrawn": N_("ingetrokken"),
    "stopped": N_("gestopt"),
    "ring_broken": N_("de kring is verbroken, deze match gaat door"),
}
REASONS = {
    "days": N_("de dagen kloppen niet meer"),
    "too_far_or_heavy": N_("te ver of te zwaar"),
    "already_helped": N_("al geholpen"),
    "never": N_("deze twee niet bij elkaar"),
    "other": N_("iets anders"),
}
REQUEST_STATES = {"open": N_("open"), "fulfilled": N_("geholpen"), "withdrawn": N_("ingetrokken")}
OFFER_STATES = {
    "active": N_("doet mee"),
    "paused": N_("pauze"),
    "withdrawn": N_("ingetrokken"),
    "expired": N_("verlopen"),
}
SOLUTION_KINDS = {
    "match": N_("een match"),
    "team_task": N_("een teamtaak"),
    "activity_place": N_("een plaats bij een activiteit"),
}
CALL_STATES = {"open": N_("te doen"), "done": N_("klaar"), "withdrawn": N_("ingetrokken")}
ANSWERS = {"yes": N_("ja"), "no": N_("nee")}
TASK_STATES = {"open": N_("open"), "done": N_("klaar")}
UNMATCHED_REASONS = {
    "no_offer_in_category": N_("Niemand biedt deze soort hulp aan."),
    "not_allowed": N_("Er is aanbod, maar dat kan voor deze vraag niet."),
    "no_shared_daypart": N_("Er is aanbod, maar niemand kan op dezelfde dagdelen."),
    "out_of_range": N_("Wie op die dagdelen kan, woont te ver weg."),
    "needs_not_met": N_("Wie dichtbij is en kan, heeft niet wat bij deze vraag nodig is."),
    "helpers_full": N_("Wie past, helpt al zoveel mensen als hij of zij wil."),
    "went_to_others": N_("Wie past, is nu voor een andere vraag voorgesteld."),
}
RECIPROCITY = {
    "ring": N_("kring: ieder helpt en wordt geholpen"),
    "gives_back": N_("de helper is zelf ook geholpen"),
}
SUITABILITY_PARTS = {
    "dayparts": N_("dagdelen"),
    "distance": N_("afstand"),
    "language": N_("taal"),
    "pair": N_("kennen elkaar al"),
    "waiting": N_("wachttijd"),
    "load": N_("helper heeft ruimte"),
}
NEEDS = {
    "dog": N_("een hond"),
    "cat": N_("een kat"),
    "smoke": N_("er wordt gerookt"),
    "stairs": N_("een trap"),
}
JOB_OUTCOMES = {
    "to_team": N_("naar het buurtteam"),
    "to_worker": N_("belletje voor de buurtwerker"),
    "failed": N_("niet gelukt, komt opnieuw aan de beurt"),
    "round": N_("matchronde"),
    "status": N_("uitkomst"),
    "matches": N_("voorstellen"),
}
WEEKDAYS = (
    N_("maandag"),
    N_("dinsdag"),
    N_("woensdag"),
    N_("donderdag"),
    N_("vrijdag"),
    N_("zaterdag"),
    N_("zondag"),
)
DAYPARTS = (N_("ochtend"), N_("middag"), N_("avond"))
