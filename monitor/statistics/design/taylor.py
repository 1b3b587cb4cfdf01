"""Taylor linearisation on group sums: the covariance of any smooth figures of one item.

A figure is linear in the basis of GroupSums to first order: its influence on a respondent in
(group, wave) is a fixed number per basis function. With those numbers as columns of `linear`, the
design-based covariance is algebra on small tables (Woodruff 1971; Binder 1983).
"""

from __future__ import annotations

import numpy as np

from monitor.statistics.design.group_sums import GroupSums
from monitor.statistics.design.sampled_units import SampledUnits
from monitor.statistics.design.second_stage import SecondStageUnits, added_up, products

ROUNDING = 1e-12


def covariance(sums: GroupSums, linear: np.ndarray) -> np.ndarray:
    """Covariance matrices [group, q, q] of figures with influences `linear` [group, R, q].

    A variance that is nothing but rounding of the sums it is made of is 0.
    """
    design, units = sums.layout.design, sums.layout.design.units
    if units.second is not None:
        return _of_two_stages(sums, linear, units.second)
    scores = _with_fpc(sums) @ linear
    moment = np.swapaxes(linear, 1, 2) @ sums.second @ linear
    shared, strata = units.n_shared, units.block_parent
    size = _diagonal(moment) + _spread(units, scores[:, :shared], strata[:shared], diagonal=True)
    if design.calibration is not None:
        fit = _fit(sums, linear)
        scores, moment = scores - design.calibration.totals @ fit, _residual_moment(sums, linear, fit, moment)
    matrix = moment + _spread(units, scores[:, :shared], strata[:shared])
    totals = units.sum_by_stratum(scores)
    matrix = matrix - _between_strata(units, totals)
    return _without_rounding(_single_psu_policy(sums, linear, totals, matrix), size)


def _of_two_stages(sums: GroupSums, linear: np.ndarray, second: SecondStageUnits) -> np.ndarray:
    """The same with a second stage: between PSUs, and of each PSU that is sampled what varies within it.

    **Method**: Särndal, Swensson & Wretman (1992), result 4.3.1, on linearised scores: (1 - f1) x the spread of PSU
    totals, plus f1 (1 - f2) x the spread of unit totals within each PSU. Each wave is centred at its own mean there.
    """
    design, units = sums.layout.design, sums.layout.design.units
    scores = _by_wave(sums, linear)
    moment = np.swapaxes(linear, 1, 2) @ sums.second @ linear
    if design.calibration is not None:
        fit = _fit(sums, linear)
        moment = _residual_moment(sums, linear, fit, moment)
        for wave in range(len(design.waves)):
            mine = design.calibration.column_wave == wave
            scores[:, :, wave] -= design.calibration.totals[:, mine] @ fit[:, mine]
    shared, strata = units.n_shared, units.psu_stratum
    within_units = products(scores[:, :shared], units.unit_factor[units.block_parent[:shared]])
    parents = units.sum_by_parent(scores)
    within = moment + within_units - second.between(parents, units.unit_factor)
    psus = second.sum_by_psu(np.einsum("gpwq,pw->gpq", parents, units.fpc_root[units.parent_stratum]))
    totals = added_up(psus, strata, units.n_strata)
    between = _spread(units, psus, strata)
    size = _diagonal(moment) + np.abs(_diagonal(within_units)) + _diagonal(between)
    matrix = within + between - _between_strata(units, totals)
    return _without_rounding(_single_psu_policy(sums, linear, totals, matrix), size)


def _by_wave(sums: GroupSums, linear: np.ndarray) -> np.ndarray:
    """Scores [group, block, wave of the design, q], not corrected for the population."""
    design, waves = sums.layout.design, sums.layout.wave_of
    groups, blocks, width = sums.first.shape
    size = width // len(waves)
    scores = np.zeros((groups, blocks, len(design.waves), linear.shape[2]))
    for place, wave in enumerate(waves):
        mine = slice(place * size, (place + 1) * size)
        scores[:, :, wave] += sums.first[:, :, mine] @ linear[:, mine]
    return scores


def _with_fpc(sums: GroupSums) -> np.ndarray:
    units = sums.layout.design.units
    if units.population is None:
        return sums.first
    root = units.fpc_root[units.block_parent][:, sums.layout.wave_of]
    size = sums.first.shape[2] // root.shape[1]
    return sums.first * np.repeat(root, size, axis=1)


def _diagonal(matrices: np.ndarray) -> np.ndarray:
    return np.diagonal(matrices, axis1=1, axis2=2)


def _spread(units: SampledUnits, psus: np.ndarray, strata: np.ndarray, diagonal: bool = False) -> np.ndarray:
    """Sum over PSUs, those with a score of their own, of factor x score x score'."""
    factor = units.spread_factor[strata][:, None]
    if diagonal:
        return (factor * psus**2).sum(axis=1)
    return np.swapaxes(psus * factor, 1, 2) @ psus


def _between_strata(units: SampledUnits, totals: np.ndarray) -> np.ndarray:
    """What the mean of each stratum takes off."""
    n = np.maximum(units.psus_by_stratum, 1)
    return np.swapaxes(totals * (units.spread_factor / n)[:, None], 1, 2) @ totals


def _fit(sums: GroupSums, linear: np.ndarray) -> np.ndarray:
    """The fit of the scores on the calibration margins [group, auxiliary, q]."""
    return sums.layout.design.auxiliaries.inverse @ (sums.margin_bases @ linear)


def _residual_moment(sums: GroupSums, linear: np.ndarray, fit: np.ndarray, moment: np.ndarray) -> np.ndarray:
    """Second moments after taking off the fit."""
    crossed = np.swapaxes(fit, 1, 2) @ (sums.margin_squares @ linear)
    moment = moment - crossed - np.swapaxes(crossed, 1, 2)
    return moment + np.swapaxes(fit, 1, 2) @ sums.layout.design.auxiliaries.squares @ fit


def _single_psu_policy(
    sums: GroupSums, linear: np.ndarray, totals: np.ndarray, matrix: np.ndarray
) -> np.ndarray:
    """Strata with one PSU: centred at 0, the mean of all influences, or given the average of the other strata."""
    units = sums.layout.design.units
    single, policy = units.single_strata, units.frame.single_psu
    if len(single) and policy == "adjust":
        away = totals[:, single]
        return matrix + np.swapaxes(away, 1, 2) @ away
    if len(single) and policy == "average":
        root = np.sqrt(_stand_in(sums, linear))
        return matrix * root[:, :, None] * root[:, None, :]
    return matrix


def _stand_in(sums: GroupSums, linear: np.ndarray) -> np.ndarray:
    """Strata over strata that show a variance, of those in which each figure [group, q] has answers."""
    units = sums.layout.design.units
    answered = units.sum_by_stratum(sums.present) > 0
    by_wave = linear.reshape(len(linear), sums.n_waves, -1, linear.shape[2])
    touched = (by_wave != 0).any(axis=2)
    present = (answered.astype(float) @ touched.astype(float)) > 0
    strata, single = present.sum(axis=1), present[:, units.single_strata].sum(axis=1)
    return np.where(strata > single, strata / np.maximum(strata - single, 1), 1.0)


def _without_rounding(matrix: np.ndarray, size: np.ndarray) -> np.ndarray:
    nothing = _diagonal(matrix) <= ROUNDING * size
    return np.where(nothing[:, :, None] | nothing[:, None, :], 0.0, matrix)
