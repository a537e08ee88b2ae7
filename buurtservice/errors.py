"""The one root of what can go wrong, and the errors that no single feature owns.

An error carries a code (for programs), an HTTP status and a plain Dutch sentence that tells the reader
what to do next. The sentence is a template: the edge translates it and fills it in.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from buurtservice.i18n import N_


class BuurtserviceError(Exception):
    """Root of every refusal that a person may read."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    text: ClassVar[str] = N_("Dit lukt nu niet. Probeer het later opnieuw.")

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.text % params)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the sentence, translated first and filled after; words that fill it are translated too."""
        params = {
            name: translate(value) if isinstance(value, str) and value else value
            for name, value in self.params.items()
        }
        return translate(self.text) % params


class NotFound(BuurtserviceError):
    """A record that does not exist."""

    code = "not_found"
    status = 404
    text = N_("%(what)s %(id)s bestaat niet. Kijk het nummer na.")


class InvalidInput(BuurtserviceError):
    """A value that cannot be right; the sentence names the field."""

    code = "invalid_input"
    status = 422
    text = N_("%(field)s klopt niet: %(value)s.")


class DateInFuture(InvalidInput):
    """A step is recorded as of a day that has not come."""

    code = "date_in_future"
    text = N_("De datum %(on)s ligt in de toekomst. Vandaag is het %(today)s.")


class DateTooEarly(InvalidInput):
    """A step is recorded as of a day before the step that it follows."""

    code = "date_too_early"
    text = N_("De datum %(on)s ligt vóór de vorige stap, die van %(previous)s. Kies die dag of later.")


class Conflict(BuurtserviceError):
    """Somebody was faster, or the record is in another state than this step needs."""

    code = "conflict"
    status = 409


class Misconfigured(BuurtserviceError):
    """A setting that stops the start."""

    code = "misconfigured"
    status = 500
    text = N_("Instelling %(name)s klopt niet: %(why)s")
