"""Solves an assignment without rings by a solver of others: ``python flow.py NAME ARRAYS.npz`` prints JSON.

It needs NumPy and that solver only, nothing of ours, so that it runs in an environment of its own. A unit
flows from the source through a request, an offer and its helper to the sink, or past everything.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Arrays = dict[str, Any]


def with_ortools(arrays: Arrays) -> int:
    """OR-tools' minimum cost flow."""
    from ortools.graph.python import min_cost_flow

    tails, heads, widths, costs, source, sink = network(arrays)
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, widths, costs)
    requests = len(arrays["requests"])
    flow.set_node_supply(source, requests)
    flow.set_node_supply(sink, -requests)
    if flow.solve() != flow.OPTIMAL:
        raise SystemExit("no optimum")
    return -int(flow.optimal_cost())


def with_networkx(arrays: Arrays) -> int:
    """Networkx' network simplex."""
    import networkx

    tails, heads, widths, costs, source, sink = network(arrays)
    graph = networkx.DiGraph()
    requests = len(arrays["requests"])
    graph.add_node(source, demand=-requests)
    graph.add_node(sink, demand=requests)
    for tail, head, width, cost in zip(*(x.tolist() for x in (tails, heads, widths, costs)), strict=True):
        graph.add_edge(tail, head, capacity=width, weight=cost)
    return -int(networkx.min_cost_flow_cost(graph))


def with_scipy(arrays: Arrays) -> int:
    """SciPy's HiGHS on the linear programme, whose corners are whole."""
    import scipy

    request, offer, worth = arrays["request"], arrays["offer"], arrays["worth"]
    requests, offers = len(arrays["requests"]), len(arrays["places"])
    lines = np.concatenate([request, requests + offer, requests + offers + arrays["helper"][offer]])
    columns = np.tile(np.arange(len(request)), 3)
    limits = np.concatenate([np.ones(requests), arrays["places"], arrays["free"]])
    shape = (len(limits), len(request))
    matrix = scipy.sparse.csc_array((np.ones(len(lines)), (lines, columns)), shape=shape)
    result = scipy.optimize.linprog(-worth, A_ub=matrix, b_ub=limits, method="highs")
    return round(-result.fun)


def network(arrays: Arrays) -> tuple[Any, ...]:
    """Tails, heads, capacities and costs of the arcs, the source and the sink."""
    requests, offers, people = len(arrays["requests"]), len(arrays["places"]), len(arrays["free"])
    request, offer = arrays["request"], arrays["offer"]
    source, sink = requests + offers + people, requests + offers + people + 1
    q, o, p = np.arange(requests), np.arange(offers), np.arange(people)
    tails = [source + 0 * q, request, requests + o, requests + offers + p, [source]]
    heads = [q, requests + offer, requests + offers + arrays["helper"], sink + 0 * p, [sink]]
    widths = [1 + 0 * q, 1 + 0 * request, arrays["places"], arrays["free"], [requests]]
    costs = [0 * q, -arrays["worth"], 0 * o, 0 * p, [0]]
    return (*(np.concatenate(each).astype(np.int64) for each in (tails, heads, widths, costs)), source, sink)


PEERS: dict[str, Callable[[Arrays], int]] = {
    "ortools": with_ortools,
    "networkx": with_networkx,
    "scipy": with_scipy,
}


def main(name: str, path: str) -> None:
    """Print the value, the seconds of solving and the version; a peer that is not there says so."""
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        print(json.dumps({"missing": name}))
        return
    arrays = dict(np.load(path))
    start_s = time.perf_counter()
    value = PEERS[name](arrays)
    print(json.dumps({"value": value, "seconds": time.perf_counter() - start_s, "version": version}))


if __name__ == "__main__":
    main(*sys.argv[1:])
