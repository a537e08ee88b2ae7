"""The ways through the pages: which ones somebody may go, and which one is the page they are on.

One table. An entry shows when its page exists and the visitor may see it, so a page can be listed before
it is made. Texts are marked for translation here and translated when the page is made.
"""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext

from buurtservice.i18n import N_
from buurtservice.web.visiting import current_visitor


@dataclass(frozen=True, kw_only=True)
class Way:
    """One entry: its first endpoint, its text, whose it is, and which paths count as being on it."""

    endpoint: str
    text: str
    permissions: tuple[str, ...]
    under: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A way as a page shows it."""

    url: str
    text: str
    current: bool


WAYS = (
    Way(endpoint="today.today", text=N_("Vandaag"), permissions=("worker",), under=("/vandaag",)),
    Way(
        endpoint="proposals.proposals",
        text=N_("Voorstellen"),
        permissions=("worker",),
        under=("/voorstellen", "/kringen", "/rondes", "/nooit-samen", "/matches/nieuw"),
    ),
    Way(endpoint="today.calls", text=N_("Belletjes"), permissions=("worker",), under=("/belletjes",)),
    Way(endpoint="today.matches", text=N_("Matches"), permissions=("worker",), under=("/matches",)),
    Way(
        endpoint="today.unmatched", text=N_("Zonder match"), permissions=("worker",), under=("/zonder-match",)
    ),
    Way(endpoint="today.together", text=N_("Samen"), permissions=("worker",), under=("/samen",)),
    Way(endpoint="desk.desk", text=N_("Balie"), permissions=("desk", "worker"), under=("/balie",)),
    Way(
        endpoint="messages.messages",
        text=N_("Berichten"),
        permissions=("desk", "worker"),
        under=("/berichten",),
    ),
    Way(
        endpoint="referrals.signals",
        text=N_("Signalen"),
        permissions=("desk", "worker"),
        under=("/signalen",),
    ),
    Way(
        endpoint="referrals.referrals",
        text=N_("Doorverwijzingen"),
        permissions=("desk", "worker"),
        under=("/doorverwijzingen",),
    ),
    Way(endpoint="team.board", text=N_("Buurtteam"), permissions=("team", "worker"), under=("/team",)),
    Way(
        endpoint="scooters.host_day",
        text=N_("Uitgifte"),
        permissions=("host", "desk", "worker"),
        under=("/uitgifte", "/beheer/scootmobielen"),
    ),
    Way(
        endpoint="scooters.scooters",
        text=N_("Scootmobielen"),
        permissions=("host", "desk", "worker"),
        under=("/scootmobielen",),
    ),
    Way(
        endpoint="activities.overview",
        text=N_("Activiteiten"),
        permissions=("desk", "worker"),
        under=("/activiteiten",),
    ),
    Way(
        endpoint="figures.figures",
        text=N_("Cijfers"),
        permissions=("policy", "worker", "operator"),
        under=("/cijfers",),
    ),
    Way(endpoint="operator.operator", text=N_("Beheer"), permissions=("operator",), under=("/beheer",)),
)
FIRST_PAGES = (
    "today.today",
    "desk.desk",
    "team.board",
    "scooters.host_day",
    "figures.figures",
    "operator.operator",
)


def staff_tabs() -> list[Tab]:
    """Return the tabs of whoever is signed in."""
    visitor = current_visitor()
    ways = [way for way in WAYS if _exists(way.endpoint) and visitor.may(*way.permissions)]
    here = max(ways, key=_nearness, default=None)
    return [
        Tab(url=url_for(way.endpoint), text=gettext(way.text), current=way is here and _nearness(way) > 0)
        for way in ways
    ]


def first_page() -> str:
    """Return where somebody begins after signing in: the first page that is theirs."""
    visitor = current_visitor()
    if visitor.kind == "resident" and _exists("my.my"):
        return url_for("my.my")
    for way in WAYS:
        if way.endpoint in FIRST_PAGES and _exists(way.endpoint) and visitor.may(*way.permissions):
            return url_for(way.endpoint)
    return url_for("public.home")


def url_if(endpoint: str, **values: object) -> str | None:
    """Return the address of a page, or None while it is not there yet."""
    return url_for(endpoint, **values) if _exists(endpoint) else None  # type: ignore[arg-type]


def _exists(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def _nearness(way: Way) -> int:
    """Return how much of this page's path the way covers: /matches/nieuw is nearer than /matches."""
    return max(
        (len(path) for path in way.under if (request.path + "/").startswith(path + "/")),
        default=0,
    )
