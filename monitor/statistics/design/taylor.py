"""Taylor linearisation on group sums: the covariance of any smooth figures of one item.

A figure is linear in the basis of GroupSums to first order: its influence on a respondent in
(group, wave) is a fixed number per basis function. With those numbers as columns of `linear`, the
design-based covariance is algebra on small tables (Woodruff 1971; Binder 1983).
"""

from __future__ import annotations

import numpy as np

from monitor.statistics.design.group_sums import GroupSums
from monitor.statistics.design.sampling_design import SurveyDesign

ROUNDING = 1e-12


def covariance(sums: GroupSums, linear: np.ndarray) -> np.ndarray:
    """Covariance matrices [group, q, q] of figures with influences `linear` [group, R, q].

    A variance that is nothing but rounding of the sums it is made of is 0.
    """
    design = sums.layout.design
    scores = _with_fpc(sums) @ linear
    moment = np.swapaxes(linear, 1, 2) @ sums.second @ linear
    size = _diagonal(moment) + _spread(design, scores, diagonal=True)
    if design.calibration is not None:
        scores, moment = _residuals(sums, linear, scores, moment)
    matrix = moment + _spread(design, scores) - _between_strata(design, scores)
    return _without_rounding(_single_psu_policy(sums, linear, scores, matrix), size)


def _with_fpc(sums: GroupSums) -> np.ndarray:
    design = sums.layout.design
    if design.population is None or sums.layout.scaled:
        return sums.first
    root = design.fpc_root[design.block_stratum]
    size = sums.first.shape[2] // root.shape[1]
    return sums.first * np.repeat(root, size, axis=1)


def _diagonal(matrices: np.ndarray) -> np.ndarray:
    return np.diagonal(matrices, axis1=1, axis2=2)


def _spread(design: SurveyDesign, scores: np.ndarray, diagonal: bool = False) -> np.ndarray:
    """Sum over shared PSUs of factor x score x score'."""
    shared = scores[:, : len(design.shared_psus)]
    factor = design.spread_factor[design.block_stratum[: shared.shape[1]]][:, None]
    if diagonal:
        return (factor * shared**2).sum(axis=1)
    return np.swapaxes(shared * factor, 1, 2) @ shared


def _between_strata(design: SurveyDesign, scores: np.ndarray) -> np.ndarray:
    """What the mean of each stratum takes off."""
    totals = design.sum_by_stratum(scores)
    n = np.maximum(design.psus_by_stratum, 1)
    return np.swapaxes(totals * (design.spread_factor / n)[:, None], 1, 2) @ totals


def _residuals(
    sums: GroupSums, linear: np.ndarray, scores: np.ndarray, moment: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Scores and second moments after taking off the fit on the calibration margins."""
    design = sums.layout.design
    fit = design.auxiliaries.inverse @ (sums.margin_bases @ linear)
    crossed = np.swapaxes(fit, 1, 2) @ (sums.margin_squares @ linear)
    moment = moment - crossed - np.swapaxes(crossed, 1, 2)
    moment = moment + np.swapaxes(fit, 1, 2) @ design.auxiliary_squares @ fit
    return scores - design.auxiliary_totals @ fit, moment


def _single_psu_policy(
    sums: GroupSums, linear: np.ndarray, scores: np.ndarray, matrix: np.ndarray
) -> np.ndarray:
    """Strata with one PSU: centred at 0, the mean of all influences, or given the average of the other strata."""
    design = sums.layout.design
    single = design.single_strata
    if len(single) and design.single_psu == "adjust":
        away = design.sum_by_stratum(scores)[:, single]
        return matrix + np.swapaxes(away, 1, 2) @ away
    if len(single) and design.single_psu == "average":
        root = np.sqrt(_stand_in(sums, linear))
        return matrix * root[:, :, None] * root[:, None, :]
    return matrix


def _stand_in(sums: GroupSums, linear: np.ndarray) -> np.ndarray:
    """Strata over strata that show a variance, of those in which each figure [group, q] has answers."""
    design = sums.layout.design
    answered = design.sum_by_stratum(sums.present) > 0
    by_wave = linear.reshape(len(linear), sums.n_waves, -1, linear.shape[2])
    touched = (by_wave != 0).any(axis=2)
    present = (answered.astype(float) @ touched.astype(float)) > 0
    strata, single = present.sum(axis=1), present[:, design.single_strata].sum(axis=1)
    return np.where(strata > single, strata / np.maximum(strata - single, 1), 1.0)


def _without_rounding(matrix: np.ndarray, size: np.ndarray) -> np.ndarray:
    nothing = _diagonal(matrix) <= ROUNDING * size
    return np.where(nothing[:, :, None] | nothing[:, None, :], 0.0, matrix)
