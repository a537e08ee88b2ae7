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
    "approval_undone": N_("goedkeuring teruggedraaid"),
    "decline_undone": N_("afwijzing teruggedraaid"),
    "asker_yes_undone": N_("ja van wie vraagt teruggenomen"),
    "helper_yes_undone": N_("ja van wie helpt teruggenomen"),
    "asker_not_reached": N_("wie vraagt niet bereikt"),
    "helper_not_reached": N_("wie helpt niet bereikt"),
    "meeting_planned": N_("kennismaking gepland of veranderd"),
    "meeting_cancelled": N_("kennismaking afgezegd"),
    "asker_reviewed": N_("wie vraagt vertelde hoe het ging"),
    "helper_reviewed": N_("wie helpt vertelde hoe het ging"),
}
WENT = {"well": N_("goed"), "so_so": N_("gaat wel"), "badly": N_("niet goed")}
NEXT_STEPS = {
    "again": N_("nog een keer"),
    "weekly": N_("elke week"),
    "stop": N_("stoppen"),
    "never": N_("niet meer met deze ander"),
}
REASONS = {
    "days": N_("de dagen kloppen niet meer"),
    "too_far_or_heavy": N_("te ver of te zwaar"),
    "already_helped": N_("wie vraagt is al geholpen"),
    "never": N_("deze twee niet bij elkaar"),
    "helper_rests": N_("wie helpt wil even rust"),
    "other": N_("iets anders"),
}
REQUEST_STATES = {
    "open": N_("open"),
    "paused": N_("pauze"),
    "fulfilled": N_("geholpen"),
    "withdrawn": N_("ingetrokken"),
}
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
PLACE_STATES = {
    "invited": N_("uitgenodigd"),
    "taken": N_("komt"),
    "waiting_list": N_("wachtlijst"),
    "came": N_("was er"),
    "absent": N_("was er niet"),
    "cancelled": N_("komt niet"),
}
CALL_STATES = {"open": N_("te doen"), "done": N_("klaar"), "withdrawn": N_("ingetrokken")}
QUESTION_KINDS = {
    "daypart": N_("nog een dagdeel"),
    "radius": N_("verder weg"),
    "need": N_("iets wat bij de vraag nodig is"),
    "load": N_("één meer tegelijk"),
    "category": N_("een tweede soort hulp"),
}
ANSWERS = {"yes": N_("ja"), "no": N_("nee")}
TASK_STATES = {
    "new": N_("nieuw"),
    "planned": N_("gepland"),
    "doing": N_("bezig"),
    "done": N_("klaar"),
    "handed_back": N_("teruggegeven"),
    "dropped": N_("vervallen"),
}
HAND_BACK_REASONS = {
    "not_our_work": N_("dit is geen werk voor het team"),
    "too_much": N_("het is meer dan het team kan"),
    "not_reached": N_("de bewoner is niet bereikt"),
    "not_needed": N_("de hulp is niet meer nodig"),
    "not_safe": N_("het kan niet veilig"),
    "other": N_("iets anders"),
}
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
WEEKDAYS = (
    N_("maandag"),
    N_("dinsdag"),
    N_("woensdag"),
    N_("donderdag"),
    N_("vrijdag"),
    N_("zaterdag"),
    N_("zondag"),
)
MONTHS = (
    N_("januari"),
    N_("februari"),
    N_("maart"),
    N_("april"),
    N_("mei"),
    N_("juni"),
    N_("juli"),
    N_("augustus"),
    N_("september"),
    N_("oktober"),
    N_("november"),
    N_("december"),
)
DAYPARTS = (N_("ochtend"), N_("middag"), N_("avond"))
