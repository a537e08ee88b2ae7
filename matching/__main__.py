"""The command line of the matcher: the only module here that touches files, the clock, signals and processes.

It decides nothing about matching. Whatever is wrong with the input ends in exit status 2 and one line on
standard error that names the field or the file.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from matching.archive import read_arrays
from matching.arguments import DEFAULT_TIME_LIMIT_S, SECONDS_PER_REQUEST, InputError, read_arguments
from matching.asking import read_asking
from matching.candidates import find_candidates
from matching.checks import ProblemError
from matching.city.choosing import Step
from matching.plan import Progress, plan
from matching.problem import Candidate
from matching.reading import read_problem
from matching.scarcity import read_neighbourhoods, scarcity
from matching.solving import solve
from matching.telling import Telling
from matching.together import read_related, together
from matching.verify import verify

BAD_INPUT: Final = 2
WRONG_SOLUTION: Final = 3
MOST_REQUESTS_FOR_SCARCITY: Final = 1_000
"""Beyond this the shortages would take longer than the solution; ``scarcity`` gives them by itself."""
INTERRUPTED: Final = 130
"""128 + SIGINT, as shells report it."""

Result = TypeVar("Result")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status: 0, 2 for bad input, 3 if the checker refuses, 130 after Ctrl-C."""
    try:
        options = read_arguments(arguments)
        _check_writable(options.out)
        document, faults = _interruptible(lambda: COMMANDS[options.command](_load(options.problem), options))
        if faults:
            return _complain(
                f"the checker refused the solution, please report this: {faults[0]}", WRONG_SOLUTION
            )
        _write(document, options.out)
    except (InputError, ValueError) as error:
        return _complain(str(error), BAD_INPUT)
    except MemoryError:
        return _complain("this machine has too little memory for this problem, nothing written", BAD_INPUT)
    except KeyboardInterrupt:
        return _complain("stopped by hand, nothing written", INTERRUPTED)
    return 0


def _solve(given: dict[str, Any], options: argparse.Namespace) -> tuple[Any, list[str]]:
    problem = read_problem(given)
    is_small = len(problem.requests) <= MOST_REQUESTS_FOR_SCARCITY
    neighbourhoods = read_neighbourhoods(given) if is_small else None
    given.clear()  # A city's document fills a good part of the memory, and is no longer needed.
    start_s = time.monotonic()
    limit_s = options.time_limit or max(DEFAULT_TIME_LIMIT_S, len(problem.requests) * SECONDS_PER_REQUEST)
    telling = Telling(limit_s, time.monotonic) if sys.stderr.isatty() else None

    def report(step: Step) -> None:
        STOP.can_end_early = True
        if telling:
            telling.tell(step)

    solution = solve(
        problem, time_limit_s=limit_s, clock=time.monotonic, progress=report, stop=STOP.asked.is_set
    )
    if telling:
        telling.end()
    faults = verify(problem, solution)
    seconds = round(time.monotonic() - start_s, 3)
    document = dataclasses.replace(solution, seconds=seconds).to_dict()
    if neighbourhoods is not None:
        shortages = scarcity(problem, neighbourhoods)
        document["scarcity"] = [shortage.to_dict() for shortage in shortages]
    return document, faults


def _list_candidates(given: Mapping[str, Any], options: argparse.Namespace) -> tuple[Any, list[str]]:
    del options  # Every command is called alike.
    return [_candidate_to_dict(candidate) for candidate in find_candidates(read_problem(given))], []


def _plan(given: Mapping[str, Any], options: argparse.Namespace) -> tuple[Any, list[str]]:
    problem = read_problem(given)
    progress = _progress()
    planned = plan(problem, options.calls, read_asking(given, problem), progress)
    if progress:
        sys.stderr.write("\n")  # A plan may end before it has as many calls as were asked for.
    return planned.to_dict(), []


def _list_shortages(given: Mapping[str, Any], options: argparse.Namespace) -> tuple[Any, list[str]]:
    del options
    return [row.to_dict() for row in scarcity(read_problem(given), read_neighbourhoods(given))], []


def _list_groups(given: Mapping[str, Any], options: argparse.Namespace) -> tuple[Any, list[str]]:
    problem = read_problem(given)
    related = read_related(given) + options.related
    return [group.to_dict() for group in together(problem, people=options.people, related=related)], []


