"""Fills a database with a city: 10,000 residents, 4,000 open requests, 6,000 offers, and what came of them.

The people come from the generator of the pilots (`bench.pilots`), their names from lists. Rows are written in
bulk, past the services, since a city's years of work would take hours; counters, live answers and references
between rows are kept right, so that a page meets what the services would have left.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert, select, text

from bench.pilots import NEIGHBOURHOODS, generate_pilot
from buurtservice.extensions import Base, db
from buurtservice.facts.models import new_subject_key
from buurtservice.help.models import Category, HelpOffer, HelpRequest, Solution
from buurtservice.matches.models import Match, MatchEvent
from buurtservice.residents.models import Neighbourhood, Resident
from buurtservice.rounds.models import MatchingRound, RoundUnmatched

Row = dict[str, Any]
RESIDENTS: Final = 10_000
OPEN_REQUESTS: Final = 4_000
OFFERS: Final = 6_000
CODES: Final = {
    "boodschappen": "shopping",
    "maatje": "buddy",
    "tuin": "garden",
    "formulieren": "forms",
    "strijken": "ironing",
    "klussen": "odd_jobs",
    "computer": "computer",
    "rijden": "transport",
    "koken": "cooking",
    "taal": "language",
    "huisdier": "pet",
}
SHARES: Final = {"completed": 0.5, "active": 0.16, "agreed": 0.08, "approved": 0.08, "proposed": 0.18}
"""How many of the matches stand where."""
LIFE: Final = ("proposed", "approved", "agreed", "started", "completed")
STEPS_UNTIL: Final = {"proposed": 1, "approved": 2, "agreed": 3, "active": 4, "completed": 5}
LIVE: Final = ("approved", "agreed", "active")
REASONS: Final = ("no_offer_in_category", "no_shared_daypart", "out_of_range", "helpers_full")
FIRST: Final = [
    "Maria",
    "Sjef",
    "Fatima",
    "Dora",
    "Thomas",
    "Bea",
    "Lies",
    "Jan",
    "Karel",
    "Rob",
    "Wendy",
    "Nino",
    "Ayse",
    "Els",
    "Giel",
    "Hans",
    "Ine",
    "Jeu",
    "Jo",
]
MIDDLE: Final = [
    "Broek",
    "Linden",
    "Hoeven",
    "Steen",
    "Meijden",
    "Kamp",
    "Velde",
    "Bergh",
    "Dijk",
    "Horst",
    "Akker",
    "Beek",
    "Laan",
    "Molen",
    "Wal",
]
FAMILY: Final = [f"{one}-{other}" for one in MIDDLE for other in MIDDLE if one != other]
STREETS: Final = [
    f"{one}{kind}" for one in MIDDLE for kind in ("straat", "weg", "laan", "plein", "hof", "pad")
]
ORDER: Final[tuple[type[Base], ...]] = (
    Neighbourhood,
    Resident,
    HelpRequest,
    HelpOffer,
    Solution,
    MatchingRound,
    Match,
    MatchEvent,
    RoundUnmatched,
)
"""The tables in the order of their references."""


def fill_city(*, today: date, residents: int = RESIDENTS, seed: int = 1) -> Counter[str]:
    """Fill the empty, migrated database of the running application; return how many rows each table has."""
    pilot = generate_pilot(seed, residents=residents)
    city = _City(random.Random(seed), today, share=residents / RESIDENTS)
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection, connection.begin():
        kinds = dict(connection.execute(select(Category.code, Category.id)).tuples().all())
        city.settle(pilot)
        city.ask_and_offer(pilot, kinds)
        city.match()
        city.leave_open()
        return _write(connection, city.rows)


class _City:
    """The rows of each table while they grow. Ids are positions, from 1."""

    def __init__(self, chance: random.Random, today: date, *, share: float) -> None:
        self.chance, self.today, self.share = chance, today, share
        self.rows: dict[type[Base], list[Row]] = defaultdict(list)
        self.ids: dict[str, int] = {}

    def settle(self, pilot: Row) -> None:
        """Make the neighbourhoods and the people."""
        for number, (name, (_, lat, lon)) in enumerate(NEIGHBOURHOODS.items(), start=1):
            place = {"id": number, "name": name, "name_key": name.casefold(), "lat": lat, "lon": lon}
            self.rows[Neighbourhood].append({**place, "hidden": False})
        places = {row["name"]: row["id"] for row in self.rows[Neighbourhood]}
        homes = {one["asker"]: one for one in pilot["requests"]} | {
            one["helper"]: one for one in pilot["offers"]
        }
        for number, one in enumerate(pilot["residents"], start=1):
            self.ids[one["id"]] = number
            home = homes.get(one["id"]) or self.chance.choice(pilot["offers"])
            self.rows[Resident].append(self._resident(number, one, home, places[home["neighbourhood"]]))

    def _resident(self, number: int, one: Row, home: Row, neighbourhood_id: int) -> Row:
        name = f"{self.chance.choice(FIRST)} {self.chance.choice(FAMILY)}"
        address = f"{self.chance.choice(STREETS)} {number % 200 + 1}"
        phone = f"043-555 {number % 10_000:04}"
        return {
            "id": number,
            "name": name,
            "address": address,
            "phone": phone,
            "person_key": f"{name} {number}".casefold(),
            "search_text": f"{name} {address} {phone}".casefold().replace("-", " "),
            "neighbourhood_id": neighbourhood_id,
            "lat": home["lat"],
            "lon": home["lon"],
            "max_active": one["max_active"],
            "resting": one["resting"],
            "active_matches": 0,
        }

    def ask_and_offer(self, pilot: Row, kinds: dict[str, int]) -> None:
        """Make the requests and the offers; what is not open was fulfilled by others long ago."""
        for number, one in enumerate(pilot["requests"], start=1):
            received = self.today - timedelta(days=one["waiting_days"])
            more = {"state": "fulfilled", "urgent": one["urgent"], "needs": one["needs"]}
            self.rows[HelpRequest].append(self._wish(number, one, "asker", kinds, received) | more)
        for number, one in enumerate(pilot["offers"][: round(OFFERS * self.share)], start=1):
            received = self.today - timedelta(days=60 + number % 300)
            more = {name: one[name] for name in ("capacity", "radius_m", "can")}
            wish = self._wish(number, one, "helper", kinds, received)
            self.rows[HelpOffer].append(wish | more | {"places_taken": 0})

    def _wish(self, number: int, one: Row, owner: str, kinds: dict[str, int], received: date) -> Row:
        resident = self.rows[Resident][self.ids[one[owner]] - 1]
        return {
            "id": number,
            "resident_id": resident["id"],
            "category_id": kinds[CODES[one["category"]]],
            "dayparts": sum(1 << part for part in one["dayparts"]),
            "neighbourhood_id": resident["neighbourhood_id"],
            "lat": one["lat"],
            "lon": one["lon"],
            "received_on": received,
            "subject_key": new_subject_key(),
        }

    def match(self) -> None:
        """Join requests to offers of their kind while places last, in states as the shares say."""
        free = defaultdict(list)
        for offer in self.rows[HelpOffer]:
            free[offer["category_id"]].append(offer)
        wanted = list(self.rows[HelpRequest])
        self.chance.shuffle(wanted)
        for request in wanted:
            offers = free[request["category_id"]]
            if offers and offers[-1]["resident_id"] != request["resident_id"]:
                self._join(request, offers.pop(), self.chance.choices(list(SHARES), list(SHARES.values()))[0])

    def _join(self, request: Row, offer: Row, state: str) -> None:
        helper = self.rows[Resident][offer["resident_id"] - 1]
        if state in LIVE and helper["active_matches"] >= helper["max_active"]:
            state = "proposed"
        number = len(self.rows[Match]) + 1
        solution_id = None
        if state in (*LIVE, "completed"):
            ended = self.today if state == "completed" else None
            solution_id = len(self.rows[Solution]) + 1
            solution = {"id": solution_id, "help_request_id": request["id"], "kind": "match"}
            self.rows[Solution].append(solution | {"since": request["received_on"], "ended_on": ended})
        if state in LIVE:
            helper["active_matches"] += 1
            offer["places_taken"] += 1
        request["state"] = "fulfilled" if state == "completed" else "open"
        self.rows[Match].append(self._match(number, request, offer, state) | {"solution_id": solution_id})
        for step in LIFE[: STEPS_UNTIL[state]]:
            event = {"match_id": number, "step": step, "happened_on": request["received_on"]}
            self.rows[MatchEvent].append({"id": len(self.rows[MatchEvent]) + 1, **event})

    def _match(self, number: int, request: Row, offer: Row, state: str) -> Row:
        agreed = request["received_on"] if STEPS_UNTIL[state] >= STEPS_UNTIL["agreed"] else None
        return {
            "id": number,
            "help_request_id": request["id"],
            "help_offer_id": offer["id"],
            "round_number": 1,
            "state": state,
            "score": 500,
            "parts": {"dayparts": 200, "distance": 300},
            "proposed_on": request["received_on"],
            "last_step_on": request["received_on"],
            "asker_said_yes_on": agreed,
            "helper_said_yes_on": agreed,
            "contact_shared_on": agreed,
            "hours": 2 if state == "completed" else None,
            "completed_on": self.today if state == "completed" else None,
            "subject_key": new_subject_key(),
        }

    def leave_open(self) -> None:
        """Open requests until there are as many as a city has, and say why a round found nobody for them."""
        matched = {match["help_request_id"] for match in self.rows[Match]}
        left = [request for request in self.rows[HelpRequest] if request["id"] not in matched]
        are_open = sum(request["state"] == "open" for request in self.rows[HelpRequest])
        self.rows[MatchingRound].append(self._round())
        for request in left[: round(OPEN_REQUESTS * self.share) - are_open]:
            request["state"] = "open"
            reason = {"help_request_id": request["id"], "reason": self.chance.choice(REASONS)}
            self.rows[RoundUnmatched].append({"round_number": 1, **reason})

    def _round(self) -> Row:
        return {
            "number": 1,
            "previous_round": 0,
            "as_of": self.today,
            "policy": {},
            "code_version": "bench",
            "input_hash": "0" * 64,
            "status": "optimal",
            "stopped": False,
            "value": 0,
            "bound": 0,
            "gap": 0.0,
            "served_max": 0,
            "candidates": 0,
            "levels": {"urgent": 0, "served": 0, "reciprocal": 0, "suitability": 0},
            "near_misses": [],
        }


def _write(connection: Connection, rows: dict[type[Base], list[Row]]) -> Counter[str]:
    for model in ORDER:
        if rows[model]:
            connection.execute(insert(model), rows[model])
    if connection.dialect.name == "postgresql":
        for model in ORDER:
            if "id" in model.__table__.columns:
                name = model.__tablename__
                connection.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), max(id)) FROM \"{name}\""
                    )
                )
    return Counter({model.__tablename__: len(rows[model]) for model in ORDER})
