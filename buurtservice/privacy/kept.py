"""Every table that holds something of a resident: which columns they get, and which not, and why.

A test fails when a table, or a column of one, is in neither list. `shown` gives each column the words that
stand before it; `withheld` says why it is not shown. A table that is withheld whole is in WITHHELD.
The reasons stand in docs/privacy.md for people.
"""

from dataclasses import dataclass, field

from buurtservice.i18n import N_

OURS = "a number of our own books; it says nothing about the person"
OTHERS = "it tells about somebody else"
DERIVED = "worked out from what is shown"
DOOR = "it opens a door, or would help to"
STAFF = "who of the staff it was; the role is in the list of who looked"
HOURS = "hours of a person never leave the service: they are no debt and no proof of work"
PLANNING = "how the worker's list was ordered; nothing follows from it for the person"
KEY = "it joins facts that hold no person, and must lead nobody to them"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One table: its heading for people, and its columns."""

    heading: str
    shown: dict[str, str]
    withheld: dict[str, str] = field(default_factory=dict)


_WISH = {
    "id": N_("Nummer bij ons"),
    "reference": N_("Nummer op uw briefje"),
    "category_id": N_("Soort hulp"),
    "state": N_("Hoe het staat"),
    "received_on": N_("Gekregen op"),
    "dayparts": N_("Dagdelen"),
    "neighbourhood_id": N_("Buurt"),
    "lat": N_("Plaats op de kaart, noord-zuid"),
    "lon": N_("Plaats op de kaart, oost-west"),
    "note": N_("Toelichting"),
    "created_at": N_("Opgeschreven op"),
}
_WISH_WITHHELD = {"resident_id": OURS, "subject_key": KEY}

KEPT: dict[str, Kept] = {
    "resident": Kept(
        heading=N_("Over u"),
        shown={
            "name": N_("Naam"),
            "salutation": N_("Aanspreekvorm"),
            "address": N_("Adres"),
            "phone": N_("Telefoon"),
            "email": N_("E-mail"),
            "postcode": N_("Postcode"),
            "neighbourhood_id": N_("Buurt"),
            "lat": N_("Plaats op de kaart, noord-zuid"),
            "lon": N_("Plaats op de kaart, oost-west"),
            "contact_by": N_("Wij bereiken u"),
            "language": N_("Taal van onze brieven"),
            "languages": N_("Talen die u spreekt"),
            "screened": N_("VOG gezien"),
            "resting": N_("U vroeg rust"),
            "max_active": N_("Zoveel mensen wilt u tegelijk helpen"),
            "pseudonymous": N_("Zonder naam"),
            "created_at": N_("Opgeschreven op"),
            "left_on": N_("Gestopt op"),
        },
        withheld={
            "id": OURS,
            "search_text": DERIVED,
            "person_key": DERIVED,
            "household_id": OTHERS,
            "active_matches": DERIVED,
            "merged_into_id": OURS,
        },
    ),
    "agreement": Kept(
        heading=N_("Waar u ja op zei"),
        shown={
            "kind": N_("Waarover"),
            "text_version": N_("Versie van de tekst"),
            "given_on": N_("Ja gezegd op"),
            "through": N_("Via"),
            "through_name": N_("Naam van wie het doorgaf"),
            "withdrawn_on": N_("Ingetrokken op"),
        },
        withheld={"id": OURS, "resident_id": OURS, "recorded_by_id": STAFF},
    ),
    "help_request": Kept(
        heading=N_("Uw vragen"),
        shown={
            **_WISH,
            "urgent": N_("Met spoed"),
            "weekly": N_("Elke week"),
            "wanted_on": N_("Voor deze dag"),
            "until": N_("Tot en met"),
            "needs": N_("Wat een helper moet weten"),
            "routed_on": N_("Naar het buurtteam of de buurtwerker op"),
        },
        withheld={**_WISH_WITHHELD, "route_held_until": PLANNING, "route_hastened_on": PLANNING},
    ),
    "request_pause": Kept(
        heading=N_("Toen uw vraag op pauze stond"),
        shown={
            "help_request_id": N_("Vraag"),
            "since": N_("Van"),
            "until": N_("Tot"),
        },
        withheld={"id": OURS},
    ),
    "introduction": Kept(
        heading=N_("Wie voor u vroeg"),
        shown={
            "help_request_id": N_("Vraag"),
            "brought_by": N_("Wie het was"),
            "name": N_("Naam"),
            "agreed_on": N_("U vond het goed op"),
        },
        withheld={"phone": OTHERS, "recorded_by_id": STAFF},
    ),
    "help_offer": Kept(
        heading=N_("Uw aanbod"),
        shown={
            **_WISH,
            "capacity": N_("Mensen tegelijk"),
            "radius_m": N_("Hoe ver, in meters"),
            "can": N_("Wat geen probleem is"),
            "confirmed_on": N_("U zei dat het nog klopt op"),
            "confirm_asked_on": N_("Wij vroegen of het nog klopt op"),
            "expires_on": N_("Geldig tot"),
        },
        withheld={**_WISH_WITHHELD, "places_taken": DERIVED},
    ),
    "match": Kept(
        heading=N_("Met wie u gematcht bent"),
        shown={
            "id": N_("Nummer bij ons"),
            "help_request_id": N_("Uw vraag"),
            "help_offer_id": N_("Uw aanbod"),
            "state": N_("Hoe het staat"),
            "asker_said_yes_on": N_("U zei ja op (u vroeg)"),
            "helper_said_yes_on": N_("U zei ja op (u hielp)"),
            "asker_call_back_on": N_("Wij proberen u weer vanaf (u vroeg)"),
            "helper_call_back_on": N_("Wij proberen u weer vanaf (u hielp)"),
            "contact_shared_on": N_("Elkaars gegevens gekregen op"),
            "takes_over_on": N_("Neemt het over van het buurtteam op"),
            "completed_on": N_("Klaar op"),
        },
        withheld={
            "round_number": PLANNING,
            "ring_id": OTHERS,
            "score": OTHERS,
            "parts": OTHERS,
            "reciprocity": OTHERS,
            "postponed_until": PLANNING,
            "proposed_on": PLANNING,
            "last_step_on": "it would tell when the other said no",
            "hours": HOURS,
            "solution_id": OURS,
            "subject_key": KEY,
        },
    ),
    "match_review": Kept(
        heading=N_("Wat u vertelde over hoe het ging"),
        shown={
            "match_id": N_("Match"),
            "went": N_("Hoe het ging"),
            "next_step": N_("Hoe u verder wilde"),
            "note": N_("In uw woorden"),
            "given_on": N_("Verteld op"),
        },
        withheld={"side": DERIVED, "hours": HOURS, "recorded_by_id": STAFF},
    ),
    "appointment": Kept(
        heading=N_("Uw afspraken"),
        shown={
            "match_id": N_("Match"),
            "starts_at": N_("Begint"),
            "ends_at": N_("Eindigt"),
            "place": N_("Waar"),
            "state": N_("Hoe het staat"),
            "created_at": N_("Gemaakt op"),
            "changed_at": N_("Veranderd op"),
        },
        withheld={"id": OURS, "with_worker_id": STAFF},
    ),
    "team_task": Kept(
        heading=N_("Wat het buurtteam voor u deed"),
        shown={
            "help_request_id": N_("Vraag"),
            "state": N_("Hoe het staat"),
            "occurrence_on": N_("Voor de week van"),
            "opened_on": N_("Begonnen op"),
            "planned_on": N_("Gepland op"),
            "planned_daypart": N_("Dagdeel"),
            "done_on": N_("Klaar op"),
            "hours": N_("Uren van het team"),
            "handed_back_on": N_("Teruggegeven op"),
            "hand_back_reason": N_("Waarom"),
            "hand_back_note": N_("Toelichting"),
        },
        withheld={"id": OURS, "solution_id": OURS, "staff_user_id": STAFF},
    ),
    "activity": Kept(
        heading=N_("Activiteiten waar u gastvrouw of gastheer van bent"),
        shown={
            "title": N_("Activiteit"),
            "description": N_("Wat we doen"),
            "place": N_("Waar"),
            "takes_place_on": N_("Dag"),
            "begins_at": N_("Vanaf"),
            "ends_at": N_("Tot"),
            "state": N_("Hoe het staat"),
            "host_agreed_on": N_("Uw voornaam mag op de lijst sinds"),
            "held_on": N_("Gehouden op"),
            "cancelled_on": N_("Afgezegd op"),
        },
        withheld={
            "id": OURS,
            "category_id": OURS,
            "neighbourhood_id": OURS,
            "added_on": OURS,
            "capacity": OURS,
            "places_taken": DERIVED,
            "public": OURS,
            "people": OURS,
            "cancel_note": OTHERS,
            "host_id": OURS,
            "supported_by_id": STAFF,
            "subject_key": KEY,
        },
    ),
    "activity_place": Kept(
        heading=N_("Activiteiten"),
        shown={
            "activity_id": N_("Activiteit"),
            "help_request_id": N_("Vraag"),
            "state": N_("Hoe het staat"),
            "added_on": N_("Gevraagd of opgegeven op"),
            "taken_on": N_("U zei ja op"),
            "ended_on": N_("Geweest of afgezegd op"),
        },
        withheld={"id": OURS, "resident_id": OURS, "solution_id": OURS},
    ),
    "call": Kept(
        heading=N_("Gesprekken met u"),
        shown={
            "reason": N_("Waarom"),
            "state": N_("Hoe het staat"),
            "opened_on": N_("Op de lijst sinds"),
            "called_on": N_("Geprobeerd op"),
            "call_back_on": N_("Wij proberen het weer op"),
        },
        withheld={
            "id": OURS,
            "resident_id": OURS,
            "help_request_id": "it can be the request of somebody else",
            "plan_number": PLANNING,
            "rank": PLANNING,
            "gain": PLANNING,
            "p": PLANNING,
            "expected_gain": PLANNING,
        },
    ),
    "call_question": Kept(
        heading=N_("Wat wij u vroegen"),
        shown={
            "kind": N_("Waarover"),
            "change": N_("Wat het zou worden"),
            "help_request_id": N_("Uw vraag"),
            "help_offer_id": N_("Uw aanbod"),
            "answer": N_("Uw antwoord"),
            "answered_on": N_("Geantwoord op"),
        },
        withheld={
            "id": OURS,
            "call_id": OURS,
            "position": PLANNING,
            "p": PLANNING,
            "unlocks": OTHERS,
            "value_before": PLANNING,
        },
    ),
    "referral": Kept(
        heading=N_("Doorverwijzingen"),
        shown={
            "direction": N_("Naar of van"),
            "party": N_("Wie"),
            "party_name": N_("Naam"),
            "help_request_id": N_("Vraag"),
            "agreed_on": N_("U vond het goed op"),
            "note": N_("Toelichting"),
            "state": N_("Hoe het staat"),
            "made_on": N_("Gemaakt op"),
            "closed_on": N_("Klaar op"),
        },
        withheld={"id": OURS, "resident_id": OURS, "made_by_id": STAFF},
    ),
    "outbox_message": Kept(
        heading=N_("Berichten aan u"),
        shown={
            "channel": N_("Hoe"),
            "to": N_("Aan"),
            "subject": N_("Onderwerp"),
            "body": N_("Tekst"),
            "language": N_("Taal"),
            "state": N_("Hoe het staat"),
            "created_at": N_("Gemaakt op"),
            "sent_at": N_("Verstuurd op"),
        },
        withheld={
            "id": OURS,
            "key": OURS,
            "kind": OURS,
            "follows_id": OURS,
            "done_by_id": STAFF,
            "resident_id": OURS,
            "staff_user_id": STAFF,
            "message_id": OURS,
            "not_before": OURS,
            "expires_at": OURS,
            "tries": OURS,
        },
    ),
    "message_opt_out": Kept(
        heading=N_("Berichten die u niet wilt"),
        shown={"kind": N_("Soort bericht"), "since": N_("Sinds")},
        withheld={"id": OURS, "resident_id": OURS},
    ),
    "sign_in": Kept(
        heading=N_("Wanneer u aangemeld was"),
        shown={
            "started_at": N_("Aangemeld op"),
            "last_seen_at": N_("Laatst gezien op"),
            "ended_at": N_("Afgemeld op"),
        },
        withheld={
            "id": OURS,
            "token_hash": DOOR,
            "staff_user_id": STAFF,
            "resident_id": OURS,
            "desk_device_id": OURS,
            "second_factor_at": STAFF,
            "locked_at": STAFF,
            "pin_tries": STAFF,
        },
    ),
    "calendar_link": Kept(
        heading=N_("De koppeling met uw agenda"),
        shown={"created_at": N_("Gemaakt op"), "revoked_at": N_("Ingetrokken op")},
        withheld={"id": OURS, "resident_id": OURS, "token_hash": DOOR},
    ),
    "draft": Kept(
        heading=N_("Wat u typte en nog niet verstuurde"),
        shown={"answers": N_("Antwoorden"), "updated_at": N_("Getypt op")},
        withheld={
            "id": OURS,
            "token_hash": DOOR,
            "kind": OURS,
            "path": OURS,
            "staff_user_id": STAFF,
            "resident_id": OURS,
        },
    ),
    "imported_card": Kept(
        heading=N_("Uw kaarten uit de oude kaartenbak"),
        shown={
            "number": N_("Kaartnummer"),
            "help_request_id": N_("Vraag"),
            "help_offer_id": N_("Aanbod"),
            "imported_at": N_("Ingelezen op"),
        },
        withheld={"number_key": DERIVED, "fingerprint": DERIVED},
    ),
    "driver": Kept(
        heading=N_("Rijden op een scootmobiel"),
        shown={
            "checked_on": N_("Proefrit op"),
            "valid_until": N_("Geldig tot en met"),
            "conditions_version": N_("Versie van de afspraken"),
            "agreed_on": N_("Ja gezegd op"),
            "revoked_on": N_("Ingetrokken op"),
            "revoked_reason": N_("Waarom ingetrokken"),
        },
        withheld={"id": OURS, "resident_id": OURS, "checked_by_id": STAFF, "agreed_by_id": STAFF},
    ),
    "reservation": Kept(
        heading=N_("Uw reserveringen van een scootmobiel"),
        shown={
            "id": N_("Nummer bij ons"),
            "reference": N_("Nummer op uw briefje"),
            "site_id": N_("Locatie"),
            "state": N_("Hoe het staat"),
            "walk_in": N_("Zonder reservering opgehaald"),
            "created_at": N_("Opgeschreven op"),
            "moved_at": N_("Veranderd op"),
            "ended_at": N_("Klaar of afgezegd op"),
        },
        withheld={"resident_id": OURS, "series_key": OURS, "created_by_id": STAFF},
    ),
    "scooter_slot": Kept(
        heading=N_("Dagdelen dat een scootmobiel voor u is"),
        shown={
            "reservation_id": N_("Reservering"),
            "waiting_id": N_("Plaats op de wachtlijst"),
            "scooter_id": N_("Scootmobiel"),
            "local_date": N_("Dag"),
            "daypart": N_("Dagdeel"),
        },
        withheld={"kind": OURS, "block_id": OURS},
    ),
    "loan": Kept(
        heading=N_("Toen u een scootmobiel meehad"),
        shown={
            "reservation_id": N_("Reservering"),
            "scooter_id": N_("Scootmobiel"),
            "out_at": N_("Meegenomen op"),
            "due_at": N_("Terug te brengen vóór"),
            "in_at": N_("Teruggebracht op"),
            "out_charge_pct": N_("Accu bij het ophalen, in procent"),
            "out_condition": N_("Hoe hij eruitzag bij het ophalen"),
            "out_accessories": N_("Wat u meekreeg"),
            "in_charge_pct": N_("Accu bij het terugbrengen, in procent"),
            "damage": N_("Schade"),
            "damage_note": N_("Welke schade"),
        },
        withheld={"id": OURS, "next_action": OURS, "out_by_id": STAFF, "in_by_id": STAFF},
    ),
    "scooter_waiting": Kept(
        heading=N_("Toen u wachtte op een scootmobiel"),
        shown={
            "id": N_("Nummer bij ons"),
            "site_id": N_("Locatie"),
            "from_date": N_("Van dag"),
            "from_daypart": N_("Van dagdeel"),
            "to_date": N_("Tot en met dag"),
            "to_daypart": N_("Tot en met dagdeel"),
            "state": N_("Hoe het staat"),
            "added_at": N_("Opgeschreven op"),
            "held_until": N_("Wij houden hem vast tot"),
            "reservation_id": N_("Reservering"),
        },
        withheld={"resident_id": OURS},
    ),
    "access_log": Kept(
        heading=N_("Wie uw gegevens zag of er iets mee deed"),
        shown={
            "at": N_("Wanneer"),
            "staff_user_id": N_("Wie"),
            "action": N_("Wat"),
        },
        withheld={"id": OURS, "resident_id": OURS, "subject": OTHERS},
    ),
}

# Tables that hold something of a resident and are in nothing they get, and why.
WITHHELD: dict[str, str] = {
    "never_match": "for the protection of the other person: a pair and its reason are the worker's alone",
    "signal": "what others saw that could not wait; it names them, and may be about somebody's safety",
    "match_event": "the worker's notes on a match: who said no, and why, is about the other as well",
    "round_unmatched": "why a round found nobody; the reason can be about who else there is",
    "distinct_pair": "who looks alike: it names another person",
    "resident_merge": "how two records became one; what was in them is shown where it stands now",
    "sign_in_code": "it opens a door for ten minutes, and is thrown away",
    "solution": "worked out from matches, tasks and places, which are shown",
}
