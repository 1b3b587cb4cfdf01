"""Truth: replicate variances of a mean by hand, and linearisation as second method."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.design.group_sums import Layout, number_sums, whole_sample
from monitor.statistics.design.replicate import replicate_covariance, replicates
from monitor.statistics.estimates.moments import mean_moments


def mean_variance(found, numbers) -> float:
    return float(replicate_covariance(found, lambda w: (w * numbers).sum() / w.sum())[0, 0])


def linearised(design, numbers) -> float:
    sums = number_sums(
        Layout(design, whole_sample(len(design))), numbers[:, None], np.zeros(len(design), np.int8)
    )
    return float(mean_moments(sums).variance()[0, 0, 0])


def test_the_jackknife_of_a_plain_mean_is_s2_over_n(build):
    numbers = np.array([1.0, 2.0, 3.0, 6.0])
    found = mean_variance(replicates(build.design([1] * 4), "JK1"), numbers)
    assert found == pytest.approx(numbers.var(ddof=1) / 4)


def test_jkn_leaves_out_one_unit_of_a_stratum_and_weighs_the_others_up(build):
    found = replicates(build.design([1] * 5, strata=[0, 0, 1, 1, 1]), "JKn")
    assert found.factors[:, 0].tolist() == [0, 2, 1, 1, 1]
    assert found.factors[:, 2].tolist() == [1, 1, 0, 1.5, 1.5]
    assert found.scale.tolist() == pytest.approx([1 / 2] * 2 + [2 / 3] * 3)


def test_a_lone_unit_of_a_stratum_is_never_left_out(build):
    found = replicates(build.design([1] * 3, strata=[0, 0, 1], single_psu="remove"), "JKn")
    assert found.factors.shape == (3, 2)


def test_the_bootstrap_comes_near_linearisation_and_repeats_itself(build):
    random = np.random.default_rng(7)
    numbers, strata = random.normal(size=120), np.repeat([0, 1], 60)
    design = build.design(random.uniform(0.5, 2, 120), strata=strata)
    one, again = (
        mean_variance(replicates(design, "bootstrap", count=800, seed=11), numbers) for _ in range(2)
    )
    assert one == again
    assert one == pytest.approx(linearised(design, numbers), rel=0.15)
