"""Replicate weights: jackknife and bootstrap, a second method beside linearisation.

For figures without a linearisation, and to check the ones that have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from monitor.errors import StatisticsError
from monitor.statistics.design.sampling_design import SurveyDesign

KINDS = ("JK1", "JKn", "bootstrap")


@dataclass(frozen=True)
class Replicates:
    """**Columns**: `factors` [PSU, replicate] on the weights of a PSU, `scale` [replicate] of the squared deviations."""

    design: SurveyDesign
    factors: np.ndarray
    scale: np.ndarray

    def weights(self, replicate: int) -> np.ndarray:
        """Weights by respondent in one replicate."""
        return self.design.weights * self.factors[self.design.psu, replicate]


def replicates(design: SurveyDesign, kind: str, *, count: int = 0, seed: int | None = None) -> Replicates:
    """Replicate weights of a design.

    **Method**: JK1 leaves out one PSU at a time from an unstratified design, JKn from each stratum in
    turn (Rust & Rao 1996); bootstrap draws n - 1 PSUs with replacement per stratum (Rao & Wu 1988)
    and needs `count` and a `seed`.
    **Raises** StatisticsError for an unknown kind, JK1 on strata, a bootstrap without seed, and a
    finite population correction in a bootstrap or over several waves.
    """
    if kind not in KINDS:
        raise StatisticsError(f'"{kind}" is no kind of replicate weights', expected=", ".join(KINDS))
    if kind == "JK1" and design.n_strata > 1:
        raise StatisticsError("JK1 is for designs without strata", hint="Use JKn")
    if design.population is not None and (kind == "bootstrap" or len(design.waves) > 1):
        raise StatisticsError(
            "these replicate weights cannot carry a finite population correction",
            hint="Use the jackknife on one wave, or design.without_fpc()",
        )
    if kind == "bootstrap":
        return _bootstrap(design, count, seed)
    return _jackknife(design)


def _jackknife(design: SurveyDesign) -> Replicates:
    n = design.psus_by_stratum
    left_out = np.flatnonzero(n[design.psu_stratum] > 1)
    stratum = design.psu_stratum[left_out]
    same = design.psu_stratum[:, None] == stratum[None, :]
    factors = np.where(same, (n / np.maximum(n - 1, 1))[stratum], 1.0)
    factors[left_out, np.arange(len(left_out))] = 0.0
    return Replicates(design, factors, (design.fpc_root[:, 0] ** 2 * (n - 1) / n)[stratum])


def _bootstrap(design: SurveyDesign, count: int, seed: int | None) -> Replicates:
    if count < 2 or seed is None:
        raise StatisticsError(
            "a bootstrap needs a number of replicates and a seed", expected="count of 2 or more"
        )
    generator = np.random.default_rng(seed)
    factors = np.ones((len(design.psu_stratum), count))
    for stratum, n in enumerate(design.psus_by_stratum):
        if n > 1:
            drawn = generator.multinomial(n - 1, np.full(n, 1.0 / n), size=count).T
            factors[design.psu_stratum == stratum] = drawn * (n / (n - 1))
    return Replicates(design, factors, np.full(count, 1.0 / (count - 1)))


def replicate_covariance(replicates: Replicates, figure: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Covariance [J, J] of any figure of the weights, around the mean of the replicates."""
    values = np.stack([np.atleast_1d(figure(replicates.weights(r))) for r in range(len(replicates.scale))])
    away = values - values.mean(axis=0)
    return (away * replicates.scale[:, None]).T @ away
