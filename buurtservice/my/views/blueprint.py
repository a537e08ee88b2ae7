"""The blueprint of the resident's pages, and whose they are."""

from flask import Blueprint

from buurtservice.accounts.visitor import current_visitor

my_pages = Blueprint("my", __name__)


def my_id() -> int:
    """Return the id of the resident who looks; the permission of the view saw to it that there is one."""
    return current_visitor().resident_id or 0
