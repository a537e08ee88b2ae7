"""Another scooter, or another time, for who stands at the counter and whose own scooter is not there."""

from datetime import datetime

from buurtservice.scooters.models import Reservation
from buurtservice.scooters.placing import checked_fleet, choose
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import held_reservation, relocate
from buurtservice.scooters.slots import expire_offers, lock_pool, write_log
from buurtservice.scooters.telling import tell_moved
from buurtservice.scooters.waiting import offer_freed
from buurtservice.transactions import transaction


def exchange(reservation_id: int, *, wish: Wish, now: datetime, by: int | None = None) -> Reservation:
    """Give a reservation what was offered instead of its own scooter. It is never without slots.

    As move_reservation, but whoever stands at the counter may have it after the start too.
    Raises ReservationElsewise, NothingFree or ScooterNotToBeHad with the next best, or as checked_fleet.
    """
    with transaction():
        lock_pool()
        reservation, _scooter_id, _span = held_reservation(reservation_id)
        freed = expire_offers(now=now)
        fleet = checked_fleet(reservation.resident_id, wish, now=now, ignoring=[reservation_id])
        scooter = choose(fleet, wish, now=now)
        freed += relocate(reservation, scooter, wish.span, now=now)
        write_log(scooter.id, "reservation_moved", now=now, by=by, note=reservation.reference)
        tell_moved(reservation, wish.span, now=now)
        offer_freed(freed, now=now)
        return reservation
