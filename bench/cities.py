"""Times the matcher on towns of growing size, with rings and without, beside solvers of others.

Each solver is a process of its own, on the same town in the same run. Processor seconds are told beside the
seconds on the clock: on a busy machine they are the ones to compare. Peers solve the problem without rings,
since that is what they can; where one is not installed, its row says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy

import matching
from bench.towns import generate_town, write_town
from matching.candidates import tabulate
from matching.columns import read_columns
from matching.market import open_market
from matching.model import usable_rows, worth_of

SIZES: Final = (1_000, 5_000, 50_000)
QUICK: Final = (500, 2_000)
PEER: Final = Path(__file__).parent / "peers" / "flow.py"
PEERS: Final = {"ortools": 200_000, "scipy": 5_000, "networkx": 1_000}
"""The largest town that each is asked about; beyond it takes many minutes."""

Row = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Print a table, and with --json write all numbers with versions and machine."""
    parser = argparse.ArgumentParser(prog="python -m bench city", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small towns only")
    parser.add_argument("--residents", type=int, nargs="+", help="towns of these sizes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--peers", default=sys.executable, metavar="PYTHON", help="a Python that has the peers"
    )
    parser.add_argument("--json", type=Path, help="write all numbers here")
    options = parser.parse_args(arguments)
    print(f"{'residents':>9} {'pairs':>9}  {'solver':<24} {'value':>13} {'gap':>9} {'in rings':>8}", end="")
    print(f" {'seconds':>8} {'cpu s':>7} {'MB':>6}")
    rows: list[Row] = []
    for residents in options.residents or (QUICK if options.quick else SIZES):
        with tempfile.TemporaryDirectory() as folder:
            rows += _run_town(Path(folder), residents, options.seed, options.peers)
    if options.json:
        options.json.write_text(json.dumps({"machine": _machine(), "rows": rows}, indent=1), encoding="utf-8")
    return 0


def _run_town(folder: Path, residents: int, seed: int, peers: str) -> list[Row]:
    pairs = write_for_peers(folder, generate_town(seed, residents=residents))
    common = {"residents": residents, "seed": seed, "pairs": pairs}
    rows = []
    for name in ("rings", "plain"):
        command = [sys.executable, "-m", "matching", "solve", str(folder / f"{name}.npz")]
        command += ["--out", str(folder / "solution.json"), "--time-limit", "3600"]
        measured = _measure(command)
        solution = json.loads((folder / "solution.json").read_text(encoding="utf-8"))
        in_rings = sum(match["ring"] is not None for match in solution["matches"])
        told = {key: solution[key] for key in ("status", "value", "bound", "gap", "served_max")}
        label = "matching, with rings" if name == "rings" else "matching, no rings"
        share = in_rings / max(1, len(solution["matches"]))
        rows.append(common | {"solver": label, "in_rings": share} | told | measured)
        print(_line(rows[-1]), flush=True)
    for name, largest in PEERS.items():
        if residents <= largest:
            rows.append(common | _run_peer(peers, name, folder, rows[1]["value"]))
            print(_line(rows[-1]), flush=True)
    return rows


def _run_peer(python: str, name: str, folder: Path, ours: int) -> Row:
    """A peer's answer is exact, so what it found more than we did is our gap."""
    measured = _measure([python, str(PEER), name, str(folder / "arrays.npz")])
    told = json.loads(measured.pop("output"))
    if "missing" in told:
        return {"solver": f"{name}: not installed"}
    gap = (told["value"] - ours) / max(1, ours)
    return {"solver": f"{name} {told['version']}", "value": told["value"], "ours_below": gap} | measured


def write_for_peers(folder: Path, town: Row) -> int:
    """The town as files: with rings, without, and as the arrays that peers read. Returns its pairs."""
    market = open_market(matching.read_problem(town))
    table = tabulate(read_columns(market))
    given = {
        "request": table.request.astype(np.int32),
        "offer": table.offer.astype(np.int32),
        "score": table.score.astype(np.int16),
    }
    write_town(folder / "rings.npz", town, given)
    write_town(folder / "plain.npz", town | {"policy": {"ring_max": 0}}, given)
    rows = usable_rows(market, table)
    np.savez(
        folder / "arrays.npz",
        requests=np.arange(len(market.requests)),
        request=table.request[rows],
        offer=table.offer[rows],
        worth=worth_of(market, table).plain[rows],
        helper=market.helper,
        places=market.places,
        free=market.free,
    )
    return len(table)


def _measure(command: list[str]) -> Row:
    """Run a process; its output, seconds, processor seconds and peak memory in megabytes."""
    start_s = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"ended with status {status}: {' '.join(command)}")
        output.seek(0)
        text = output.read().decode()
    return {
        "seconds": time.perf_counter() - start_s,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
        "output": text,
    }


def _line(row: Row) -> str:
    if "value" not in row:
        return f"{row['residents']:>9} {row['pairs']:>9}  {row['solver']}"
    gap = f"{row['gap']:.4%}" if "gap" in row else "exact"
    rings = f"{row['in_rings']:.1%}" if row.get("in_rings") else ""
    return (
        f"{row['residents']:>9} {row['pairs']:>9}  {row['solver']:<24} {row['value']:>13,} {gap:>9}"
        f" {rings:>8} {row['seconds']:>8.1f} {row['cpu_seconds']:>7.1f} {row['megabytes']:>6.0f}"
    )


def _machine() -> Row:
    return {
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }


if __name__ == "__main__":
    raise SystemExit(main())
