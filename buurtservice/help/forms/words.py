"""The sentences for the codes that people choose from when they ask or offer, marked for translation."""

from buurtservice.i18n import N_

# What may stand in the way of a task, as somebody who asks says it, and as somebody who helps does.
NEEDS_ASKED = {
    "dog": N_("Er is een hond."),
    "cat": N_("Er is een kat."),
    "smoke": N_("Er wordt binnen gerookt."),
    "stairs": N_("Er is een trap."),
}
NEEDS_OFFERED = {
    "dog": N_("Een hond"),
    "cat": N_("Een kat"),
    "smoke": N_("Iemand die binnen rookt"),
    "stairs": N_("Traplopen"),
}
BROUGHT_BY = {
    "family": N_("Familie"),
    "neighbour": N_("Buur of vriend"),
    "gp": N_("Huisarts of praktijk"),
    "parish": N_("Parochie, kerk of moskee"),
    "police": N_("Wijkagent"),
    "social_team": N_("Sociaal Team"),
    "other": N_("Iemand anders"),
}
# In its own language, so that whoever speaks it finds it.
SPOKEN = {
    "nl": "Nederlands",
    "li": "Mestreechs, Limburgs",
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pl": "Polski",
    "tr": "Türkçe",
    "uk": "Українська",
    "ar": "العربية",
    "fa": "فارسی / دری",
    "ti": "ትግርኛ",
    "so": "Soomaali",
}
# A few words with each kind of help, so that people see what is meant. A kind of one's own has none.
KIND_HINTS = {
    "ironing": N_("een mand, zo nu en dan of elke week"),
    "shopping": N_("samen of voor iemand, ook als het glad is"),
    "buddy": N_("koffie, wandelen, een praatje"),
    "garden": N_("onkruid, snoeien, de heg"),
    "odd_jobs": N_("een lamp, een kastje, een band plakken"),
    "computer": N_("telefoon, tablet, internet"),
    "transport": N_("naar de winkel of een afspraak"),
    "cooking": N_("samen koken, of een portie over"),
    "pet": N_("de hond uitlaten, de kat eten geven"),
    "language": N_("Nederlands praten en lezen"),
    "forms": N_("samen een brief lezen of invullen"),
    "other": N_("of u weet het nog niet"),
}
