"""The board: what the team has to do, in columns. Nobody's contact details stand on it."""

from flask import render_template, request
from flask_babel import gettext

from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today
from buurtservice.permissions import permission
from buurtservice.team.board import COLUMNS, Wanted, list_filters, read_board
from buurtservice.team.models import TaskState
from buurtservice.team.queries import list_team
from buurtservice.team.views.blueprint import team_pages
from buurtservice.web.language import current_language
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset

FIRST_CARDS = 8  # Of each column; the others are one tap away.
MINE = "mij"
COLUMN_NAMES = {
    "nieuw": TaskState.NEW,
    "gepland": TaskState.PLANNED,
    "bezig": TaskState.DOING,
    "klaar": TaskState.DONE,
    "teruggegeven": TaskState.HANDED_BACK,
}


@team_pages.get("/team")
@permission("team", "worker")
def board() -> str:
    """Show the board, or one column of it page by page."""
    state = COLUMN_NAMES.get(request.args.get("kolom", ""))
    kinds, places = list_filters()
    team = list_team()
    wanted = _wanted(state)
    limit, offset = (ROWS, page_offset()) if state else (FIRST_CARDS, 0)
    columns = read_board(wanted, today=local_today(), limit=limit, offset=offset)
    language = current_language()
    selects = [
        (
            "soort",
            gettext("Soort hulp"),
            [(one.code, one.name_in(language)) for one in kinds],
            wanted.category or "",
        ),
        ("buurt", gettext("Buurt"), [(one.id, one.name) for one in places], wanted.neighbourhood_id or ""),
        (
            "wie",
            gettext("Wie doet het?"),
            [(MINE, gettext("ik")), *((one.id, one.name) for one in team)],
            request.args.get("wie", ""),
        ),
    ]
    return render_template(
        "team/board.html",
        columns=columns,
        names={state: name for name, state in COLUMN_NAMES.items()},
        headings=_headings(),
        one=columns[0] if state else None,
        page=Page(rows=columns[0].tasks, number=asked_page(), size=ROWS, total=columns[0].total),
        selects=selects,
        is_filtered=any(request.args.get(name) for name in ("soort", "buurt", "wie")),
        first_cards=FIRST_CARDS,
        today=local_today(),
        language_code=language,
    )


def _wanted(state: TaskState | None) -> Wanted:
    who, place = request.args.get("wie", ""), request.args.get("buurt", "")
    mine = current_visitor().staff_id if who == MINE else None
    return Wanted(
        category=request.args.get("soort") or None,
        neighbourhood_id=_number(place),
        member_id=mine or _number(who),
        state=state,
    )


def _number(text: str) -> int | None:
    """Return the id that stands in the address, or None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _headings() -> dict[TaskState, str]:
    words = (
        gettext("Nieuw"),
        gettext("Gepland"),
        gettext("Bezig"),
        gettext("Klaar deze week"),
        gettext("Teruggegeven"),
    )
    return dict(zip(COLUMNS, words, strict=True))
