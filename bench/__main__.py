"""Runs a benchmark: ``python -m bench NAME``; without a name it says which there are."""

from __future__ import annotations

import importlib
import sys
from typing import Final

BENCHMARKS: Final = {
    "calls": ("calls", "what the call plan is worth on generated pilots (docs/calls.md)"),
    "city": ("cities", "the matcher on towns of growing size, with and without rings, beside its peers"),
    "jobs": ("jobs", "how long a night of jobs takes in a city: the round, the routing and the outbox"),
    "figures": ("figures", "how long the dashboard takes over five years and 100,000 facts"),
    "pages": ("pages", "how long the server needs for each page, in a city of ten thousand residents"),
    "scooters": ("scooters", "what is free: 40 scooters × 30 days at 100,000 past reservations"),
    "solve": ("solving", "the exact matcher beside first come, first served and the plain programme"),
}


def main(arguments: list[str]) -> int:
    """Hand over to the benchmark named first."""
    if not arguments or arguments[0] not in BENCHMARKS:
        print("usage: python -m bench NAME [OPTIONS]\n")
        print("\n".join(f"  {name:<8} {text}" for name, (_, text) in BENCHMARKS.items()))
        print("\nThe proofs of the guarantees have a command of their own: python -m bench.proofs")
        return 0 if not arguments or arguments[0] in ("-h", "--help") else 2
    module = importlib.import_module(f"bench.{BENCHMARKS[arguments[0]][0]}")
    return int(module.main(arguments[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
