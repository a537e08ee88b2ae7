"""The one page of the demonstration. Registered in the demonstration only, where all people are invented."""

from typing import cast

from flask import Blueprint, Flask, current_app, render_template

from buurtservice.demo.page import make_page
from buurtservice.demo.story import Story
from buurtservice.pages import current_language, init_pages

demo_pages = Blueprint("demo", __name__)
demo_pages.permission = "public"  # type: ignore[attr-defined]
demo_pages.record_once(lambda state: init_pages(cast(Flask, state.app)))


@demo_pages.get("/")
def overview() -> str:
    """Show the proposals with their reasons, what goes to the team, and the four figures."""
    story: Story = current_app.extensions["buurtservice_demo"]
    return render_template("demo/overview.html", page=make_page(story, language=current_language()))
