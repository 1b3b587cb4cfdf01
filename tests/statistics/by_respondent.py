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
    scores = scores * (design.weights * design.units.fpc_root[design.strata, design.wave])[:, None]
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


def covariance_of_two_stages(design: SurveyDesign, scores: np.ndarray) -> np.ndarray:
    """The same with a second stage: PSU totals by wave, and within each PSU the totals of units around their wave's mean.

    Two waves share what their common units have in common beyond chance (Tam 1984): of `scores` [row, J] every column
    belongs to one wave.
    """
    second = design.second
    if design.calibration is not None:
        scores = _residuals(design, scores)
    scores = scores * design.weights[:, None]
    waves, fraction = range(len(design.waves)), design.units.sampled_by_wave / design.population
    scaled = scores * np.sqrt(1 - fraction)[design.strata, design.wave][:, None]
    found = np.zeros((scores.shape[1], scores.shape[1]))
    for stratum in range(design.n_strata):
        psus = np.flatnonzero(design.psu_stratum == stratum)
        totals = np.array([scaled[design.psu == psu].sum(axis=0) for psu in psus])
        away = totals - totals.mean(axis=0)
        found += len(psus) / (len(psus) - 1) * away.T @ away
    for parent, psu in enumerate(second.stratum_psu):
        units = [np.unique(second.unit[(second.stratum == parent) & (design.wave == wave)]) for wave in waves]
        of = [
            {u: scores[(second.unit == u) & (design.wave == wave)].sum(axis=0) for u in units[wave]}
            for wave in waves
        ]
        root = [
            np.sqrt(fraction[design.psu_stratum[psu], wave] * len(u) / (len(u) - 1)) if len(u) > 1 else 0.0
            for wave, u in enumerate(units)
        ]  # fmt: skip
        for one in waves:
            for other in waves:
                both = np.intersect1d(units[one], units[other])
                if len(both):
                    mean, other_mean = (np.mean(list(of[wave].values()), axis=0) for wave in (one, other))
                    product = sum(np.outer(of[one][u], of[other][u]) for u in both)
                    exist = np.sqrt(second.population[parent, one] * second.population[parent, other])
                    common = 1 - len(units[one]) * len(units[other]) / (len(both) * exist)
                    found += (
                        common * root[one] * root[other] * (product - len(both) * np.outer(mean, other_mean))
                    )
    return found
