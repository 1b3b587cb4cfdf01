"""Truth: samples of the planned sizes from populations that change as planned: how often the study says so.

Each sample goes through the changes and verdicts of a study; the bar is two points around the planned power.
"""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.planning.basis import Basis, Stratum, Wish
from monitor.statistics.planning.sample_plan import plan, power_at
from monitor.study.study_file import DesignPlan
from tests.changes import changes_between_waves
from tests.statistics.simulated import weights_with_deff

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

WAVES = ("1", "2")
BEFORE, AFTER, DEFF = 0.3, 0.4, 1.4
POINTS = 0.02


def stratum(name="all", weight=1.0, level=BEFORE, **more) -> Stratum:
    return Stratum(name, weight, level, level * (1 - level), **more)


def survey_of(build, sizes, items=1, design=None, plan_=None, **policy):
    """Questions with yes and no, each a headline unless the policy says otherwise."""
    names = [f"q{place}" for place in range(items)]
    declared = [build.item(name, "yes_no", waves=WAVES) for name in names]
    wave = np.repeat([0, 1], sizes)
    columns = {name: ["yes"] * len(wave) for name in names}
    return build.survey(declared, columns, wave, waves=WAVES, design=design, plan=plan_, **policy)


def told_up(survey, yes: np.ndarray) -> bool:
    """Whether the study says that the first question rose: `yes` [item, respondent]."""
    for variable, answered in zip(survey.answers.variables.values(), yes, strict=True):
        variable.codes[:] = ~answered
    survey.design.groupings.clear()
    changes = changes_between_waves(survey.answers, survey.design, survey.study, survey.questionnaire)[0]
    rows = changes[(changes["item"] == "q0") & (changes["category"] == "yes")]
    return bool((rows["verdict"] == "increased").all()) and len(rows) == 1


def independent(survey, random, items=1) -> np.ndarray:
    """Only the first question changes."""
    wave = survey.answers.wave
    chance = np.full((items, len(wave)), BEFORE)
    chance[0, wave == 1] = AFTER
    return random.random(chance.shape) < chance


def realised(runs: int, draw) -> float:
    return float(np.mean([draw() for _ in range(runs)]))


def held(power: float, planned: float, runs: int, draws) -> None:
    assert draws.down(planned - POINTS, runs) <= power <= draws.up(planned + POINTS, runs)


def weighted_survey(build, n, random, items=1, **policy):
    weights = np.concatenate([weights_with_deff(n, DEFF, random) for _ in WAVES])
    return survey_of(build, (n, n), items, {"w": weights}, DesignPlan(weights="w"), **policy)


def test_499_answers_per_wave_show_one_headline_in_8_of_10(build, random, draws, measured):
    made = plan(Basis((stratum(deff=DEFF),), True), Wish(change=AFTER - BEFORE))
    assert made.n == 499
    survey = weighted_survey(build, made.n, random, headlines=("q0",))
    runs = draws.of(4000, 600)
    power = realised(runs, lambda: told_up(survey, independent(survey, random)))
    held(measured("power", power), 0.8, runs, draws)


@pytest.mark.parametrize("n", [1053, 499])
def test_one_of_forty_questions_is_shown_as_its_first_step_says(n, build, random, draws, measured):
    """1,053 answers in 8 of 10 samples, and 499 in one of three."""
    basis, first = Basis((stratum(deff=DEFF),), True), 0.05 / 40
    assert plan(basis, Wish(change=AFTER - BEFORE, alpha=first)).n == 1053
    survey = weighted_survey(build, n, random, 40)
    runs = draws.of(2000, 300)
    power = realised(runs, lambda: told_up(survey, independent(survey, random, 40)))
    given = plan(basis, Wish(respondents=n))
    held(measured("power", power), power_at(basis, given, AFTER - BEFORE, first), runs, draws)


PEOPLE = np.array([400, 1500, 3100])
LEVELS = np.array([0.15, 0.35, 0.45])


