"""Changes to the kinds of help."""

import re
from collections.abc import Collection
from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from buurtservice.help.default_categories import DEFAULT_CATEGORIES
from buurtservice.help.errors import CategoryNotValid, CategoryTaken
from buurtservice.help.models import Category
from buurtservice.help.queries import find_category
from buurtservice.transactions import savepoint, transaction

MAX_NAME = 80
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


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
