"""Truth: hand counts on at most eight respondents, and the rules of STATISTICS.md on PSUs, strata and FPC."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.design_summary import describe_design
from monitor.statistics.design.domains import check_domains_have_variance, domains_of
from monitor.statistics.design.group_sums import number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents, whole_sample
from monitor.statistics.estimates.moments import mean_moments
from monitor.study.study_file import Breakdown, DesignPlan


def answers_of(ids, wave=None, waves=("1",), **columns) -> Answers:
    wave = np.zeros(len(ids)) if wave is None else wave
    frame = pd.DataFrame(columns, index=range(len(ids)))
    return Answers(tuple(waves), np.asarray(wave, np.int8), np.array(ids, dtype=object), {}, frame)


def variance_of_mean(design, numbers) -> float:
    state = np.zeros(len(numbers), np.int8)
    sums = number_sums(
        GroupedRespondents(design, whole_sample(len(design))), np.array(numbers, float)[:, None], state
    )
    return float(mean_moments(sums).variance()[0, 0, 0])


def test_a_respondent_in_both_waves_is_one_sampled_unit():
    design = build_design(
        answers_of(["a", "b", "a", "c"], [0, 0, 1, 1], ("1", "2")), DesignPlan(stable_ids=True)
    )
    assert design.units.psus_by_stratum.tolist() == [3]
    assert design.degrees_of_freedom == 2
    assert describe_design(design).n_psus_in_several_waves == 1


def test_without_stable_ids_the_waves_share_nobody():
    plan = DesignPlan(stable_ids=False)
    design = build_design(answers_of(["a", "b", "a", "c"], [0, 0, 1, 1], ("1", "2")), plan)
    assert design.units.psus_by_stratum.tolist() == [4]


def test_a_sampled_municipality_is_the_unit_whatever_the_respondent_ids():
    plan = DesignPlan(psu="town", stable_ids=False)
    found = answers_of(["a", "b", "c", "d"], [0, 0, 1, 1], ("1", "2"), town=["x", "y", "x", "y"])
    assert build_design(found, plan).units.psus_by_stratum.tolist() == [2]


def test_codes_that_begin_anew_in_every_stratum_are_nested():
    answers = answers_of(list("abcdefgh"), part=list("ppppqqqq"), town=[1, 1, 2, 2, 1, 1, 2, 2])
    with pytest.raises(
        StatisticsError, match=r'2 PSUs of "town" lie in more than one stratum of "part": "1", "2"'
    ):
        build_design(answers, DesignPlan(psu="town", strata="part"))
    design = build_design(answers, DesignPlan(psu="town", strata="part", nest=True))
    assert design.units.psus_by_stratum.tolist() == [2, 2]
    assert design.degrees_of_freedom == 2


def test_a_person_who_moves_to_another_stratum_is_a_unit_in_each():
    plan = DesignPlan(strata="town", stable_ids=True)
    found = answers_of(["a", "b", "a", "c"], [0, 0, 1, 1], ("1", "2"), town=["x", "x", "y", "y"])
    assert build_design(found, plan).units.psus_by_stratum.tolist() == [2, 2]


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_a_weight_that_is_none_is_an_error_without_its_value(wrong):
    with pytest.raises(StatisticsError, match='"weights" is no weight for 1 respondent;') as caught:
        build_design(answers_of(["a", "b"]), DesignPlan(), weights=np.array([1.0, wrong]))
    assert str(wrong) not in str(caught.value)


def test_a_stratum_with_one_psu_fails_by_name_unless_a_policy_is_declared():
    found = answers_of(list("abc"), part=["big", "big", "alone"])
    with pytest.raises(StatisticsError, match='strata with one PSU.*"alone"'):
        build_design(found, DesignPlan(strata="part"))
    assert len(build_design(found, DesignPlan(strata="part", single_psu="remove"))) == 3


@pytest.mark.parametrize(
    ("policy", "factor"),
    # The stratum of 1 and 3 contributes 2/(2-1) x ((1/3)^2 + (1/3)^2) = 4/9; the lone 2 is the mean, so
    # centred at the mean of all PSUs it adds 0; the average policy gives it the mean contribution, x 2/1.
    [("remove", 1.0), ("certainty", 1.0), ("adjust", 1.0), ("average", 2.0)],
)
def test_policies_for_a_lone_unit(policy, factor, build):
    design = build.design([1, 1, 1], strata=[0, 0, 1], single_psu=policy)
    assert variance_of_mean(design, [1, 3, 2]) == pytest.approx(4 / 9 * factor)


def test_the_variance_of_a_plain_mean_is_s2_over_n(build):
    # 1, 2, 3, 6: mean 3, s2 = (4 + 1 + 0 + 9)/3 = 14/3, over 4.
    assert variance_of_mean(build.design([1] * 4), [1, 2, 3, 6]) == pytest.approx(14 / 12)


def test_clusters_count_as_one_each(build):
    # PSU totals around the mean 3: (1-3)+(2-3) = -3, (3-3)+(6-3) = 3, over 4: 2/1 x (9 + 9)/16.
    design = build.design([1] * 4, psu=[0, 0, 1, 1])
    assert variance_of_mean(design, [1, 2, 3, 6]) == pytest.approx(2 * 18 / 16)


def test_fpc_takes_off_the_sampled_fraction():
    plan = DesignPlan(fpc=True, population="size")
    design = build_design(answers_of(list("abcd"), size=[16] * 4), plan)
    assert variance_of_mean(design, [1, 2, 3, 6]) == pytest.approx(14 / 12 * (1 - 4 / 16))
    assert variance_of_mean(design.without_fpc(), [1, 2, 3, 6]) == pytest.approx(14 / 12)


def test_two_independent_waves_each_have_their_own_fraction():
    # Waves of 2 and 3 from the same 10: 1 - 2/10 and 1 - 3/10, not 1 - 5/10.
    plan = DesignPlan(fpc=True, population="size")
    design = build_design(answers_of(list("abcde"), [0, 0, 1, 1, 1], ("1", "2"), size=[10] * 5), plan)
    np.testing.assert_allclose(design.units.fpc_root**2, [[0.8, 0.7]])


def test_a_group_with_some_respondents_of_one_unit_is_no_error(build):
    design = build.design([1] * 4, psu=[0, 0, 0, 1])
    check_domains_have_variance(design, Domains("b", ("a", "b"), np.array([0, 0, 1, 1])))


def test_groups_of_a_crossed_breakdown_follow_the_declared_order():
    found = answers_of(list("abcd"), part=["n", "s", "n", None], size=["big", "big", "small", "big"])
    names = ("n|small", "n|big", "s|small", "s|big")
    breakdown = Breakdown("part*size", "", ("part", "size"), dict.fromkeys(names, ""))
    assert domains_of(found, breakdown).group.tolist() == [1, 3, 0, -1]


def test_describing_the_design_gives_plain_numbers(build):
    described = describe_design(build.design([1, 1, 2, 0], psu=[0, 0, 1, 2]))
    assert described.n_psus == 3
    assert described.degrees_of_freedom == 2
    assert described.respondents == {"0": 3}
    assert described.weighted is True
    assert described.calibrated is described.fpc is False
