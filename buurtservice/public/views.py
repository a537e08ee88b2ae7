"""The beginning, and what everybody may read about us."""

from flask import Blueprint, render_template

from buurtservice.help.queries import list_choosable_categories
from buurtservice.permissions import permission

public_pages = Blueprint("public", __name__)


@public_pages.get("/")
@permission("public")
def home() -> str:
    """Show what this is, and the two doors: asking and offering."""
    return render_template("public/home.html", kinds=list_choosable_categories())


@public_pages.get("/toegankelijkheid")
@permission("public")
def accessibility() -> str:
    """Say how everybody can use these pages, and what has not been looked at."""
    return render_template("public/accessibility.html")


@public_pages.get("/klacht")
@permission("public")
def complaint() -> str:
    """Say where a complaint or a compliment goes, and whom to call in danger."""
    return render_template("public/complaint.html")
