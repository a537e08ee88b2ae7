"""For views: write who does what, and whose data is read, before the page with that data is made.

    @desk_pages.get("/balie/bewoners/<int:resident_id>")
    @permission("desk", "worker")
    @reads("resident.read", resident="resident_id")
    def person(resident_id: int) -> str: ...

Where the residents are known only after a look (the two of a match), the view calls `record_access` itself,
before it makes the page. A view that changes something calls it inside `form.sending()`, so that what was
done and the note of it stand or fall together.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar, cast

from buurtservice.accounts.access import write_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now

View = TypeVar("View", bound=Callable[..., Any])


def record_access(
    action: str, subject: str | None = None, resident_id: int | Iterable[int | None] | None = None
) -> None:
    """Write what the visitor does, to what (`match:12`), and whose data it is; several residents at once too.

    What residents do with their own data is not written: it is theirs.
    """
    visitor = current_visitor()
    if visitor.kind != "staff":
        return
    ids = [resident_id] if resident_id is None or isinstance(resident_id, int) else list(resident_id)
    write_access(action, staff_id=visitor.staff_id, subject=subject, resident_ids=ids, now=utc_now())


def reads(action: str, *, resident: str | None = None, subject: str | None = None) -> Callable[[View], View]:
    """Write each opening of a view; `resident` names the argument that holds the id of whose data it shows.

    `subject` is a kind and the argument with its id: "match:match_id". Stands below `@permission`.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def logged(*args: Any, **kwargs: Any) -> Any:
            kind, _, name = (subject or "").partition(":")
            about = f"{kind}:{kwargs[name]}" if name else None
            record_access(action, about, kwargs[resident] if resident else None)
            return view(*args, **kwargs)

        return cast("View", logged)

    return declare
