"""The normal model of areas: each figure drawn towards what is usual for such an area, as far as it is imprecise.

    figure_i = usual_i + difference_i + error_i     usual_i = x_i' b, sd of the differences tau, var of the error V_i

Hierarchical Bayes: flat priors on b, and on tau^2 from 0 to ((highest - lowest) / 2)^2 of the scale, the most that figures
can vary. Nothing is plugged in: estimates are averaged over tau by quadrature, so an interval keeps its width where tau
is estimated as 0 (Fay & Herriot 1979; Morris & Lysy 2012; the default of R's hbsae, Boonstra).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.statistics.benchmark.spread import Spread, spread_between

LEFT_OVER = 3  # areas that there must be beside the coefficients


@dataclass(frozen=True)
class AreaModel:
    """The fitted model: the posterior of tau, and at each of its nodes b [node, coefficient] and its variance
    [node, coefficient, coefficient]. It holds no area."""

    spread: Spread
    coefficients: np.ndarray
    of_coefficients: np.ndarray

    @property
    def usual(self) -> np.ndarray:
        """The posterior mean of b."""
        return self.spread.mass @ self.coefficients

    def drawn(
        self, estimate: np.ndarray, variance: np.ndarray, covariates: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Posterior mean and standard deviation of the figure of areas with these estimates and sampling variances.

        The areas that the model was fitted on, at their own figures or as these are displayed.

        **Method**: given tau, usual + a (estimate - usual) with a = tau^2 / (V + tau^2), and variance
        a V + (1 - a)^2 x' var(b) x; then averaged over the posterior of tau.
        """
        mass, between = self.spread.mass, (self.spread.tau**2)[:, None]
        own = between / (variance + between)
        fitted = self.coefficients @ covariates.T
        mean = fitted + own * (estimate - fitted)
        of_fit = np.einsum("ip,tpq,iq->ti", covariates, self.of_coefficients, covariates, optimize=True)
        average = mass @ mean
        inside = mass @ (own * variance + (1 - own) ** 2 * of_fit)
        return average, np.sqrt(inside + mass @ (mean - average) ** 2)


def area_model(
    estimate: np.ndarray, variance: np.ndarray, covariates: np.ndarray, largest_tau: float
) -> AreaModel | None:
    """The model of the figures of areas [area], their sampling variances [area] and covariates [area, coefficient].

    `largest_tau` is where the prior of tau ends. None with fewer areas than coefficients and three, and where a sampling
    variance is 0: then nothing says how far a figure is to be drawn.
    """
    areas, size = covariates.shape
    if areas < size + LEFT_OVER or not (variance > 0).all() or not largest_tau > 0:
        return None
    fits = _Fits(estimate, variance, covariates)
    spread = spread_between(fits.log_likelihood, largest_tau)
    _, coefficients, of_coefficients = fits.at(spread.tau)
    return AreaModel(spread, coefficients, of_coefficients)


@dataclass(frozen=True)
class _Fits:
    """Weighted least squares of the areas where tau is known."""

    estimate: np.ndarray
    variance: np.ndarray
    covariates: np.ndarray

    def log_likelihood(self, tau: np.ndarray) -> np.ndarray:
        """The logarithm of the likelihood of tau, b integrated out, up to a constant [node]."""
        return self.at(tau)[0]

    def at(self, tau: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """By node of tau that logarithm, b and the variance of b."""
        x = self.covariates
        weight = 1 / (self.variance + (tau**2)[:, None])
        information = np.einsum("ti,ip,iq->tpq", weight, x, x, optimize=True)
        inverse = np.linalg.inv(information)
        b = np.einsum("tpq,tq->tp", inverse, (weight * self.estimate) @ x)
        residual = self.estimate - b @ x.T
        squares = (weight * residual**2).sum(axis=1)
        determinant = np.linalg.slogdet(information)[1]
        return (np.log(weight).sum(axis=1) - determinant - squares) / 2, b, inverse
