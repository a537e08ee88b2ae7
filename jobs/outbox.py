"""Sends what waits in the outbox: once, or every few seconds beside the other work of the jobs process."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import Flask

from buurtservice.app import current_settings
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.job_runs.services import add_to_run
from buurtservice.job_runs.times import OUTBOX, OUTBOX_EVERY_S
from buurtservice.messages.mailer import SmtpMailer
from buurtservice.messages.sending import Sent, send_waiting
from buurtservice.messages.texting import find_texter
from buurtservice.settings import Settings

logger = logging.getLogger(__name__)
STOP_WITHIN_S = 2.0


def send_outbox(settings: Settings) -> Sent:
    """Send what waits now. Without a mail server people tell it; of the demonstration nothing leaves."""
    if settings.demo:
        return Sent()
    mailer = SmtpMailer(settings.smtp_url) if settings.smtp_url else None
    return send_waiting(mailer, sender=settings.mail_from or "", now=utc_now(), texter=find_texter())


def run_outbox(*, as_of: date, today: date, settings: Settings, period: str | None = None) -> dict[str, Any]:
    """Send what waits; return how much left, how much could not, and how much is tried again.

    Each message is claimed by itself, so there is no period to claim; what was done is added up by local day.
    """
    del as_of, today, period
    begun = time.monotonic()
    done = send_outbox(settings)
    counts = {"sent": done.sent, "refused": done.failed, "later": done.later}
    if any(counts.values()):
        day = local_today().isoformat()
        add_to_run(OUTBOX, day, counts=counts, touched=done.sent, begun=begun, now=utc_now())
    return counts


@contextmanager
def outbox_beside(
    app: Flask, stop: threading.Event, *, look_every_s: float = OUTBOX_EVERY_S
) -> Iterator[None]:
    """Look in the outbox every few seconds until `stop` is set."""
    looking = threading.Thread(target=_look, args=(app, stop, look_every_s), daemon=True)
    looking.start()
    try:
        yield
    finally:
        # A mail server that does not answer is left behind; the message goes out again later.
        looking.join(STOP_WITHIN_S)


def _look(app: Flask, stop: threading.Event, look_every_s: float) -> None:
    while not stop.is_set():
        with app.app_context():
            try:
                run_outbox(as_of=local_today(), today=local_today(), settings=current_settings())
            except Exception as fault:  # noqa: BLE001 - such as a database that is away: look again.
                logger.warning("outbox: nothing was sent: %s", type(fault).__name__)
            finally:
                db.session.remove()
        stop.wait(look_every_s)
