"""The command that serves the pages: the right server for the database, and nothing without a secret."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from buurtservice.settings import SHORTEST_SECRET

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 180


@contextmanager
def served(database_url: str, tmp_path: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the real command; yield where it serves, and its process."""
    port = _free_port()
    process = _start(database_url, tmp_path, "--port", str(port), *words, secret="s" * SHORTEST_SECRET)
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()  # Not killed: it has a process beside it to stop.
        process.communicate(timeout=PATIENCE_SECONDS)


def test_the_home_page_is_served_and_the_server_stops_when_it_is_told(database_url, tmp_path):
    with served(database_url, tmp_path, "--no-jobs") as (address, process):
        page = _fetch(f"{address}/", process)

        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=PATIENCE_SECONDS)

    assert "<h1" in page
    assert status == 0


def test_the_jobs_run_beside_the_pages_and_stop_with_them(database_url, tmp_path):
    with served(database_url, tmp_path, "--jobs") as (address, process):
        _fetch(f"{address}/", process)
        (jobs,) = _children(process.pid, "jobs")

        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)

    assert not _runs(jobs)


def test_nothing_is_served_without_a_secret(database_url, tmp_path):
    process = _start(database_url, tmp_path, secret="")

    _, said = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 2
    assert "BUURTSERVICE_SECRET" in said
    assert "Traceback" not in said


def test_one_desk_has_one_process(tmp_path):
    process = _start(f"sqlite:///{tmp_path / 'new.sqlite'}", tmp_path, "--workers", "3", secret="s" * 20)

    _, said = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 2
    assert "PostgreSQL" in said


def _start(database_url: str, tmp_path: Path, *words: str, secret: str) -> "subprocess.Popen[str]":
    environment = {
        **os.environ,
        "BUURTSERVICE_DATABASE_URL": database_url,
        "BUURTSERVICE_INSTANCE": str(tmp_path),
        "BUURTSERVICE_SECRET": secret,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "buurtservice", "serve", *words],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _fetch(address: str, process: "subprocess.Popen[str]") -> str:
    """Ask until it answers; give up when the server has stopped or takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server stopped: {process.stderr.read()}")
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.URLError:
            time.sleep(0.2)
    pytest.fail("the server does not answer")


def _children(parent: int, module: str) -> list[int]:
    """Return the processes that this one started with `python -m MODULE`, as Linux lists them."""
    found = subprocess.run(
        ["pgrep", "--parent", str(parent), "--full", "--", f"-m {module} "], capture_output=True, text=True
    )
    return [int(line) for line in found.stdout.split()]


def _runs(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
