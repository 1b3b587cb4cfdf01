"""The figure of one survey drawn to that of another one about everybody, of whom its people are a few.

As in the normal model of areas (`area_model`), with what is known of it: how municipalities vary around the whole country. That
is released by the other survey, and is not fitted here, where there is one municipality.
"""

from __future__ import annotations

import numpy as np


def drawn_to(
    estimate: np.ndarray, variance: np.ndarray, usual: np.ndarray, of_usual: np.ndarray, tau: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each figure, of which `variance` is the sampling variance; `usual` is the figure of everybody
    and `of_usual` its variance. Where `tau` is NaN nobody knows how figures vary, and each stays as it is.

    **Method**: usual + a (estimate - usual) with a = tau^2 / (V + tau^2), and variance a V + (1 - a)^2 var(usual).
    """
    with np.errstate(invalid="ignore"):
        own = np.where(np.isnan(tau), 1.0, tau**2 / (variance + tau**2))
    return usual + own * (estimate - usual), np.sqrt(own * variance + (1 - own) ** 2 * of_usual)
