"""For everybody: what lending a scooter is, and where and when one is free. No names stand here."""

from flask import render_template

from buurtservice.permissions import permission
from buurtservice.scooters.views.blueprint import scooters_pages


@scooters_pages.get("/scootmobielen")
@permission("public")
def scooters() -> str:
    """Say what it is, and how one begins."""
    return render_template("scooters/scooters.html")
