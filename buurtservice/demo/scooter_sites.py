"""The two sites of the demonstration that lend scooters, and the scooters that stand there."""

from datetime import date, datetime, time, timedelta

from buurtservice.residents.places import list_neighbourhoods
from buurtservice.scooters.fleet import add_scooter
from buurtservice.sites.opening import Hours, close_on, set_hours
from buurtservice.sites.services import SiteValues, save_site

WEST, EAST = "Buurthuis De Poort", "Buurtkamer De Linde"
EARLY, LATE, EVENING = (time(9), time(12, 30)), (time(12, 30), time(17)), (time(17), time(20))
WEEKDAYS, THURSDAY, SATURDAY = range(5), 3, 5

# Name, site, model, accessories, and the dayparts for which it charges after each use.
FLEET = (
    ("Merel", WEST, "Vier wielen, 15 km per uur", "mandje, windscherm", 1),
    ("Mus", WEST, "Drie wielen, klein, past in de lift", "mandje", 1),
    ("Vink", WEST, "Vier wielen, 12 km per uur", "mandje, stokhouder", 0),
    ("Zwaluw", EAST, "Vier wielen, 15 km per uur", "mandje, regencape", 1),
    ("Lijster", EAST, "Vier wielen, brede stoel", "mandje, rollatorhouder", 1),
    ("Ekster", EAST, "Drie wielen, klein, past in de lift", "mandje", 1),
)


def add_sites(*, today: date, now: datetime) -> dict[str, int]:
    """Add both sites with their hours and a closed day; return their ids by name."""
    places = {one.name: one.id for one in list_neighbourhoods()}
    west = save_site(
        None,
        SiteValues(
            name=WEST,
            address="Poortplein 1",
            phone="043 555 02 01",
            email="depoort@buurtservice.example",
            directions="Naast de bakker. Er is een helling bij de zijdeur; bus 4 stopt voor de deur.",
            neighbourhood_id=places.get("Malpertuis"),
            lends_scooters=True,
        ),
        now=now,
    )
    east = save_site(
        None,
        SiteValues(
            name=EAST,
            address="Lindelaan 20",
            phone="043 555 02 02",
            directions="In de flat met de gele deur, begane grond. Bel aan bij Buurtkamer.",
            neighbourhood_id=places.get("Caberg"),
            is_desk=False,
            lends_scooters=True,
        ),
        now=now,
    )
    half_days: dict[tuple[int, int], Hours] = {(day, 0): EARLY for day in WEEKDAYS}
    whole_days = half_days | {(day, 1): LATE for day in WEEKDAYS}
    set_hours(west.id, whole_days | {(THURSDAY, 2): EVENING, (SATURDAY, 0): (time(10), time(12, 30))})
    set_hours(east.id, whole_days)
    close_on(east.id, today + timedelta(days=9), reason="de buurtkamer viert dat zij tien jaar bestaat")
    return {WEST: west.id, EAST: east.id}


def add_fleet(sites: dict[str, int], *, now: datetime, by: int) -> dict[str, int]:
    """Add the scooters; return their ids by name."""
    return {
        name: add_scooter(
            site_id=sites[site],
            name=name,
            model=model,
            accessories=accessories,
            charging_dayparts=charging,
            now=now,
            by=by,
        ).id
        for name, site, model, accessories, charging in FLEET
    }
