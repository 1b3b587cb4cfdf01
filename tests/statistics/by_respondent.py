"""The textbook beside the product: linearised scores by respondent, added up by PSU, their spread within strata."""

from __future__ import annotations

import numpy as np

from monitor.statistics.design.sampling_design import SurveyDesign


def covariance_by_respondent(design: SurveyDesign, scores: np.ndarray) -> np.ndarray:
    """Covariance [J, J] of weighted totals of linearised scores (rows respondents, columns figures).

    A stratum with one PSU is centred at 0, the mean of all influences, the policy `adjust`.
    """
    if design.calibration is not None:
        scores = _residuals(design, scores)
    scores = scores * (design.weights * design.fpc_root[design.strata, design.wave])[:, None]
    totals = np.zeros((len(design.psu_stratum), scores.shape[1]))
    np.add.at(totals, design.psu, scores)
    found = np.zeros((scores.shape[1], scores.shape[1]))
    for stratum in range(design.n_strata):
        mine = totals[design.psu_stratum == stratum]
        alone = len(mine) == 1
        away = mine if alone else mine - mine.mean(axis=0)
        found += (1 if alone else len(mine) / (len(mine) - 1)) * away.T @ away
    return found


def _residuals(design: SurveyDesign, scores: np.ndarray) -> np.ndarray:
    """What the margins leave of the scores: the fit is weighted with the weights before calibration."""
    calibration = design.auxiliaries
    values, root = calibration.values[calibration.cell], np.sqrt(calibration.base)[:, None]
    return scores - values @ np.linalg.lstsq(values * root, scores * root, rcond=None)[0]
