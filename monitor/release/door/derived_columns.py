"""What a released column of an identifiable group tells beyond its rounded figures: nothing, or it is a leak.

Every number there is worked out again from share or mean, base and design effect as they stand in the files. A number
that differs was made from something finer, and so is a number that such a row may not hold at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from monitor.release.door.blocks import in_identifiable_group
from monitor.release.door.change_suppression import contrast_of_row
from monitor.release.door.coarsening import Coarsening
from monitor.release.door.few_weights import NOT_FEW, FewWeights
from monitor.release.door.rounded_changes import RoundedFigures, rounded_numbers
from monitor.release.door.rounded_estimates import FIGURES, LEFT_OUT, rounded_estimates
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.rounding import as_displayed, digits_of
from monitor.schema import CHANGES, ESTIMATES
from monitor.schema_words import FLOW, RATIO, TOTAL
from monitor.study.study import Study

SAME = 1e-9
OF_CHANGES = ("difference", "se", "ci_low", "ci_high", "statistic", "df", "p", "n_from", "n_to")
"""Numbers of one row; what a family of tests adds follows from the p of its rows."""


def estimates_that_tell_more(released: ReleasedSet, study: Study, few: FewWeights = NOT_FEW) -> np.ndarray:
    """Per estimate: whether a number of it is not what the rounded figures of its group give.

    Totals, ratios and flows of the tables of `few` weights are told by nothing rounded."""
    frame = released.estimates
    identifiable = in_identifiable_group(frame, study) & (frame["peer_set"] == "").to_numpy()
    told = frame["estimate"].notna().to_numpy()
    published = identifiable & told
    again = rounded_estimates(frame, published, study, released.method.pooled_variances, few)
    differs = _differ(frame, again, ESTIMATES.numbers) | (frame["status"] != again["status"]).to_numpy()
    finer = frame[list(LEFT_OUT)].notna().any(axis=1).to_numpy()
    whole = frame["measure"].isin(FIGURES).to_numpy()
    apart = frame["measure"].isin([FLOW, TOTAL, RATIO]).to_numpy()
    by_weights = few.rows(frame) & ~identifiable & told
    return (published & (differs | finer | (whole & _effects_differ(frame, published & whole)))) | (
        by_weights & (differs | finer | apart)
    )


def changes_that_tell_more(
    released: ReleasedSet, coarsenings: Mapping[str, Coarsening], study: Study, few: FewWeights = NOT_FEW
) -> np.ndarray:
    """Per change: whether a number of it is not what the rounded figures of its waves give."""
    changes = released.changes
    rounded = in_identifiable_group(changes, study) | (few.rows(changes) & ~few.untold(changes))
    mask = rounded & changes["p"].notna().to_numpy()
    if mask.any():
        own, waves = changes[mask], [wave.id for wave in study.waves]
        figures = RoundedFigures(released.estimates, waves, study, released.method.pooled_variances, few)
        contrast = np.stack([contrast_of_row(row, study) for row in own.itertuples(index=False)])
        numbers = rounded_numbers(own, contrast, figures, coarsenings, study)
        again = own.assign(**{name: numbers[name] for name in OF_CHANGES})
        digits = digits_of(own, study.questionnaire)
        mask[mask] = _differ(own, as_displayed(again, np.ones(len(own), bool), CHANGES, digits), OF_CHANGES)
    return mask


def _differ(frame: pd.DataFrame, again: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Rows in which a number is another one."""
    one, other = (each[list(columns)].to_numpy(float) for each in (frame, again))
    same = np.isclose(one, other, rtol=0.0, atol=SAME) | (np.isnan(one) & np.isnan(other))
    return ~same.all(axis=1)


def _effects_differ(frame: pd.DataFrame, rows: np.ndarray) -> np.ndarray:
    """Rows of groups whose design effect is not one and the same for all items: then it rests on the answers."""
    own = frame[rows].groupby(["wave", "breakdown", "group"])["deff"]
    mask = np.zeros(len(frame), bool)
    mask[rows] = (own.transform("max") - own.transform("min") > SAME).to_numpy()
    return mask
