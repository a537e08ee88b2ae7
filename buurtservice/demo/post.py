"""What the demonstration would have sent: its outbox, as a page. Registered in the demonstration only."""

from flask import render_template

from buurtservice.demo.views import demo_pages
from buurtservice.messages.models import Channel
from buurtservice.messages.queries import list_messages
from buurtservice.permissions import permission
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset


@demo_pages.get("/demo/post")
@permission("public")
def post() -> str:
    """Show the mail that nobody gets, the newest first."""
    messages, total = list_messages(offset=page_offset(), limit=ROWS, channels=(Channel.MAIL, Channel.SMS))
    page = Page(rows=messages, number=asked_page(), size=ROWS, total=total)
    return render_template("demo/post.html", page=page)
