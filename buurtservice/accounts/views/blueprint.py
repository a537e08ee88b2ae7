"""The blueprint of the pages of signing in, and signing out, which everybody shares."""

from flask import Blueprint, flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import leave
from buurtservice.accounts.logbook import record_access
from buurtservice.permissions import permission

accounts_pages = Blueprint("accounts", __name__)


@accounts_pages.post("/afmelden")
@permission("public", while_locked=True)
def sign_out() -> Response:
    """Sign out, whoever it is."""
    record_access("sign_out")
    leave()
    flash(gettext("U bent afgemeld."))
    return redirect("/", 303)
