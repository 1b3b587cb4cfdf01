"""Rates of municipalities in one month: of all together, on average, spread out, and in classes that move along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

QUANTILES = (10, 25, 50, 75, 90)
LOW, MID, HIGH = "low", "mid", "high"
CLOSE = 1e-13  # of the largest variance that is looked at


@dataclass(frozen=True)
class Spread:
    """The rates of some municipalities. **Units**: per so many of the denominator; `cv` and `sd_beyond_chance` are ratios.

    `of_all` is the ratio of the totals of all of them, `mean` the mean of the rates: one weighs by size, the other counts each
    municipality alike, of the `municipalities` with a denominator. nan where nothing can be said.
    """

    municipalities: int
    of_all: float
    mean: float
    quantiles: Mapping[int, float]
    cv: float
    tau2: float

    @property
    def sd_beyond_chance(self) -> float:
        """Standard deviation that small counts do not explain, over the mean."""
        return float(np.sqrt(self.tau2) / self.mean) if self.mean else np.nan


def spread_of(numerator: np.ndarray, denominator: np.ndarray, per: float) -> Spread:
    """How the rates of municipalities lie apart; those without a denominator are only in the totals.

    Left out of the totals, their counts would follow: from the total of all, that rate and denominators that anybody knows.

    **Method**: quantiles of type 7 (Hyndman & Fan 1996), as PERCENTIEL.INC of Excel; sd beyond chance by Paule & Mandel (1982) with
    the variance of a count at the rate of all: that rate over the denominator of the municipality.
    """
    known, totals = denominator > 0, (numerator.sum(), denominator.sum())
    numerator, denominator = numerator[known], denominator[known]
    if not len(numerator):
        return Spread(0, np.nan, np.nan, dict.fromkeys(QUANTILES, np.nan), np.nan, np.nan)
    exposure = denominator / per
    rates, of_all = numerator / exposure, float(totals[0] / (totals[1] / per))
    mean = float(rates.mean())
    quantiles = dict(zip(QUANTILES, np.quantile(rates, np.array(QUANTILES) / 100).tolist(), strict=True))
    several = len(rates) > 1
    cv = float(rates.std(ddof=1) / mean) if several and mean else np.nan
    tau2 = paule_mandel(rates, of_all / exposure) if several else np.nan
    return Spread(len(rates), of_all, mean, quantiles, cv, tau2)


def paule_mandel(values: np.ndarray, variances: np.ndarray) -> float:
    """The variance between values that their own variances do not explain; 0 where these explain all.

    **Method**: Paule & Mandel (1982): the variance at which the weighted sum of squares is the number of values less one.
    """
    from scipy.optimize import brentq  # half a second, which other studies need not wait for

    if not (variances > 0).all():
        return float(values.var(ddof=1))

    def excess(between: float) -> float:
        weight = 1 / (variances + between)
        mean = (weight * values).sum() / weight.sum()
        return float((weight * (values - mean) ** 2).sum() - (len(values) - 1))

    if excess(0.0) <= 0:
        return 0.0
    most = 10 * float(values.var(ddof=1))
    return float(brentq(excess, 0.0, most, xtol=CLOSE * most, rtol=1e-15, maxiter=1000))


def moving_classes(rates: np.ndarray) -> np.ndarray:
    """The class of each municipality: low below P25, high above P75 of these rates, else in the middle; empty without a rate."""
    known = ~np.isnan(rates)
    found = np.full(len(rates), "", object)
    if known.any():
        low, high = np.quantile(rates[known], [0.25, 0.75])
        found[known] = np.where(rates[known] < low, LOW, np.where(rates[known] > high, HIGH, MID))
    return found


def mean_rates(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """The rate of each municipality over some months: mean count over mean denominator. **Rows** are months."""
    below = denominator.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = numerator.mean(axis=0) / below
    return np.where(below > 0, rate, np.nan)
