"""Truth: hand counts on a few respondents whose ids occur in two waves."""

from __future__ import annotations

import pytest

from monitor.errors import StatisticsError
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.wave_overlap import SharedIds, WaveOverlap, overlap_of_waves
from monitor.study.study_file import DesignPlan

TWO = ("2020", "2022")
ON = DesignPlan(stable_ids=True, fixed_facts=("sex", "birth_year", "not_asked"))


@pytest.fixture
def twice(build):
    """Three people in the first wave, of whom a and b are two of the three in the second."""
    sex = build.item("sex", "single", build.scale(["f", "m"]), TWO)
    year = build.item("birth_year", "number", waves=TWO)

    def make(sexes: str, years=(1960, 1970, 1980, 1960, 1970, 1990), ids="abcabd"):
        columns = {"sex": [None if one == "-" else one for one in sexes], "birth_year": years}
        plan = DesignPlan(stable_ids=True)
        return build.survey(
            [sex, year], columns, [0, 0, 0, 1, 1, 1], waves=TWO, ids=list(ids), plan=plan
        ).answers

    return make


def test_ids_in_two_waves_need_a_word_of_the_study(twice):
    with pytest.raises(StatisticsError) as caught:
        build_design(twice("ffmffm"), DesignPlan())
    assert "2 of the 3 of wave 2022 also in wave 2020" in str(caught.value)
    assert "stable_ids: on" in str(caught.value)
    assert "stable_ids: off" in str(caught.value)


def test_ids_of_one_wave_each_need_none(twice):
    answers = twice("ffmffm", ids="abcdef")
    assert overlap_of_waves(answers, DesignPlan()) == WaveOverlap()
    assert build_design(answers, DesignPlan()).degrees_of_freedom == 5


def test_people_are_counted_by_pair_of_waves(twice):
    assert overlap_of_waves(twice("ffmffm"), ON).shared == (SharedIds("2020", "2022", 3, 3, 2),)


def test_facts_that_contradict_are_counted_by_person(twice):
    answers = twice("ffmmfm", years=(1960, 1970, 1980, 1961, 1971, 1990))
    assert overlap_of_waves(answers, ON).contradictions == {"sex": 1, "birth_year": 2}


def test_no_answer_contradicts_nothing(twice):
    assert overlap_of_waves(twice("ffm-fm"), ON).contradictions == {}


def test_where_every_wave_has_its_own_numbers_no_facts_are_compared(twice):
    overlap = overlap_of_waves(twice("ffmmmm"), DesignPlan(stable_ids=False, fixed_facts=("sex",)))
    assert overlap.contradictions == {}
    assert overlap.shared[0].n_both == 2
