"""The demonstration lives in 2014, and only the demonstration."""

import subprocess
import sys
import threading
from datetime import date, timedelta

from buurtservice.clock import local_today, moved_clock, utc_now
from buurtservice.demo.clock import BEGIN, InTimeOfDemo, in_time_of_demo


def test_the_demonstration_begins_on_the_day_after_its_last_card():
    with in_time_of_demo():
        begun, day = utc_now(), local_today()

    assert timedelta(0) <= begun - BEGIN < timedelta(hours=6)
    assert day == date(2014, 11, 19)
    assert local_today().year > 2014


def test_its_pages_live_in_its_time_and_other_threads_do_not():
    seen: list[int] = []
    page = InTimeOfDemo(lambda _environ, _start: [str(local_today().year).encode()])

    answer = page({}, None)
    with in_time_of_demo():
        other = threading.Thread(target=lambda: seen.append(local_today().year))
        other.start()
        other.join()

    assert answer == [b"2014"]
    assert seen == [local_today().year]


def test_the_clock_comes_back_when_something_fails_in_its_time():
    before = local_today()
    try:
        with moved_clock(timedelta(days=-400)):
            raise RuntimeError
    except RuntimeError:
        pass

    assert local_today() == before


def test_a_process_can_live_in_that_time_as_a_whole():
    said = subprocess.run([sys.executable, "-c", _WHOLE_PROCESS], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["2014", "2014"]


_WHOLE_PROCESS = """
import threading
from buurtservice.clock import local_today, move_clock_of_process, utc_now
from buurtservice.demo.clock import BEGIN
move_clock_of_process(BEGIN - utc_now())
print(local_today().year)
thread = threading.Thread(target=lambda: print(local_today().year))
thread.start()
thread.join()
"""
