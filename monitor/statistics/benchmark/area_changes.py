"""How the figure of each area changed since an earlier wave, drawn towards the mean change of all areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from monitor.statistics.benchmark.against_rest import FigureScale
from monitor.statistics.benchmark.area_model import AreaModel, area_model


@dataclass(frozen=True)
class AreaChanges:
    """By area the change with its sampling `variance` and p; `enough` says whether the answers of both waves bear a verdict."""

    difference: np.ndarray
    variance: np.ndarray
    p: np.ndarray
    enough: np.ndarray


def area_changes(
    before: np.ndarray,
    after: np.ndarray,
    variances: tuple[np.ndarray, np.ndarray],
    effective: tuple[np.ndarray, np.ndarray],
    least: float,
) -> AreaChanges:
    """The change of the figure of each area, of two waves that were sampled apart.

    `variances` are the sampling variances and `effective` Kish's effective numbers of answers, of both waves; with fewer
    than `least` of either there is no verdict.

    **Method**: V = V_1 + V_2, z test.
    """
    difference, variance = after - before, variances[0] + variances[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        p = 2 * ndtr(-np.abs(difference) / np.sqrt(variance))
        enough = (effective[0] >= least) & (effective[1] >= least)
    return AreaChanges(difference, variance, p, enough)


def model_of_changes(difference: np.ndarray, variance: np.ndarray, scale: FigureScale) -> AreaModel | None:
    """What draws changes to the mean change; None as of `area_model`.

    **Method**: the model of areas with a constant only, the prior of tau as that of the figures. An area without answers in
    one of the waves (NaN) is in no model.
    """
    there = np.isfinite(difference) & np.isfinite(variance)
    constant = np.ones((int(there.sum()), 1))
    return area_model(difference[there], variance[there], constant, scale.largest_tau)
