"""Scooters that are lent out: the fleet, who may drive, reservations, loans. Never booked twice."""
