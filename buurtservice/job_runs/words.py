"""What people read of jobs: their names, what each does, and what came of a run."""

from collections.abc import Callable, Mapping
from typing import Any

from buurtservice.i18n import N_

NAMES = {
    "freeze": N_("Cijfers van de maand"),
    "retention": N_("Opruimen"),
    "backup": N_("Reservekopie"),
    "round": N_("Matchronde"),
    "route": N_("Naar het buurtteam"),
    "expire": N_("Aanbod dat afloopt"),
    "remind": N_("Herinneringen"),
    "ask": N_("Hoe ging het?"),
    "no_shows": N_("Scootmobielen die niemand ophaalde"),
    "waiting": N_("Wachtlijst van scootmobielen"),
    "overdue": N_("Scootmobielen die er niet zijn"),
    "outbox": N_("Berichten versturen"),
}
WHAT = {
    "freeze": N_("Zet de cijfers vast van de maand die voorbij is."),
    "retention": N_("Gooit weg wat niet langer bewaard hoeft te worden."),
    "backup": N_("Maakt een kopie van alles."),
    "round": N_("Zoekt de beste combinatie van vragen en aanbod."),
    "route": N_("Geeft vragen zonder match op tijd aan het buurtteam, of aan de buurtwerker."),
    "expire": N_("Vraagt of aanbod nog staat. Aanbod waar niemand op antwoordt, loopt af."),
    "remind": N_(
        "Herinnert aan afspraken, aan voorstellen die wachten en aan wat morgen naar het buurtteam gaat."
    ),
    "ask": N_("Vraagt drie dagen na een match hoe het ging."),
    "no_shows": N_("Maakt scootmobielen vrij die niemand op tijd ophaalde."),
    "waiting": N_("Biedt een vrije scootmobiel aan wie het langst wacht, en daarna aan de volgende."),
    "overdue": N_("Vertelt wie straks komt dat de scootmobiel er niet is, en wat er wel vrij is."),
    "outbox": N_("Verstuurt de berichten die wachten."),
}
OUTCOMES = {
    "to_team": N_("naar het buurtteam"),
    "to_worker": N_("belletje voor de buurtwerker"),
    "weeks": N_("weken voor het buurtteam"),
    "dropped": N_("teamtaken die niet meer hoeven"),
    "round": N_("matchronde"),
    "status": N_("uitkomst"),
    "matches": N_("voorstellen"),
    "plan": N_("belplan"),
    "requests": N_("open vragen"),
    "served_max": N_("te helpen zonder te bellen"),
    "groups": N_("groepen die samen kunnen"),
    "shortages": N_("plekken waar een helper ontbreekt"),
    "paper": N_("regels voor de wijkkrant"),
    "sent": N_("verstuurd"),
    "refused": N_("niet te versturen"),
    "later": N_("later nog eens geprobeerd"),
    "expired": N_("keer aanbod afgelopen"),
    "no_shows": N_("niet opgehaald"),
    "offered": N_("scootmobielen aangeboden"),
    "hosts": N_("berichten aan het uitleenpunt"),
    "told": N_("berichten geschreven"),
    "backup": N_("bestand"),
    "size_kb": N_("grootte in kB"),
    "drafts": N_("formulieren die niemand verstuurde"),
    "sign_in_codes": N_("codes om aan te melden"),
    "rate_counts": N_("tellers van pogingen"),
    "merged_cards": N_("samengevoegde kaarten"),
    "merge_notes": N_("notities over samenvoegen"),
    "sign_ins": N_("aanmeldingen"),
    "invitations": N_("uitnodigingen van medewerkers"),
    "form_tokens": N_("kenmerken van formulieren"),
    "message_words": N_("teksten van berichten"),
    "signal_words": N_("teksten van afgesloten signalen"),
    "referral_notes": N_("notities bij afgesloten doorverwijzingen"),
    "job_requests": N_("verzoeken om een taak"),
    "job_failures": N_("mislukte en losse keren van taken"),
    "job_quarters": N_("keren van taken van elk kwartier"),
    "job_runs": N_("oude keren van taken"),
    "scooter_waits": N_("plaatsen op de wachtlijst van scootmobielen"),
    "scooter_slots": N_("dagdelen van scootmobielen"),
    "scooter_loans": N_("uitleningen van scootmobielen"),
    "scooter_reservations": N_("reserveringen van scootmobielen"),
    "riding_checks": N_("proefritten"),
    "scooter_log": N_("regels van het logboek van scootmobielen"),
    "access_log": N_("regels van het logboek"),
    "touched": N_("in totaal"),
    "failed": N_("niet gelukt, komt opnieuw aan de beurt"),
}


NOT_SAID = {"touched", "failed", "status"}  # Said otherwise, or a word for programs.


def outcome_words(outcome: Mapping[str, Any], translate: Callable[[str], str]) -> list[str]:
    """Say what came of a run, one line each: "naar het buurtteam: 3". Zeros are left out."""
    lines = []
    for name, value in outcome.items():
        shown = len(value) if isinstance(value, list) else value
        if name in OUTCOMES.keys() - NOT_SAID and shown not in (0, None, ""):
            lines.append(f"{translate(OUTCOMES[name])}: {shown}")
    return lines