@pytest.mark.parametrize("finite", [False, True], ids=["endless", "finite"])
def test_a_neyman_sample_of_strata_shows_what_it_was_planned_for(finite, build, random, draws, measured):
    """With a finite population the sample is drawn without replacement, and the study counts that."""
    weight = PEOPLE / PEOPLE.sum()
    rows = tuple(
        stratum(f"s{place}", weight[place], LEVELS[place], people=int(PEOPLE[place])) for place in range(3)
    )
    made = plan(Basis(rows, True, finite=finite), Wish(change=0.08, allocation="neyman"))
    n = np.array([one.n for one in made.strata])
    place = np.tile(np.repeat(np.arange(3), n), 2)
    design = {"h": place.astype(str), "w": (PEOPLE / n)[place], "people": PEOPLE[place].astype(float)}
    declared = DesignPlan(strata="h", weights="w", fpc=finite, population="people" if finite else None)
    survey = survey_of(build, (n.sum(), n.sum()), 1, design, declared, headlines=("q0",), fpc=finite)
    later = LEVELS + 0.08

    def yes() -> np.ndarray:
        if not finite:
            chance = np.where(survey.answers.wave == 0, LEVELS[place], later[place])
            return (random.random(len(place)) < chance)[None]
        answered = []
        for levels in (LEVELS, later):
            holding = np.round(PEOPLE * levels).astype(int)
            drawn = random.hypergeometric(holding, PEOPLE - holding, n)
            answered += [np.arange(size) < count for size, count in zip(n, drawn, strict=True)]
        return np.concatenate(answered)[None]

    runs = draws.of(4000, 600)
    power = realised(runs, lambda: told_up(survey, yes()))
    held(measured("power", power), made.power, runs, draws)


def test_a_clustered_sample_shows_what_its_design_effect_says(build, random, draws, measured):
    """Five of a cluster, alike by 0.1: deff 1 + 4 x 0.1 = 1.4, so 500 answers in 100 clusters per wave."""
    made = plan(Basis((stratum(deff=1.4),), True), Wish(change=AFTER - BEFORE))
    clusters = -(-made.n // 5)
    cluster = np.repeat(np.arange(2 * clusters), 5)
    survey = survey_of(
        build, (5 * clusters, 5 * clusters), 1,
        {"psu": cluster.astype(str)}, DesignPlan(psu="psu"), headlines=("q0",),
    )  # fmt: skip
    chance = np.repeat([BEFORE, AFTER], clusters)

    def yes() -> np.ndarray:
        leaning = random.beta(9 * chance, 9 * (1 - chance))
        return (random.random(len(cluster)) < leaning[cluster])[None]

    runs = draws.of(4000, 600)
    power = realised(runs, lambda: told_up(survey, yes()))
    held(measured("power", power), made.power, runs, draws)


def test_a_panel_shows_what_its_overlap_and_correlation_say(build, random, draws, measured):
    """60% takes part twice, and their answers correlate by 0.5."""
    common, correlation = 0.6, 0.5
    made = plan(
        Basis((stratum(),), True, common=common, correlation=correlation), Wish(change=AFTER - BEFORE)
    )
    n, both = made.n, round(common * made.n)
    people = np.concatenate([np.arange(n), np.arange(n) + n - both])
    survey = survey_of(
        build, (n, n), 1,
        {"person": people.astype(str)}, DesignPlan(unit="person", psu="person", stable_ids=True), headlines=("q0",),
    )  # fmt: skip
    joint = BEFORE * AFTER + correlation * np.sqrt(BEFORE * (1 - BEFORE) * AFTER * (1 - AFTER))

    def yes() -> np.ndarray:
        before = random.random(n) < BEFORE
        again = before[n - both :]
        later = random.random(both) < np.where(again, joint / BEFORE, (AFTER - joint) / (1 - BEFORE))
        return np.concatenate([before, later, random.random(n - both) < AFTER])[None]

    runs = draws.of(4000, 600)
    power = realised(runs, lambda: told_up(survey, yes()))
    held(measured("power", power), made.power, runs, draws)
