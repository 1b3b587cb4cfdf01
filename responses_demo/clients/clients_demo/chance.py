"""Random streams and the one distribution everything hangs on: a hidden normal score cut into categories."""

from __future__ import annotations

import zlib

import numpy as np
from scipy.special import ndtr

HUNDREDTH = 0.01  # effects are whole hundredths of a standard deviation, so that few different ones exist
_FARTHEST = 9.0
_HALVINGS = 60


def stream(seed: int, *names: str) -> np.random.Generator:
    """A random stream of its own for every use, so that a change in one item moves no other."""
    return np.random.default_rng([seed, zlib.crc32("/".join(names).encode())])


def cut_points(shift: np.ndarray, weight: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Where to cut a normal score so that the population falls apart in the wanted shares.

    `shift` (whole hundredths) and `weight` have one entry per cell of the population; `below` holds the
    wanted shares under each cut. Solves sum(weight x Phi(cut - shift)) = below x sum(weight) by bisection.
    """
    values, place = np.unique(shift, return_inverse=True)
    mass = np.bincount(place.ravel(), weight.ravel(), minlength=len(values)) / weight.sum()
    low, high = np.full(len(below), -_FARTHEST), np.full(len(below), _FARTHEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        found = ndtr(middle[:, None] - HUNDREDTH * values) @ mass
        low, high = np.where(found < below, middle, low), np.where(found < below, high, middle)
    return (low + high) / 2


def category_chances(cuts: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Chance of each category [..., K] in cells with this shift."""
    under = ndtr(cuts - HUNDREDTH * shift[..., None])
    edges = np.concatenate([np.zeros((*shift.shape, 1)), under, np.ones((*shift.shape, 1))], axis=-1)
    return np.diff(edges, axis=-1)


def mixed(trait: np.ndarray, loading: float, noise: np.ndarray) -> np.ndarray:
    """A standard normal score with a correlation to a standard normal trait."""
    return loading * trait + np.sqrt(1.0 - loading**2) * noise
