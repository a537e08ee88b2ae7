"""Lets the writers of a SQLite database take turns: in a process as they came, and among processes by lot.

SQLite lets one write at a time. Whoever finds it busy looks again after a pause of its own, so a newcomer can
be first and one of fifty can wait until its patience is over ("database is locked"). Here they stand in line
before they ask. No guarantee rests on it: SQLite decides who writes, also when somebody goes without a turn.
"""

import os
import random
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import Engine

if sys.platform != "win32":  # There the threads of a process stand in line, and processes trust to SQLite.
    import fcntl

PATIENCE_S = 60.0  # After it one goes without a turn, and SQLite's own patience decides.
_LOOK_EVERY_S = 0.002
_WRITES, _IS_NEXT = 0, 1  # Bytes of the file on which processes wait.


class Line:
    """The threads of one process that want to write, in the order in which they came."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._busy = False
        self._waiting: deque[Lock] = deque()

    def wait(self, seconds: float) -> bool:
        """Wait for the turn; tell whether it came. Then `leave` must follow."""
        with self._guard:
            if not self._busy:
                self._busy = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        try:
            if mine.acquire(timeout=max(0.0, seconds)):
                return True
        except BaseException:
            if self._gave_up(mine):
                raise
            self.leave()
            raise
        return not self._gave_up(mine)

    def leave(self) -> None:
        """Give the turn to who waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._busy = False

    def _gave_up(self, mine: Lock) -> bool:
        """Step out of the line; False when the turn came at that very moment."""
        with self._guard:
            if mine not in self._waiting:
                return False
            self._waiting.remove(mine)
            return True


_LINES: dict[str, Line] = {}
_LINES_GUARD = Lock()


@contextmanager
def turn_to_write(engine: Engine) -> Iterator[None]:
    """Wait for the turn to write to this database, and give it on at the end. PostgreSQL needs none."""
    path = _path_of(engine)
    if path is None:
        yield
        return
    until = time.monotonic() + PATIENCE_S
    line = _line_of(path)
    if not line.wait(PATIENCE_S):
        yield
        return
    try:
        with _before_other_processes(path, until):
            yield
    finally:
        line.leave()


def _path_of(engine: Engine) -> str | None:
    """Return the file of a SQLite database, the same for every way to write its name; None without a file."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return os.path.realpath(name)


def _line_of(path: str) -> Line:
    with _LINES_GUARD:
        return _LINES.setdefault(path, Line())


@contextmanager
def _before_other_processes(path: str, until: float) -> Iterator[None]:
    """Hold the file of turns; one process is next, so that whoever wrote last cannot be first again.

    The locks end with the process, also when it is killed. They are not on the database's own file: closing
    that would let go of the locks that SQLite has on it.
    """
    if sys.platform == "win32":
        yield
        return
    try:
        handle = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
    except OSError:  # A folder in which nothing may be made: SQLite will say so itself.
        yield
        return
    try:
        if _take(handle, _IS_NEXT, until):
            _take(handle, _WRITES, until)
            fcntl.lockf(handle, fcntl.LOCK_UN, 1, _IS_NEXT)
        yield
    finally:
        os.close(handle)


def _take(handle: int, byte: int, until: float) -> bool:
    while True:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
            return True
        except OSError:
            if time.monotonic() > until:
                return False
        time.sleep(random.uniform(0.5, 1.5) * _LOOK_EVERY_S)  # noqa: S311 - who is next by lot, no secret.


def _forget_lines() -> None:
    """Begin anew in a child process: the threads that waited are not in it."""
    global _LINES_GUARD  # It may have been held when the process was copied.
    _LINES_GUARD = Lock()
    _LINES.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_lines)
