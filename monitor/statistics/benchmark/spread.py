"""The standard deviation between areas, tau: its posterior by Gauss-Legendre quadrature over five pieces.

The prior is flat in tau^2, so that of tau is 2 tau up to a constant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss, legint, legval, legvander

NODES, PIECES = 20, 5
GRID = 200  # points at which the density is looked at first, to lay the pieces where it is
SMALLEST = 1e-4  # of them, as a part of the largest
NEGLIGIBLE = 36.0  # logarithm of how much lower the density is where nothing is left of it
LogDensity = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Spread:
    """The posterior of tau: nodes `tau` [node] with the `mass` of each, which add up to 1, on pieces between `borders`."""

    tau: np.ndarray
    mass: np.ndarray
    borders: np.ndarray

    @property
    def mean(self) -> float:
        return float(self.mass @ self.tau)

    def quantile(self, part: float) -> float:
        """The tau that so large a part of the posterior lies below.

        **Method**: on its piece the density is the polynomial through its nodes, which is integrated and solved.
        """
        from scipy.optimize import brentq

        nodes, weights = leggauss(NODES)
        mass = self.mass.reshape(PIECES, NODES)
        below = np.concatenate([[0.0], mass.sum(axis=1).cumsum()])
        piece = int(np.clip(np.searchsorted(below, part, side="right") - 1, 0, PIECES - 1))
        series = legvander(nodes, NODES - 1).T @ mass[piece] * (np.arange(NODES) + 0.5)
        integral = legint(series, lbnd=-1)
        missing = part - below[piece]
        if legval(1.0, integral) <= missing:
            return float(self.borders[piece + 1])
        place = brentq(lambda at: float(legval(at, integral)) - missing, -1.0, 1.0, xtol=1e-13)
        low, high = self.borders[piece : piece + 2]
        return float(low + (high - low) * (place + 1) / 2)


def spread_between(log_likelihood: LogDensity, largest: float) -> Spread:
    """The posterior of tau on [0, `largest`] from the logarithm of its likelihood, which takes an array of tau."""
    borders = _borders(log_likelihood, largest)
    nodes, weights = leggauss(NODES)
    half = np.diff(borders) / 2
    tau = ((borders[:-1] + half)[:, None] + half[:, None] * nodes).ravel()
    log_density = log_likelihood(tau) + np.log(tau)
    mass = np.exp(log_density - log_density.max()) * (half[:, None] * weights).ravel()
    return Spread(tau, mass / mass.sum(), borders)


def _borders(log_likelihood: LogDensity, largest: float) -> np.ndarray:
    """Six ends of five pieces, where the posterior is: as long as each other where it is narrow, longer and longer in a
    long tail."""
    grid = np.concatenate([[0.0], np.geomspace(SMALLEST * largest, largest, GRID)])
    log_density = log_likelihood(grid[1:]) + np.log(grid[1:])
    density = np.exp(log_density - log_density.max())
    below = np.cumsum(density * np.gradient(grid[1:]))
    seen = np.flatnonzero(log_density > log_density.max() - NEGLIGIBLE)
    low, high = grid[max(seen[0] - 1, 0)], grid[min(seen[-1] + 2, GRID)]
    median = grid[1 + np.searchsorted(below, below[-1] / 2)]
    borders = np.geomspace(low + median, high + median, PIECES + 1) - median
    borders[[0, -1]] = low, high
    return borders
