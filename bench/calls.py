"""What calls are worth: requests served after 0..15 answered calls, by several ways to choose whom to call.

    python -m bench calls [--pilots 60] [--quick]

Writes a table to standard output, calls.json and calls.svg to docs/pictures/.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path
from typing import Any, Final

from bench import strategies
from bench.ceiling import best_plan
from bench.picture import draw_curves
from bench.pilots import generate_pilot
from matching.reading import read_problem

CALLS: Final = 15
CEILING_AT: Final = (5, 10)
CEILING_PILOTS: Final = 20
TIME_LIMIT_S: Final = 6.0
"""For each ceiling; what is not proven by then counts with its bound."""
PICTURES: Final = Path(__file__).parent.parent / "docs" / "pictures"
NAMES: Final = {
    "plan, all yes": "the plan, everybody says yes",
    "plan, table": "the plan, answers by the table",
    "not replanned, all yes": "best single gains, not replanned, all yes",
    "not replanned, table": "best single gains, not replanned, table",
    "single, all yes": "single questions, all yes",
    "single, table": "single questions, table",
    "random, all yes": "random near misses, all yes",
    "random, table": "random near misses, table",
}


def measure_pilot(task: tuple[int, float]) -> dict[str, Any]:
    """All curves of one pilot; the second of the task is the time for each ceiling, 0 for none."""
    seed, time_limit_s = task
    problem = read_problem(generate_pilot(seed))
    start_s = time.perf_counter()
    found: dict[str, Any] = {"seed": seed, "by hand": strategies.by_hand(problem)}
    choices: dict[str, Callable[[], strategies.Strategy]] = {
        "plan": strategies.replanned,
        "not replanned": lambda: strategies.not_replanned(problem, CALLS),
        "single": strategies.single_questions,
        "random": lambda: strategies.random_near_misses(random.Random(f"lot {seed}")),
    }
    for name, strategy in choices.items():
        for answers, says_yes in (
            ("all yes", strategies.always_yes),
            ("table", strategies.by_table(random.Random(f"answers {seed}"))),
        ):
            served, questions = strategies.simulate(problem, strategy(), says_yes, CALLS)
            found[f"{name}, {answers}"] = served
            found[f"{name}, {answers}, questions"] = questions
    if time_limit_s:
        found["ceiling"] = {str(k): best_plan(problem, k, time_limit_s) for k in CEILING_AT}
    found["seconds"] = time.perf_counter() - start_s
    return found


def main(arguments: list[str]) -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m bench calls")
    parser.add_argument("--pilots", type=int, default=60, help="how many neighbourhoods (default 60)")
    parser.add_argument("--quick", action="store_true", help="6 neighbourhoods, no ceiling, nothing written")
    options = parser.parse_args(arguments)
    if options.pilots < 1:
        parser.error("--pilots: must be at least 1")
    pilots = 6 if options.quick else options.pilots
    tasks = [
        (seed, TIME_LIMIT_S if seed < CEILING_PILOTS and not options.quick else 0.0) for seed in range(pilots)
    ]
    rows = []
    with Pool(os.cpu_count()) as pool:
        for row in pool.imap(measure_pilot, tasks):
            rows.append(row)
            print(f"\r{len(rows)} of {pilots} pilots", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    result = summarise(rows)
    print(table(result))
    if not options.quick:
        write(result)
    return 0


def summarise(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Means over the pilots, with the standard error of each mean at five and ten calls."""
    curves = {
        name: [statistics.mean(row[name][call] for row in rows) for call in range(CALLS + 1)]
        for name in NAMES
    }
    # Our own plan is a plan too: where the programme found none as good in its time, ours is the best found.
    ceilings = [
        {call: (max(found, row["plan, all yes"][int(call)]), bound) for call, (found, bound) in c.items()}
        for row in rows
        if (c := row.get("ceiling"))
    ]
    return {
        "pilots": len(rows),
        "by_hand": statistics.mean(row["by hand"] for row in rows),
        "curves": curves,
        "standard_error": {
            name: {
                str(call): statistics.stdev(row[name][call] for row in rows) / len(rows) ** 0.5
                for call in CEILING_AT
            }
            for name in NAMES
            if len(rows) > 1
        },
        "questions_per_pilot": {
            name: statistics.mean(row[f"{name}, questions"] for row in rows) for name in NAMES
        },
        "ceiling": {
            str(call): {
                "plan": statistics.mean(row["plan, all yes"][call] for row in rows if "ceiling" in row),
                "found": statistics.mean(ceiling[str(call)][0] for ceiling in ceilings),
                "bound": statistics.mean(ceiling[str(call)][1] for ceiling in ceilings),
                "pilots": len(ceilings),
                "proven": sum(ceiling[str(call)][0] == ceiling[str(call)][1] for ceiling in ceilings),
            }
            for call in CEILING_AT
            if ceilings
        },
        "seconds_per_pilot": statistics.mean(row["seconds"] for row in rows),
    }


def table(result: dict[str, Any]) -> str:
    """The curves in Markdown, one row per way to choose."""
    shown = (0, 1, 2, 3, 5, 7, 10, 12, 15)
    lines = [
        f"{result['pilots']} pilots; by hand {result['by_hand']:.1f} of 42",
        "",
        "| answered calls | " + " | ".join(map(str, shown)) + " |",
        "|---|" + "---|" * len(shown),
    ]
    for name, label in NAMES.items():
        values = " | ".join(f"{result['curves'][name][call]:.1f}" for call in shown)
        lines.append(f"| {label} | {values} |")
    for call, ceiling in result["ceiling"].items():
        lines.append(
            f"\nCeiling after {call} calls, all yes, on the first {ceiling['pilots']} pilots: between "
            f"{ceiling['found']:.1f} and {ceiling['bound']:.1f} (proven on {ceiling['proven']}); "
            f"the plan there {ceiling['plan']:.1f}."
        )
    return "\n".join(lines)


def write(result: dict[str, Any]) -> None:
    """calls.json and calls.svg."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    rounded = json.loads(json.dumps(result), parse_float=lambda text: round(float(text), 3))
    rounded.pop("seconds_per_pilot")
    (PICTURES / "calls.json").write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    curves = {label: result["curves"][name] for name, label in NAMES.items()}
    marks = {int(call): (c["found"], c["bound"]) for call, c in result["ceiling"].items()}
    (PICTURES / "calls.svg").write_text(draw_curves(curves, marks), encoding="utf-8")
