"""What we keep of people, why, for how long, and who sees it: in plain words."""

from flask import render_template

from buurtservice.help.views.pages import help_pages
from buurtservice.permissions import permission


@help_pages.get("/uw-gegevens")
@permission("public")
def privacy() -> str:
    """Tell how we use what people tell us."""
    return render_template("help/privacy.html")
