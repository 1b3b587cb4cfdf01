"""Representativeness of the response: how far the chance to respond differs over groups of the frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import expit

from monitor.errors import StatisticsError, nearest
from monitor.statistics.quality.response_summary import PartialR, RIndicator

RESPONDED = "complete"  # as in RR1: the answers that figures are made of
MOST_STEPS = 100


def r_indicator(
    eligible: pd.DataFrame,
    variables: Sequence[str],
    weight: str | None = None,
    population: int | None = None,
    where: str = "dispositions",
) -> RIndicator:
    """R-indicator of the eligible sampled units on frame variables (categories, main effects), and its parts.

    Who broke off has not responded: `response` is RR1. `weight` names the column with the design weight of each
    unit, 1 over its chance to be drawn; without it all units count alike. `where` is the file, of which the index has lines.

    **Method**: logistic response propensities; R of Schouten, Cobben & Bethlehem (2009); unconditional and
    conditional partial indicators of Schouten, Shlomo & Skinner (2011). Weights enter the likelihood and every mean.
    The bias adjustment of Shlomo, Skinner & Schouten (2012) is that of a simple random sample from `population`
    (None: endless); with weights that differ it is not given.
    **Raises** StatisticsError for an unknown column, an empty cell, a weight that is no number above 0, or when no unit is eligible.
    """
    for name in (*variables, *([weight] if weight else [])):
        if name not in eligible.columns:
            raise StatisticsError(
                "statistics.dispositions_have_no_column", hint=nearest(name, eligible.columns), name=name
            )
    if not len(eligible):
        raise StatisticsError("statistics.no_sampled_unit_is_eligible_so")
    for name in variables:
        empty = eligible.index[eligible[name].astype(str).str.strip() == ""]
        if len(empty):
            raise StatisticsError(
                "statistics.dispositions_have_empty_cells",
                where=where,
                line=int(empty[0]),
                name=name,
                count=len(empty),
            )
    weights = np.ones(len(eligible)) if weight is None else _weights(eligible, weight, where)
    cells = _cells(eligible, variables, weights)
    alike = bool(np.ptp(weights) <= 1e-12 * weights.max())
    adjusted = cells.adjusted(population) if alike else None
    return RIndicator(
        tuple(variables), len(eligible), float(cells.mean), float(1 - 2 * np.sqrt(cells.variance)), adjusted,
        not alike, tuple(part for name in variables for part in cells.parts(name)),
    )  # fmt: skip


def _weights(units: pd.DataFrame, column: str, where: str) -> np.ndarray:
    weights = pd.to_numeric(units[column], errors="coerce").to_numpy(dtype=float)
    wrong = units.index[~np.isfinite(weights) | (weights <= 0)]
    if len(wrong):
        raise StatisticsError(
            "statistics.dispositions_have_no_weight",
            where=where,
            line=int(wrong[0]),
            name=column,
            count=len(wrong),
        )
    return weights


def _cells(units: pd.DataFrame, variables: Sequence[str], weights: np.ndarray) -> _Cells:
    """The units by combination of their categories."""
    responded = weights * (units["disposition"] == RESPONDED).to_numpy()
    table = (
        units[list(variables)]
        .assign(units=1, size=weights, hits=responded)
        .groupby(list(variables), sort=True)
        .sum()
        .reset_index()
    )
    return _Cells(
        table[list(variables)],
        table["units"].to_numpy(int),
        table["size"].to_numpy(float),
        table["hits"].to_numpy(float),
    )


@dataclass(frozen=True)
class _Cells:
    """Sampled units by combination of categories: how many, their weight, and the weight of who responded."""

    categories: pd.DataFrame
    units: np.ndarray
    size: np.ndarray
    hits: np.ndarray

    @cached_property
    def x(self) -> np.ndarray:
        """Intercept and all but the first category of each variable."""
        columns = [np.ones(len(self.categories))]
        for name in self.categories.columns:
            codes = pd.factorize(self.categories[name], sort=True)[0]
            columns += [(codes == code).astype(float) for code in range(1, codes.max() + 1)]
        return np.stack(columns, axis=1)

    @cached_property
    def propensity(self) -> np.ndarray:
        return expit(self.x @ _logistic(self.x, self.size, self.hits))

    @property
    def mean(self) -> float:
        """The share of the units that responded."""
        return float(self.hits.sum() / self.size.sum())

    @cached_property
    def variance(self) -> float:
        spread = self.propensity - self._mean_of(self.propensity)
        return float((self.size * spread**2).sum() / max(self.size.sum() - 1, 1))

    def adjusted(self, population: int | None) -> float:
        """R without the bias that estimating propensities from a simple random sample adds."""
        unbiased = self.variance - _bias(self.x, self.size, self.propensity, self.variance, population)
        return float(1 - 2 * np.sqrt(max(unbiased, 0.0)))

    def _mean_of(self, values: np.ndarray) -> float:
        return float((self.size * values).sum() / self.size.sum())

    def parts(self, name: str) -> Iterator[PartialR]:
        """The partial indicators of a variable, and of each of its categories.

        Unconditional: how far the mean propensity of a category lies from that of all (with its sign), times the root of
        its share. Conditional: how far propensities within groups alike in all other variables still differ.
        """
        total, mean = self.size.sum(), self._mean_of(self.propensity)
        own = self.categories[name].to_numpy()
        within = self.size * (self.propensity - self._mean_of_alike(name)) ** 2
        between = 0.0
        found = list[PartialR]()
        for category in sorted(set(own.tolist())):
            mine = own == category
            share = self.size[mine].sum() / total
            apart = float((self.size * self.propensity)[mine].sum() / self.size[mine].sum() - mean)
            between += share * apart**2
            found.append(
                PartialR(
                    name,
                    category,
                    int(self.units[mine].sum()),
                    float(share),
                    float(self.hits[mine].sum() / self.size[mine].sum()),
                    float(np.sqrt(share) * apart),
                    float(np.sqrt(within[mine].sum() / total)),
                )  # fmt: skip
            )
        yield PartialR(
            name, "", int(self.units.sum()), 1.0, self.mean, float(np.sqrt(between)),
            float(np.sqrt(within.sum() / total)),
        )  # fmt: skip
        yield from found

    def _mean_of_alike(self, name: str) -> np.ndarray:
        """Mean propensity of all cells that are alike in every variable but one."""
        others = [other for other in self.categories.columns if other != name]
        alike = (
            self.categories.groupby(others).ngroup().to_numpy() if others else np.zeros(len(self.size), int)
        )
        weight = np.bincount(alike, self.size)
        return (np.bincount(alike, self.size * self.propensity) / weight)[alike]


def _logistic(x: np.ndarray, size: np.ndarray, hits: np.ndarray) -> np.ndarray:
    """Maximum likelihood by iteratively reweighted least squares, until the fits stand still.

    Where a cell responds wholly or not at all the slope grows without end but its fit settles.
    """
    slope, fitted = np.zeros(x.shape[1]), np.full(len(size), 0.5)
    for _ in range(MOST_STEPS):
        information = x.T @ (x * (size * fitted * (1 - fitted))[:, None])
        slope = slope + np.linalg.lstsq(information, x.T @ (hits - size * fitted), rcond=1e-12)[0]
        before, fitted = fitted, expit(x @ slope)
        if np.abs(fitted - before).max() < 1e-10:
            break
    return slope


def _bias(
    x: np.ndarray, size: np.ndarray, propensity: np.ndarray, variance: float, population: int | None
) -> float:
    """What sampling adds to the variance of estimated propensities."""
    n = size.sum()
    gradient = x * (propensity * (1 - propensity))[:, None]
    information = x.T @ (gradient * size[:, None])
    spread = gradient.T @ (gradient * size[:, None])
    added = np.trace(np.linalg.pinv(information, hermitian=True) @ spread) / n
    return float(added - (1 / n - (1 / population if population else 0.0)) * variance)