COMMANDS: Final[Mapping[str, Callable[[dict[str, Any], argparse.Namespace], tuple[Any, list[str]]]]] = {
    "solve": _solve,
    "candidates": _list_candidates,
    "plan": _plan,
    "scarcity": _list_shortages,
    "together": _list_groups,
}


def _progress() -> Progress | None:
    """Says on one line how far the planning is, where somebody sits at a terminal."""
    if not sys.stderr.isatty():
        return None

    def say(planned: int, calls: int) -> None:
        sys.stderr.write(f"\rcalls planned: {planned:,} of at most {calls:,}")
        sys.stderr.flush()

    return say


def _candidate_to_dict(candidate: Candidate) -> dict[str, Any]:
    plain = {
        "request": candidate.request,
        "offer": candidate.offer,
        "score": candidate.score,
        "parts": dict(candidate.parts),
    }
    return {**plain, "unknown": list(candidate.unknown)} if candidate.unknown else plain


class _Stop:
    """Whether Ctrl-C was pressed, and whether the work can then still end with what it has."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.can_end_early = False


STOP: Final = _Stop()


def _interruptible(work: Callable[[], Result]) -> Result:
    """Do the work in a thread, so that Ctrl-C is heard at once.

    Python handles signals between two steps of the main thread, and one step of HiGHS can last a minute. A
    city's search ends with its best so far at the first Ctrl-C; a second one ends it at once.
    """
    results: list[Result] = []
    errors: list[BaseException] = []
    is_done = threading.Event()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - handed over to the main thread, which raises it.
            errors.append(error)
        finally:
            is_done.set()

    threading.Thread(target=run, daemon=True).start()
    while not is_done.is_set():
        try:
            is_done.wait(timeout=0.1)  # Not join: Ctrl-C in it would make the thread look as if it had ended.
        except KeyboardInterrupt:
            if not STOP.can_end_early or STOP.asked.is_set():
                raise
            STOP.asked.set()
            sys.stderr.write("\nmatching: stopping with the best so far; Ctrl-C again ends at once\n")
    if errors:
        raise errors[0]
    return results[0]


def _load(path: Path) -> Any:
    try:
        document = _load_arrays(path) if path.suffix == ".npz" else json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not text in UTF-8, so not JSON") from error
    except (RecursionError, MemoryError) as error:
        raise InputError(f"{path}: is too deep or too large to read") from error
    except ValueError as error:  # Among others a number of thousands of digits.
        raise InputError(f"{path}: is not JSON that can be read: {error}") from error
    return document


def _load_arrays(path: Path) -> Any:
    """The arrays of an archive; objects in it would be code, and are refused."""
    try:
        with path.open("rb") as file, np.lib.npyio.NpzFile(file, allow_pickle=False) as archive:
            return read_arrays({name: archive[name] for name in archive.files})
    except ProblemError as error:
        raise InputError(f"{path}: {error}") from error
    except (zipfile.BadZipFile, EOFError) as error:
        raise InputError(f"{path}: is not an archive of arrays: {error}") from error


def _check_writable(out: Path | None) -> None:
    """Refuse at once what would fail only after the work."""
    if out is None:
        return
    try:
        is_directory, exists = out.is_dir(), out.exists()
    except OSError as error:  # Such as a name that is too long.
        raise InputError(f"--out: {out}: {error.strerror or error}") from error
    if is_directory:
        raise InputError(f"--out: {out} is a directory")
    if not os.access(out if exists else out.parent, os.W_OK):
        raise InputError(f"--out: {out} cannot be written")


def _write(document: Any, out: Path | None) -> None:
    """Write all or nothing: to a file beside the target first, which then takes its name."""
    content = (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    try:
        if out is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        elif out.exists() and not out.is_file():
            out.write_bytes(content)  # A device or a pipe cannot be renamed.
        else:
            target = out.resolve()
            partial = target.with_name(f".{target.name}.{os.getpid()}.part")
            try:
                partial.write_bytes(content)
                partial.replace(target)
            finally:
                partial.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{'standard output' if out is None else out}: {error.strerror or error}") from error


def _complain(message: str, status: int) -> int:
    line = " ".join(message.split())
    sys.stderr.write(f"matching: {line.encode('utf-8', 'backslashreplace').decode()}\n")
    return status


if __name__ == "__main__":
    exit_status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_status)  # After Ctrl-C the solver's thread still runs; an ordinary exit could crash in it.
