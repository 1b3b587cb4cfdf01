"""Whether areas differ by more than chance, in one number: how wide their z values are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Overdispersion:
    """`phi` is the mean squared z, about 1 where areas differ by chance alone, and `bound` what it then seldom passes.

    `tau2` is the variance between areas that follows from it, in the squared unit of the figure.
    """

    phi: float
    bound: float
    tau2: float


def overdispersion(
    estimate: np.ndarray, k: np.ndarray, reference: float, variance_of_one: float, winsorised: float
) -> Overdispersion:
    """Phi of the figures of areas around a reference, with the lowest and highest part `winsorised` pulled in.

    `variance_of_one` is the variance of one answer if no area differs: q(1 - q) of a share, S2 of a mean.

    **Method**: z = (estimate - reference) / sqrt(variance_of_one k), pulled in to its quantiles; phi = mean z^2, bound
    1 + 2 sqrt(2 / I) of I areas; tau2 = (I phi - (I - 1)) / (sum w - sum w^2 / sum w), at least 0, w = 1 / variance
    (Spiegelhalter 2005, 2012). NaN where nothing varies or there are no areas.
    """
    areas = len(estimate)
    if not areas or not variance_of_one > 0:
        return Overdispersion(float("nan"), float("nan"), float("nan"))
    variance = variance_of_one * k
    z = (estimate - reference) / np.sqrt(variance)
    phi = float((np.clip(z, *np.quantile(z, [winsorised, 1 - winsorised])) ** 2).mean())
    weight = 1 / variance
    spread = weight.sum() - (weight**2).sum() / weight.sum()
    tau2 = (areas * phi - (areas - 1)) / spread if areas > 1 else 0.0
    return Overdispersion(phi, 1 + 2 * np.sqrt(2 / areas), max(0.0, float(tau2)))
