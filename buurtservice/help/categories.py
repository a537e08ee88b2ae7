"""Changes to the kinds of help."""

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.help.default_categories import DEFAULT_CATEGORIES
from buurtservice.help.errors import CategoryNotValid, CategoryTaken
from buurtservice.help.models import Category
from buurtservice.help.queries import find_category
from buurtservice.i18n import N_
from buurtservice.transactions import savepoint, transaction

MAX_NAME = 80
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, kw_only=True)
class CategoryValues:
    """What the operator says of a kind of help."""

    name_nl: str
    name_en: str
    pictogram: str
    requires_screening: bool
    team_may_do: bool
    route_after_days: int
    urgent_route_after_days: int
    position: int
    spellings: Collection[str] = ()
    retired: bool = False


def add_default_categories() -> None:
    """Give a new installation its kinds of help. Those that are there are left as the operator made them."""
    with transaction() as session:
        for category in DEFAULT_CATEGORIES:
            if find_category(category["code"]) is None:
                with suppress(IntegrityError), savepoint():  # Another process adds it at this moment.
                    session.add(Category(**category))
                    session.flush()


def add_category(
    *,
    code: str,
    name_nl: str,
    name_en: str,
    spellings: Collection[str] = (),
    requires_screening: bool = False,
    team_may_do: bool = True,
) -> Category:
    """Add a kind of help. Raises CategoryTaken or CategoryNotValid; then nothing has changed."""
    names = [" ".join(name.split()) for name in (name_nl, name_en)]
    if not _CODE.fullmatch(code) or not all(0 < len(name) <= MAX_NAME for name in names):
        raise CategoryNotValid(most=MAX_NAME)
    with transaction() as session:
        category = Category(
            code=code,
            name_nl=names[0],
            name_en=names[1],
            pictogram="door",
            spellings=sorted(set(spellings)),
            requires_screening=requires_screening,
            team_may_do=team_may_do,
        )
        try:
            with savepoint():
                session.add(category)
                session.flush()
        except IntegrityError:
            raise CategoryTaken(code=code) from None
        return category


def change_category(category_id: int, *, today: date, values: CategoryValues) -> Category:
    """Change a kind of help; requests and offers of it stay as they are. Raises NotFound or CategoryNotValid.

    A retired kind cannot be chosen any more; what was asked and offered of it goes on.
    """
    names = [" ".join(name.split()) for name in (values.name_nl, values.name_en)]
    if not all(0 < len(name) <= MAX_NAME for name in names):
        raise CategoryNotValid(most=MAX_NAME)
    with transaction():
        category = get_category(category_id)
        category.name_nl, category.name_en = names
        category.pictogram = values.pictogram
        category.requires_screening = values.requires_screening
        category.team_may_do = values.team_may_do
        category.route_after_days = values.route_after_days
        category.urgent_route_after_days = values.urgent_route_after_days
        category.position = values.position
        category.spellings = sorted(set(values.spellings))
        if values.retired != (category.retired_on is not None):
            category.retired_on = today if values.retired else None
        return category


def get_category(category_id: int) -> Category:
    """Return the kind of help as it is now. Raises NotFound."""
    found = db.session.get(Category, category_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Soort hulp"), id=category_id)
    return found
