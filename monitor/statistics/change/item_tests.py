"""The test of a whole item: does its distribution, or its set of figures, differ between waves?

What is tested is what is published. Categories with too few expected answers are joined first, for this test
only; what is left of an item with two answers is the test of one share, so that item and row never disagree.
"""

from __future__ import annotations

import numpy as np

from monitor.statistics.change.change_rows import Policy, figure_changes, one, test_columns
from monitor.statistics.change.tests_of_change import (
    Tests,
    contrast_covariance,
    contrast_of,
    rao_scott_test,
    two_wave_df,
    used_waves,
    wald_test,
)
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import Moments, degrees_of_freedom
from monitor.statistics.estimates.rows import Columns

JOINED = "_joined"
DF_PER_CONTRAST = 10  # below it Wald F finds too much (Korn & Graubard 1990)


def distribution_test(
    classes: Figures, rows: Columns, contrast: np.ndarray, policy: Policy, ordered: bool
) -> Columns:
    """Columns [group] of the test of a distribution over `classes`, shares that add up to 1.

    `rows` are the changes of those shares. **Method**: two classes: the test of the share itself. More: the
    Rao-Scott F of two waves, or the Wald F of trends. Where an expected count is below the declared limit the
    smallest class is joined, in an `ordered` scale to its smaller neighbour and else to the next smallest,
    until none is; two left: the test of that share; one left: the smallest p of the rows, times their number.
    """
    size = classes.weights.shape[1]
    if size < 3:
        return one(rows)
    labels = joined_classes(classes, contrast, policy.sparse_below, ordered)
    n_left = labels.max(axis=1) + 1
    found = bonferroni_test(rows)
    several = n_left > 2
    if several.any():
        found = _where(several, _of_several(classes, labels, several, rows, contrast), found)
    for pattern in np.unique(labels[n_left == 2], axis=0):
        pair = np.stack([classes.weights @ (pattern == side) for side in (0.0, 1.0)], axis=1)
        left = Figures(classes.moments, pair, ("", ""), ("share", "share"))
        tested = one(figure_changes(left, contrast, policy))
        found = _where((labels == pattern).all(axis=1), tested, found)
    return named_joined(found, classes, labels, contrast)


def named_joined(found: Columns, classes: Figures, labels: np.ndarray, contrast: np.ndarray) -> Columns:
    """The tests with the name of those for which classes were joined, as `labels` says."""
    n_left = labels.max(axis=1) + 1
    joined = (n_left > 1) & (n_left < _in_use(classes, contrast))
    names = np.array([f"{name}{JOINED}" for name in found["test"]], dtype=object)
    return found | {"test": np.where(joined & (found["test"] != "bonferroni"), names, found["test"])}


def _where(mine: np.ndarray, these: Columns, others: Columns) -> Columns:
    return {name: np.where(mine, these[name], others[name]) for name in others}


def _in_use(classes: Figures, contrast: np.ndarray) -> np.ndarray:
    """How many classes anybody is in."""
    return (_pooled(classes, contrast) > 0).sum(axis=1)


def _pooled(classes: Figures, contrast: np.ndarray) -> np.ndarray:
    return classes.counts()[:, used_waves(contrast)].sum(axis=1)


def joined_classes(classes: Figures, contrast: np.ndarray, below: float, ordered: bool) -> np.ndarray:
    """The number of the joined class of each class [group, class]."""
    pooled, n = _pooled(classes, contrast), classes.moments.sums.n[:, used_waves(contrast)]
    total = pooled.sum(axis=1, keepdims=True)
    expected = np.where(total > 0, pooled / np.where(total > 0, total, 1.0), 0.0) * n.min(axis=1)[:, None]
    labels = np.tile(np.arange(expected.shape[1]), (len(expected), 1))
    for row in np.flatnonzero((expected < below).any(axis=1)):
        labels[row] = join_small(expected[row], below, ordered)
    return labels


def join_small(expected: np.ndarray, below: float, ordered: bool) -> np.ndarray:
    """Join the smallest class to its smaller neighbour, or to the next smallest, until none is below a limit."""
    parts = [[place] for place in range(len(expected))]
    sizes = [float(count) for count in expected]
    while len(parts) > 1 and min(sizes) < below:
        smallest = int(np.argmin(sizes))
        others = [place for place in range(len(parts)) if place != smallest]
        if ordered:
            others = [place for place in others if abs(place - smallest) == 1]
        other = min(others, key=lambda place: sizes[place])
        first, last = sorted((smallest, other))
        parts[first] = parts[first] + parts.pop(last)
        sizes[first] = sizes[first] + sizes.pop(last)
    labels = np.zeros(len(expected), dtype=np.int64)
    for number, members in enumerate(parts):
        labels[members] = number
    return labels


def _of_several(
    classes: Figures, labels: np.ndarray, several: np.ndarray, rows: Columns, contrast: np.ndarray
) -> Columns:
    moments, used = classes.moments, used_waves(contrast)
    if len(used) == 2:
        member = classes.weights.argmax(axis=1)
        scale = moments.sums.layout.scale
        return test_columns_of(rao_scott_test(moments.coded_sums, used, scale, labels[:, member]))
    found = bonferroni_test(rows)
    for pattern in np.unique(labels[several], axis=0):
        together = classes.weights @ (pattern[:, None] == np.arange(pattern.max())).astype(float)
        tested = vector_test(moments, contrast, together, rows)
        found = _where((labels == pattern).all(axis=1), tested, found)
    return found


def vector_test(moments: Moments, contrast: np.ndarray, together: np.ndarray, rows: Columns) -> Columns:
    """Wald F of the contrasts of several figures, each a sum `together` [K, J] of estimates.

    Where a wave has fewer than ten degrees of freedom for each, the smallest p of `rows`, all their single tests,
    counts: the covariance of a wave rests on its own sampled units, however many the others have. So it does where
    none of them varies.
    """
    difference = contrast_of(moments.estimate, contrast) @ together
    matrix = together.T @ contrast_covariance(moments.covariance, contrast) @ together
    df = two_wave_df(moments, contrast) + 1
    tests = test_columns_of(wald_test(difference, matrix, df))
    weighing = [wave for wave in used_waves(contrast) if contrast[wave]]
    own = np.min([degrees_of_freedom(moments.sums, [wave]) for wave in weighing], axis=0)
    enough = (own >= DF_PER_CONTRAST * together.shape[1]) & np.isfinite(tests["p"])
    return _where(enough, tests, bonferroni_test(rows))


def bonferroni_test(rows: Columns) -> Columns:
    """The smallest p of single tests, times their number."""
    p = rows["p"]
    tests = np.isfinite(p).sum(axis=1)
    smallest = np.where(np.isfinite(p), p, 1.0).min(axis=1)
    adjusted = np.where(tests > 0, np.minimum(1.0, smallest * tests), np.nan)
    nothing = np.full(len(p), np.nan)
    return test_columns_of(Tests("bonferroni", nothing, nothing, adjusted))


def either_test(one_test: Columns, other: Columns) -> Columns:
    """Twice the smaller p of two tests of one item, such as its mean and its classes."""
    both = np.stack([one_test["p"], other["p"]], axis=1)
    return bonferroni_test({"p": both})


def test_columns_of(tests: Tests) -> Columns:
    """A test per group as columns [group]."""
    return {name: np.asarray(value) for name, value in test_columns(tests).items()}
