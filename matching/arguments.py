"""What may be typed behind ``python -m matching``. It reads words only, and touches no file."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from matching.problem import Id
from matching.together import MOST_PEOPLE, PEOPLE

DEFAULT_TIME_LIMIT_S: Final = 60.0
SECONDS_PER_REQUEST: Final = 0.01
"""For a city: at most so many seconds where that is more."""


class InputError(Exception):
    """Something is wrong with the command, or with a file; the message says what, and where."""


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with the command; the usage is behind ``-h``."""

    def error(self, message: str) -> NoReturn:
        raise InputError(message)


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command with its options; None reads those of the process.

    Raises:
        InputError: with one line that says what is wrong.
    """
    return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m matching", description="Match requests for help with offers.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = _Parser(add_help=False)
    common.add_argument(
        "problem", type=Path, metavar="PROBLEM.json", help="the problem, or PROBLEM.npz; see docs/matching.md"
    )
    common.add_argument("--out", type=Path, metavar="FILE", help="write here instead of to standard output")
    solving = commands.add_parser(
        "solve", parents=[common], help="the best set of matches, with proof and reasons"
    )
    solving.add_argument(
        "--time-limit",
        type=_seconds,
        metavar="S",
        help=f"seconds after which the best set so far will do (default {DEFAULT_TIME_LIMIT_S:g}, "
        f"for a city {SECONDS_PER_REQUEST:g} per request)",
    )
    commands.add_parser("candidates", parents=[common], help="all feasible pairs with their suitability")
    planning = commands.add_parser(
        "plan", parents=[common], help="the conversations that unlock the most help, in order"
    )
    planning.add_argument(
        "--calls", type=_calls, required=True, metavar="K", help="at most so many calls, from 1"
    )
    commands.add_parser(
        "scarcity", parents=[common], help="where one more helper would let more requests be served"
    )
    groups = commands.add_parser(
        "together", parents=[common], help="groups of requests that one activity could answer"
    )
    groups.add_argument(
        "--people", type=_people, default=PEOPLE, metavar="N", help="at least so many (default %(default)s)"
    )
    groups.add_argument(
        "--related",
        type=_kinds,
        action="append",
        default=[],
        metavar="KIND,KIND",
        help="kinds of help that one activity could answer; may be given more often",
    )
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number of seconds above 0, got {text!a}")
    return seconds


def _calls(text: str) -> int:
    try:
        calls = int(text)
    except ValueError:
        calls = 0
    if calls < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, got {text[:60]!a}")
    return calls


def _people(text: str) -> int:
    people = _calls(text)
    if not 2 <= people <= MOST_PEOPLE:
        raise argparse.ArgumentTypeError(f"must be a whole number from 2 to {MOST_PEOPLE:,}, got {people}")
    return people


def _kinds(text: str) -> list[Id]:
    kinds: list[Id] = [kind for part in text.split(",") if (kind := part.strip())]
    if len(kinds) < 2:
        raise argparse.ArgumentTypeError(f"must be two kinds or more with a comma, got {text[:60]!a}")
    return kinds
