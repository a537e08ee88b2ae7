"""The one page of the demonstration. Registered in the demonstration only, where all people are invented."""

from flask import Blueprint, current_app, render_template

from buurtservice.demo.page import make_page
from buurtservice.demo.story import Story
from buurtservice.permissions import permission
from buurtservice.web.language import current_language

demo_pages = Blueprint("demo", __name__)


@demo_pages.get("/demo")
@permission("public")
def overview() -> str:
    """Show the proposals with their reasons, what goes to the team, and the four figures."""
    story: Story = current_app.extensions["buurtservice_demo"]
    return render_template("demo/overview.html", page=make_page(story, language=current_language()))
