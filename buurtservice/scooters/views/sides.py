"""For whom a page is: a resident for themselves, or a visitor of the desk. The same pages, two doors."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import redirect, request, url_for

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.permissions import permission
from buurtservice.residents.queries import get_kept_resident
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.web.answers import Answer

OWN, DESK = "/mijn/scootmobielen", "/balie/bezoekers/<int:resident_id>/scootmobielen"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class Side:
    """Whose scooters these are; at the desk also their name, and who of us acts for them."""

    resident_id: int
    name: str | None = None
    by: int | None = None
    is_desk: bool = False

    @property
    def frame(self) -> str:
        """Return the template around the page."""
        return "staff.html" if self.is_desk else "base.html"

    def url(self, name: str, **values: Any) -> str:
        """Return the address of a page of the same person."""
        if self.is_desk:
            return url_for(f"scooters.desk_{name}", resident_id=self.resident_id, **values)
        return url_for(f"scooters.my_{name}", **values)

    def note(self, action: str, reservation_id: int | None = None) -> None:
        """Write down what somebody of us did for a visitor."""
        subject = None if reservation_id is None else f"reservation:{reservation_id}"
        record_access(action, subject, self.resident_id)


def for_both(path: str, name: str, *methods: str) -> Callable[[View], View]:
    """Register a page twice: for the resident as `my_NAME`, and at the desk as `desk_NAME`.

    The view takes the side first. At the desk it is written down that somebody looks; a record that went
    up in another leads there.
    """

    def register(view: View) -> View:
        @wraps(view)
        def own(**values: Any) -> Answer:
            answer: Answer = view(Side(resident_id=current_visitor().resident_id or 0), **values)
            return answer

        @wraps(view)
        def desk(resident_id: int, **values: Any) -> Answer:
            person = get_kept_resident(resident_id)
            if person.id != resident_id and request.method == "GET":
                kept: dict[str, Any] = {**values, **request.args.to_dict(), "resident_id": person.id}
                return redirect(url_for(f"scooters.desk_{name}", **kept), 303)
            side = Side(resident_id=person.id, name=person.name, by=current_visitor().staff_id, is_desk=True)
            record_access("resident.read", None, person.id)
            answer: Answer = view(side, **values)
            return answer

        allowed = methods or ("GET",)
        mine, theirs = permission("resident")(own), permission("desk", "worker")(desk)
        scooters_pages.add_url_rule(OWN + path, f"my_{name}", mine, methods=allowed)
        scooters_pages.add_url_rule(DESK + path, f"desk_{name}", theirs, methods=allowed)
        return view

    return register
