"""The time of the demonstration: the day after its last card, from half past nine on, as fast as ours."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from buurtservice.clock import LOCAL_ZONE, moved_clock, utc_now

BEGIN = datetime(2014, 11, 19, 9, 30, tzinfo=LOCAL_ZONE)
_MOVED_BY = BEGIN - utc_now()


def in_time_of_demo() -> AbstractContextManager[None]:
    """Live in the time of the demonstration."""
    return moved_clock(_MOVED_BY)


class InTimeOfDemo:
    """Answers each request in the time of the demonstration (WSGI middleware)."""

    def __init__(self, wsgi_app: Any) -> None:
        self.wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        with in_time_of_demo():
            answer: Iterable[bytes] = self.wsgi_app(environ, start_response)
            return answer
