"""Totals and ratios of numbers by domain, linearised."""

from __future__ import annotations

import numpy as np

from monitor.intake.answers.typed_answers import VALID
from monitor.statistics.design.group_sums import Layout, number_sums, whole_sample
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.design.taylor import covariance
from monitor.statistics.estimates.moments import Moments


def total_moments(layout: Layout, numbers: np.ndarray, state: np.ndarray) -> Moments:
    """Population totals [group, wave, J] of numbers (columns), over valid answers only."""
    sums = number_sums(layout, numbers, state, centred=False)
    groups, waves, size = sums.means.shape
    width = waves * size
    matrix = covariance(sums, np.broadcast_to(np.eye(width), (groups, width, width)))
    totals = sums.means * sums.weight[:, :, None]
    return Moments(sums, totals, matrix.reshape(groups, waves, size, waves, size), sums.spread)


def ratio_moments(
    layout: Layout, numerator: np.ndarray, denominator: np.ndarray, state: np.ndarray
) -> Moments:
    """Ratios of totals [group, wave, 1], such as all hours over all clients.

    A ratio of totals is not the mean of the respondents' own ratios: a report says which it shows.
    """
    both = np.stack([numerator, denominator], axis=1)
    sums = number_sums(layout, both, state, centred=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = sums.means[:, :, 0] / sums.means[:, :, 1]
        influence = 1.0 / (sums.means[:, :, 1] * sums.weight)
    factor = np.append(np.nan_to_num(ratio).ravel(), 0.0)[layout.domain]
    residual = numerator - factor * denominator
    rest = number_sums(layout, residual[:, None], state, centred=False)
    matrix = covariance(rest, np.nan_to_num(influence)[:, :, None] * np.eye(layout.n_waves))
    empty = ~np.isfinite(ratio)
    matrix[empty[:, :, None] | empty[:, None, :]] = np.nan
    return Moments(rest, ratio[:, :, None], matrix[:, :, None, :, None], rest.spread)


def covariance_of_scores(design: SurveyDesign, scores: np.ndarray) -> np.ndarray:
    """Covariance [J, J] of weighted totals of linearised scores (rows respondents, columns figures).

    For any figure that has no function of its own: give its influence on each respondent.
    """
    layout = Layout(design, whole_sample(len(design)))
    moments = total_moments(layout, scores, np.full(len(design), VALID, dtype=np.int8))
    return moments.covariance.sum(axis=(1, 3))[0]
