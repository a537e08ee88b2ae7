"""The blueprint of the pages of scooters."""

from flask import Blueprint

scooters_pages = Blueprint("scooters", __name__)
