"""For everybody: what lending a scooter is, and where and when one is free. No names stand here."""

from datetime import date

from flask import render_template, request, url_for

from buurtservice.clock import local_today, utc_now
from buurtservice.permissions import permission
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.scooters.views.opening_words import closed_words, hours_words
from buurtservice.scooters.views.sides import Side, for_both
from buurtservice.scooters.week import read_weeks
from buurtservice.sites.opening import load_openings
from buurtservice.sites.queries import list_open_sites
from buurtservice.web.visiting import current_visitor

WEEK, MONTH = 7, 30


@scooters_pages.get("/scootmobielen")
@permission("public")
def scooters() -> str:
    """Say what it is, how one begins, and where the scooters stand."""
    sites = [one for one in list_open_sites() if one.lends_scooters]
    openings, today = load_openings([one.id for one in sites]), local_today()
    return render_template(
        "scooters/scooters.html",
        sites=[(one, hours_words(openings[one.id]), closed_words(openings[one.id], today)) for one in sites],
    )


@scooters_pages.get("/scootmobielen/week")
@permission("public")
def week() -> str:
    """Show what is free this week, or in the days asked for; a resident chooses from it."""
    visitor = current_visitor()
    return _week_page(None, can_choose=visitor.kind != "staff")


@for_both("/week", "week")
def week_of(side: Side) -> str:
    """Show the same to choose from for somebody."""
    return _week_page(side, can_choose=True)


def _week_page(side: Side | None, *, can_choose: bool) -> str:
    days = MONTH if request.args.get("dagen") == str(MONTH) else WEEK
    site_id = _asked_site()
    weeks = read_weeks(_asked_day(), days, now=utc_now(), site_id=site_id)
    here = side.url("week") if side is not None else url_for("scooters.week")
    return render_template(
        "scooters/week.html",
        side=side,
        frame="staff.html" if current_visitor().kind == "staff" else "base.html",
        weeks=weeks,
        here=here,
        site_id=site_id,
        month=MONTH,
        choose_url=side.url("free") if side is not None else url_for("scooters.my_free"),
        can_choose=can_choose,
    )


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("van", ""))
    except ValueError:
        return None


def _asked_site() -> int | None:
    asked = request.args.get("plek", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
