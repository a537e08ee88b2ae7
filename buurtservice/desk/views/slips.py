"""The slip: what was asked or offered, its number, and what happens next.

There is no square code on it: where it could lead, one must sign in, and whoever can scan a code holds a
telephone, whose number to dial stands there in large print.
"""

from flask import render_template
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.desk.views.blueprint import desk_pages
from buurtservice.help.forms.shared import kind_name
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.policies import is_for_today
from buurtservice.help.queries import get_offer, get_request
from buurtservice.help.services import dayparts_list
from buurtservice.permissions import permission
from buurtservice.web.words import day_words
from buurtservice.wording import daypart_words


@desk_pages.get("/balie/vragen/<int:request_id>/briefje")
@permission("desk", "worker")
def request_slip(request_id: int) -> str:
    """Show the slip of a request."""
    asked = get_request(request_id)
    record_access("request.slip", f"request:{asked.id}", asked.resident_id)
    rows = [
        *_rows(asked, gettext("Hulp bij")),
        (gettext("Gevraagd op"), day_words(asked.received_on, year=True)),
    ]
    return render_template("desk/request_slip.html", wish=asked, rows=rows, is_for_today=is_for_today(asked))


@desk_pages.get("/balie/aanbod/<int:offer_id>/briefje")
@permission("desk", "worker")
def offer_slip(offer_id: int) -> str:
    """Show the slip of an offer."""
    offered = get_offer(offer_id)
    record_access("offer.slip", f"offer:{offered.id}", offered.resident_id)
    rows = [
        *_rows(offered, gettext("U helpt met")),
        (gettext("Aangeboden op"), day_words(offered.received_on, year=True)),
    ]
    return render_template("desk/offer_slip.html", wish=offered, rows=rows)


def _rows(wish: HelpRequest | HelpOffer, what: str) -> list[tuple[str, str]]:
    """Return what stands on paper: no name, for slips are lost."""
    weekly = isinstance(wish, HelpRequest) and wish.weekly
    kind = kind_name(wish.category)
    return [
        (what, gettext("%(kind)s, elke week", kind=kind) if weekly else kind),
        (gettext("Wanneer"), daypart_words(dayparts_list(wish.dayparts), either=True)),
    ]
