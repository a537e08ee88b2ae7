"""The jobs as a process beside the pages, for one desk and for the demonstration."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STOP_SECONDS = 10


@contextmanager
def jobs_beside(*words: str) -> Iterator[None]:
    """Run `python -m jobs run WORDS` while the block runs."""
    ours = os.getpid()
    command = [sys.executable, "-m", "jobs", "run", *words]
    process = subprocess.Popen(command)  # noqa: S603 - our own program and words.
    try:
        yield
    finally:
        if os.getpid() == ours:  # A process that gunicorn forked passes here too when it ends.
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
