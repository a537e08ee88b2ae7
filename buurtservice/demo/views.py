"""The one page of the demonstration. Registered in the demonstration only, where all people are invented."""

from flask import Blueprint, current_app, render_template

from buurtservice.demo.half_year_page import EXTENSION, make_half_year_page
from buurtservice.demo.page import make_page
from buurtservice.demo.story import Story
from buurtservice.permissions import permission
from buurtservice.web.language import current_language

demo_pages = Blueprint("demo", __name__)


@demo_pages.get("/demo")
@permission("public")
def overview() -> str:
    """Show the proposals, what goes to the team, and the four figures; or what came of the half year."""
    if EXTENSION in current_app.extensions:
        return render_template(
            "demo/half_year.html", page=make_half_year_page(current_app.extensions[EXTENSION])
        )
    story: Story = current_app.extensions["buurtservice_demo"]
    return render_template("demo/overview.html", page=make_page(story, language=current_language()))
