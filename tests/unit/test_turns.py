"""Writers of a SQLite database take turns: as they came in a process, and by lot among processes."""

import multiprocessing
import threading
import time

import pytest
from sqlalchemy import create_engine

from buurtservice import turns
from buurtservice.turns import Line, turn_to_write

LONG_S = 60.0


def wait_until(holds):
    """Wait until something holds; a test that hangs here fails by its time."""
    end = time.monotonic() + LONG_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_threads_write_in_the_order_in_which_they_came():
    line, order, threads = Line(), [], []
    assert line.wait(LONG_S)

    def write(number):
        assert line.wait(LONG_S)
        order.append(number)
        line.leave()

    for number in range(8):
        threads.append(threading.Thread(target=write, args=(number,)))
        threads[-1].start()
        wait_until(lambda: len(line._waiting) == number + 1)  # noqa: B023 - it is asked at once.
    line.leave()
    for thread in threads:
        thread.join(LONG_S)

    assert order == list(range(8))


def test_who_does_not_wait_any_longer_is_out_of_the_line():
    line = Line()
    assert line.wait(LONG_S)

    assert not line.wait(0.01)

    line.leave()
    assert line.wait(0)


def test_without_a_turn_one_goes_on_and_sqlite_decides(tmp_path, monkeypatch):
    engine = create_engine(f"sqlite:///{tmp_path / 'one.sqlite'}")
    monkeypatch.setattr(turns, "PATIENCE_S", 0.05)

    with turn_to_write(engine), turn_to_write(engine):
        pass

    with turn_to_write(engine):
        assert turns._line_of(str(tmp_path / "one.sqlite"))._busy


def test_the_turn_is_free_after_a_fault(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path / 'one.sqlite'}")

    with pytest.raises(ZeroDivisionError), turn_to_write(engine):
        raise ZeroDivisionError

    assert not turns._line_of(str(tmp_path / "one.sqlite"))._busy


def hold_and_die(path, begun):
    """Take the turn in another process, and end without giving it back."""
    engine = create_engine(f"sqlite:///{path}")
    with turn_to_write(engine):
        begun.set()
        time.sleep(LONG_S)


def test_a_process_waits_for_another_and_not_for_a_dead_one(tmp_path):
    context = multiprocessing.get_context("spawn")
    begun, path = context.Event(), tmp_path / "one.sqlite"
    other = context.Process(target=hold_and_die, args=(path, begun))
    other.start()
    assert begun.wait(LONG_S)
    order = []

    def write():
        with turn_to_write(create_engine(f"sqlite:///{path}")):
            order.append("we")

    mine = threading.Thread(target=write)
    mine.start()
    time.sleep(0.2)
    order.append("the other")
    other.kill()
    mine.join(LONG_S)
    other.join(LONG_S)

    assert order == ["the other", "we"]
