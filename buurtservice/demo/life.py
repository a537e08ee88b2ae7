"""Gives a demonstration the life of these weeks: a neighbour, activities, a team at work, scooters."""

from buurtservice.accounts.models import Role
from buurtservice.clock import local_today, utc_now
from buurtservice.demo.activities import add_activities
from buurtservice.demo.neighbour import add_neighbour
from buurtservice.demo.people import staff_id_of
from buurtservice.demo.postcodes import add_postcodes
from buurtservice.demo.scooters import add_scooters
from buurtservice.demo.team_board import fill_board


def add_life() -> None:
    """Add it as of today, through the real services."""
    worker_id, today = staff_id_of(Role.WORKER), local_today()
    mia = add_neighbour(worker_id=worker_id, now=utc_now(), today=today)
    add_activities(neighbour=mia, worker_id=worker_id, today=today)
    fill_board(now=utc_now(), today=today)
    add_postcodes()
    host_id = staff_id_of(Role.HOST)
    add_scooters(neighbour=mia, host_id=host_id, worker_id=worker_id, today=today)
