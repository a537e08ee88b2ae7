"""Every view declares who may see it; a test fails on one that does not."""

from collections.abc import Callable
from typing import Literal, TypeVar

Permission = Literal["public"]  # Roles follow with staff accounts.
View = TypeVar("View", bound=Callable[..., object])


def permission(name: Permission) -> Callable[[View], View]:
    """Declare who may see a view. `public` is for everybody; a test keeps the list of those."""

    def declare(view: View) -> View:
        view.permission = name  # type: ignore[attr-defined]
        return view

    return declare
