"""Makes the entries of a large matrix alike, so that a first-order method takes even steps."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy

Vector = npt.NDArray[Any]

ROUNDS: Final = 6
POWER_STEPS: Final = 25


def balance(matrix: Any) -> tuple[Vector, Vector]:
    """Factors per line and column after which entries are alike; all entries are 1 or -1 before.

    First each largest entry is brought near 1 (Ruiz, 2001), then lines and columns are divided by the root of
    their sums (Pock and Chambolle, ICCV 2011).
    """
    by_line, by_column = (np.ones(size, dtype=np.float32) for size in matrix.shape)
    column_of = np.repeat(np.arange(matrix.shape[1], dtype=np.int32), np.diff(matrix.indptr))
    for number in range(ROUNDS + 1):
        amounts = by_line[matrix.indices]
        amounts *= by_column[column_of]
        scaled = scipy.sparse.csc_array((amounts, matrix.indices, matrix.indptr), shape=matrix.shape)
        if number < ROUNDS:
            of_line, of_column = (scaled.max(axis=axis).toarray().ravel() for axis in (1, 0))
        else:
            of_line, of_column = (scaled.sum(axis=axis) for axis in (1, 0))
        by_line /= np.sqrt(np.where(of_line > 0, of_line, 1))
        by_column /= np.sqrt(np.where(of_column > 0, of_column, 1))
    return by_line, by_column


def norm(matrix: Any, transposed: Any) -> float:
    """A little above the largest singular value, by the power method from a vector of ones."""
    vector = np.ones(matrix.shape[1], dtype=matrix.dtype)
    square = 1.0
    for _ in range(POWER_STEPS):
        vector = transposed @ (matrix @ vector)
        square = length(vector)
        if not square:
            return 1.0
        vector /= square
    return 1.01 * math.sqrt(square)


def length(vector: Vector) -> float:
    """Euclidean length."""
    return math.sqrt(float(vector @ vector))
