"""The most requests that any choice could serve, as a maximum flow. It looks at no worth and no rings."""

from __future__ import annotations

import numpy as np
import scipy

from matching.candidates import CandidateTable
from matching.market import Market


def most_served(market: Market, table: CandidateTable) -> int:
    """The largest number of requests that can be matched at once.

    A unit flows from the source through a request, a candidate, its offer and its helper to the sink;
    requests carry 1, offers their places, helpers their free load. Whole capacities have a whole maximum flow
    (Ford and Fulkerson, Canadian Journal of Mathematics 8, 1956), so a largest flow is a largest set of
    matches.
    """
    requests, offers, helpers = len(market.requests), len(market.offers), len(market.residents)
    first_offer, first_helper, sink = 1 + requests, 1 + requests + offers, 1 + requests + offers + helpers
    request, offer, helper = np.arange(requests), np.arange(offers), np.arange(helpers)
    tails = [0 * request, 1 + table.request, first_offer + offer, first_helper + helper]
    heads = [1 + request, first_offer + table.offer, first_helper + market.helper, sink + 0 * helper]
    widths = [np.ones(requests), np.ones(len(table)), market.places, market.free]
    arcs = np.concatenate(tails).astype(np.int32), np.concatenate(heads).astype(np.int32)
    network = scipy.sparse.csr_array(
        (np.concatenate(widths).astype(np.int32), arcs), shape=(sink + 1, sink + 1)
    )
    return int(scipy.sparse.csgraph.maximum_flow(network, 0, sink).flow_value)
