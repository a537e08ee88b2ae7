"""The pages on which residents ask and offer by themselves, without an account."""

from buurtservice.help.views.pages import help_pages

__all__ = ["help_pages"]
