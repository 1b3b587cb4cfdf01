"""Limits of counts in a study of vignettes: kept back where they tell what the colleagues of one municipality answered.

Municipalities are the sampled units, so a standard error with all its digits gives, with the count, in how many municipalities
both said so; with municipalities of another size it gives what those few said.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.results.keys import by_key
from monitor.release.results.rounding import class_rule
from monitor.statistics.quality.vignettes_summary import VignettesSummary
from monitor.statistics.quality.workers import CELL
from monitor.study.house_policy import house_vignettes
from monitor.study.study import Study
from monitor.study.vignettes import DECISION

OF_UNITS = ["se", "ci_low", "ci_high", "n_effective", "deff"]


def without_telling_limits(
    estimates: pd.DataFrame, behind: pd.DataFrame, summary: VignettesSummary | None, study: Study
) -> pd.DataFrame:
    """The estimates without a standard error, and what is made of it, where fewer people than in `classes` answered and: the pairs
    alike would be told as a class or not at all, so would the pairs of which both gave an answer or one did, few municipalities have teams of that size, or
    few are left out of the pairs for a local rule.

    `behind` has a row for each cell with answers (see statistics.quality.colleagues_behind).
    """
    rule, policy = class_rule(), house_vignettes()
    found = estimates[CELL].merge(behind, on=CELL, how="left")
    pairs, alike = found["pairs"].to_numpy(float), found["alike"].to_numpy(float)
    telling = (pairs > 0) & (pairs < policy.pairs_from)
    telling |= (pairs > 0) & ((alike <= rule.edge) | (alike >= pairs - rule.edge))
    telling |= (pairs > 0) & (found["least_of_answer"] <= rule.edge).to_numpy()
    telling |= (found["least_of_size"] < _few(pairs)).to_numpy()
    telling |= _left_out(estimates, summary, study)
    frame = estimates.copy()
    frame.loc[telling & (estimates["n"] < rule.below).to_numpy(), OF_UNITS] = np.nan
    return frame


def _few(pairs: np.ndarray) -> np.ndarray:
    """Of how many municipalities teams of one size may be told; where nobody has a colleague, of any number."""
    return np.where(pairs > 0, house_vignettes().municipalities, 0)


def _left_out(estimates: pd.DataFrame, summary: VignettesSummary | None, study: Study) -> np.ndarray:
    """Decisions on a vignette for which few municipalities have a rule of their own."""
    few = {
        (wave, item.id)
        for wave, of_wave in (summary.waves if summary else {}).items()
        for one in of_wave.vignettes
        if one.pairs is not None and 0 < one.pairs.with_rule < house_vignettes().municipalities
        if (item := study.questionnaire.of_role(one.vignette, DECISION)) is not None
    }
    return by_key(estimates, ["wave", "item"], lambda wave, item: (wave, item) in few, bool)
