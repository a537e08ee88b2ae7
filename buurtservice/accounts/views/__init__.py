"""The pages of signing in and out."""

from importlib.util import find_spec

from buurtservice.accounts.views import (  # noqa: F401 - each adds its pages to the blueprint.
    devices,
    invited,
    own_account,
    residents,
    screen,
    second_step,
    setting_up,
    staff,
)
from buurtservice.accounts.views.blueprint import accounts_pages

__all__ = ["accounts_pages"]

if find_spec("webauthn"):  # An extra: without it the pages offer no passkeys.
    from buurtservice.accounts.views import passkeys  # noqa: F401
