"""Brings a text message (SMS) away: so far only to the console, for trying things out; off unless set."""

import logging
from typing import Protocol

from flask import current_app

log = logging.getLogger(__name__)


class Texter(Protocol):
    """Whatever can bring a text message away."""

    def send(self, *, to: str, text: str, message_id: str) -> None:
        """Bring it away. Raises MailRefused when trying again is no use, OSError when it is.

        `message_id` is the same at each try, for a provider that knows a copy by it.
        """


class ConsoleTexter:
    """Shows on the console what would be sent, and to how long a number; for trying things out."""

    def send(self, *, to: str, text: str, message_id: str) -> None:
        """Show it. The number and the words are those of a person, so a real log gets neither."""
        log.info("sms %s to a number of %s digits, %s characters", message_id, len(to), len(text))
        print(f"SMS {message_id}\n{text}")  # noqa: T201 - showing it here is what this is for.


TEXTERS = {"console": ConsoleTexter}


def sms_is_on() -> bool:
    """Tell whether this installation sends text messages."""
    return current_app.config["BUURTSERVICE"].sms is not None


def find_texter() -> Texter | None:
    """Return what sends text messages here, or None."""
    name = current_app.config["BUURTSERVICE"].sms
    return TEXTERS[name]() if name else None
