"""A night of jobs in a city: the round, the routing and the outbox, at 10,000 open items, on both databases.

usage: python -m bench jobs [--quick] [--database sqlite|postgresql|both]

The city is that of `bench pages`: 10,000 residents, 4,000 open requests, 6,000 offers (--quick: a tenth). A
third of the residents has an e-mail address. Each job runs as in the night; a mail server of ours takes what
the outbox sends. The aim is a minute for all three on two cores. Beside the seconds on the clock stand those
that this process computed: on a busy machine these say more (what PostgreSQL computes is not in them).
"""

from __future__ import annotations

import argparse
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from aiosmtpd.controller import Controller
from sqlalchemy import func, select, text

from bench.city import RESIDENTS, fill_city
from bench.proofs.databases import new_app
from buurtservice.clock import local_today
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest, RequestState
from buurtservice.messages.models import MessageState, OutboxMessage
from buurtservice.settings import Settings
from jobs.once import JOBS

AIM_S: Final = 60.0
KINDS: Final = ("sqlite", "postgresql")
NAMES: Final = ("round", "route", "outbox")


class _Takes:
    """A mail server that takes everything."""

    taken = 0

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - their name.
        self.taken += 1
        return "250 OK"


def main(arguments: list[str]) -> int:
    """Measure and print; the status is 1 when the three together take longer than the aim."""
    parser = argparse.ArgumentParser(prog="python -m bench jobs", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the city")
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    options = parser.parse_args(arguments)
    residents = RESIDENTS // 10 if options.quick else RESIDENTS
    slow = False
    with _mail_server() as (smtp_url, takes):
        settings = Settings(smtp_url=smtp_url, mail_from="buurthuis@city.example", solver_seconds=60.0)
        for kind in KINDS if options.database == "both" else [options.database]:
            slow |= _measure(kind, settings, residents, takes) > AIM_S
    return int(slow)


def _measure(kind: str, settings: Settings, residents: int, takes: _Takes) -> float:
    with new_app(kind):
        fill_city(today=local_today(), residents=residents)
        _give_addresses()
        requests = _count(HelpRequest, HelpRequest.state == RequestState.OPEN)
        print(f"\n{kind}: {requests:,} open requests and {_count(HelpOffer, HelpOffer.id > 0):,} offers")
        total = sum(_run(job, settings) for job in NAMES)
        print(f"  together {total:.1f} s (aim {AIM_S:.0f} s); {takes.taken:,} mails taken")
    takes.taken = 0
    return total


def _run(job: str, settings: Settings) -> float:
    """Run the job, the outbox until nothing waits; return the seconds."""
    day = local_today()
    begun, worked = time.perf_counter(), time.process_time()
    while True:
        done = JOBS[job](as_of=day, today=day, settings=settings)
        db.session.rollback()
        if job != "outbox" or not any(done.values()):
            break
    seconds, computed = time.perf_counter() - begun, time.process_time() - worked
    waiting = _count(OutboxMessage, OutboxMessage.state == MessageState.WAITING)
    counts = {key: len(value) if isinstance(value, list) else value for key, value in done.items()}
    print(f"  {job:<8}{seconds:6.1f} s ({computed:.1f} computing)  {counts}; {waiting:,} messages wait")
    return seconds


def _count(model: Any, where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(where)) or 0


def _give_addresses() -> None:
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection, connection.begin():
        address = "UPDATE resident SET email = 'r' || id || '@buurt.example' WHERE id % 3 = 0"
        connection.execute(text(address))


@contextmanager
def _mail_server() -> Iterator[tuple[str, _Takes]]:
    takes = _Takes()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(takes, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{port}", takes
    finally:
        server.stop()
