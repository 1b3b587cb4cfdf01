"""The tests of a whole item over groups: does its distribution, or its mean, differ between any of them?"""

from __future__ import annotations

import numpy as np

from monitor.statistics.change.change_rows import Policy, figure_changes
from monitor.statistics.change.item_tests import (
    DF_PER_CONTRAST,
    bonferroni_test,
    distribution_test,
    joined_classes,
    named_joined,
    test_columns_of,
)
from monitor.statistics.change.tests_of_change import (
    rank_differences,
    rank_scores,
    rao_scott_test,
    used_waves,
    wald_test,
)
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import Moments, degrees_of_freedom
from monitor.statistics.estimates.rows import Columns


def between(sides: int, used: np.ndarray) -> np.ndarray:
    """A number for each side that takes part, NaN for the others; of two sides the first minus the second."""
    numbers = np.full(sides, np.nan)
    numbers[used] = 0.0
    if len(used) == 2:
        numbers[used] = 1.0, -1.0
    return numbers


def distribution_over_groups(
    classes: Figures, rows: Columns, numbers: np.ndarray, policy: Policy, ordered: bool
) -> Columns:
    """Columns [item] of the test of a distribution over groups; `classes` are shares that add up to 1.

    `rows` are the tests of each group against the others, [item, all of them]. **Method**: two groups as two waves
    are (`distribution_test`). More: the Rao-Scott F of group by class, small classes joined as there; where one class
    is left the smallest p of the rows, times their number.
    """
    if len(used_waves(numbers)) == 2:
        return distribution_test(classes, figure_changes(classes, numbers, policy), numbers, policy, ordered)
    labels = joined_classes(classes, numbers, policy.sparse_below, ordered)
    member = classes.weights.argmax(axis=1)
    tests = test_columns_of(
        rao_scott_test(classes.moments.coded_sums, used_waves(numbers), None, labels[:, member])
    )
    alone = labels.max(axis=1) == 0
    found = {name: np.where(alone, other, tests[name]) for name, other in bonferroni_test(rows).items()}
    return named_joined(found, classes, labels, numbers)


def means_over_groups(moments: Moments, rows: Columns, numbers: np.ndarray) -> Columns:
    """Wald F of equal estimates [item, side, J] in all groups; with few sampled units the smallest p of `rows`."""
    used = used_waves(numbers)
    contrast = np.vstack([np.ones(len(used) - 1), -np.eye(len(used) - 1)])
    estimate, matrix = moments.estimate[:, used], moments.covariance[:, used][:, :, :, used]
    items, _, size = estimate.shape
    difference = np.einsum("isj,sc->icj", estimate, contrast).reshape(items, -1)
    matrix = np.einsum("isjtk,sc,td->icjdk", matrix, contrast, contrast)
    df = degrees_of_freedom(moments.sums, used)
    tests = test_columns_of(wald_test(difference, matrix.reshape(items, *(2 * [difference.shape[1]])), df))
    own = np.min([degrees_of_freedom(moments.sums, [side]) for side in used], axis=0)
    enough = (own >= DF_PER_CONTRAST * difference.shape[1]) & np.isfinite(tests["p"])
    return {name: np.where(enough, tests[name], other) for name, other in bonferroni_test(rows).items()}


def ranks_over_groups(figures: Figures, rows: Columns, numbers: np.ndarray) -> Columns:
    """The design-based rank test over groups of an item with ordered categories (Lumley & Scott 2013).

    Two groups: t of the difference of their mean ranks. More: Wald F of equal mean ranks (Kruskal-Wallis).
    """
    order, used = figures.weights[:, figures.measures.index("mean")], used_waves(numbers)
    if len(used) == 2:
        tests = test_columns_of(rank_differences(figures.moments, order, numbers).t_test())
    else:
        moments = figures.moments
        scores = rank_scores(moments.coded_sums.totals, order, used)
        ranks = Moments(
            moments.sums,
            np.einsum("isk,ik->is", moments.estimate, scores)[:, :, None],
            np.einsum("isktl,ik,il->ist", moments.covariance, scores, scores)[:, :, None, :, None],
            moments.spread,
        )
        tests = means_over_groups(ranks, rows, numbers)
    return tests | {"test": np.where(tests["test"] == "bonferroni", tests["test"], "wilcoxon")}
