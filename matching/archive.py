"""Reads a city's problem from the arrays of an ``.npz`` file: the JSON form, with candidates as columns.

It opens no file. What values are right is for ``rules``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from matching.checks import ProblemError
from matching.problem import CandidateColumns

COLUMNS: Final = ("request", "offer", "score")


def read_arrays(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The document that ``read_problem`` takes.

    ``problem`` holds the JSON form without candidates: its bytes in UTF-8, uint8, shape (bytes,). Where
    candidates are given, ``request`` and ``offer`` are their positions in the JSON's lists (int32) and
    ``score`` their scores (int16), all of shape (candidates,). Other arrays are passed over.

    Raises:
        ProblemError: an array is missing or of another kind.
        ValueError: ``problem`` is not JSON; the message says where.
    """
    if "problem" not in arrays:
        raise ProblemError("problem", "is required, the JSON without candidates as bytes")
    text = arrays["problem"]
    if text.ndim != 1 or text.dtype != np.uint8:
        raise ProblemError("problem", "must be one row of bytes (uint8), the JSON without candidates")
    document = json.loads(text.tobytes().decode("utf-8"))
    if not isinstance(document, dict):
        raise ProblemError("problem", "must be an object")
    given = [name for name in COLUMNS if name in arrays]
    if not given:
        return document
    for name in COLUMNS:
        if name not in given:
            raise ProblemError(name, f"is required beside {given[0]}")
    return document | {"candidates": CandidateColumns(**{name: arrays[name] for name in COLUMNS})}
