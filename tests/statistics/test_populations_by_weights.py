"""Truth: weights made by hand, of which it is known whether they count people; and docs/privacy.md, what they may tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from monitor.statistics.quality.populations_by_weights import populations_by_weights
from monitor.study.control_totals import read_control_totals
from monitor.study.municipalities import Municipalities
from monitor.study.study_file import POPULATION_UNKNOWN, Breakdown, DesignPlan, WeightingPlan

from .conftest import item, scale, survey

GROUPS = {"a": (100, 44.21), "b": (50, 15.1), "c": (50, 20.36)}
"""Respondents and weight of each, those of the Californian schools: 4,421, 755 and 1,018 in the population."""


def weighted(
    groups: dict[str, tuple[int, float]] = GROUPS,
    change: Callable[[np.ndarray], np.ndarray] = lambda weights: weights,
    waves: Sequence[str] = ("1",),
    **more,
) -> SimpleNamespace:
    """A survey with a breakdown by letter of which nobody says how many people its groups have; the same in each wave."""
    letters = [name for name, (n, _) in groups.items() for _ in range(n)] * len(waves)
    weights = [weight for n, weight in groups.values() for _ in range(n)] * len(waves)
    own = Breakdown(
        "letter",
        "Letter",
        ("letter",),
        {name: name for name in groups},
        True,
        recognised=(POPULATION_UNKNOWN,),
    )
    return survey(
        [item("letter", of=scale(list(groups)), waves=waves)],
        {"letter": letters},
        np.repeat(np.arange(len(waves)), len(letters) // len(waves)),
        waves=waves,
        design={"pw": change(np.array(weights))},
        plan=more.pop("plan", DesignPlan(weights="pw")),
        breakdowns=(own,),
        **more,
    )


def told(made: SimpleNamespace) -> int | str:
    """How many people the weights tell of, or why they tell nothing."""
    found = populations_by_weights(made.answers, made.study)
    return found.people.get("letter", found.why_not.get("letter", ""))


def test_inverse_probabilities_tell_how_many_people_the_smallest_group_has() -> None:
    assert told(weighted()) == 700
    assert told(weighted({"a": (40, 30.0), "b": (160, 7.5)})) == 1000, "1,200 each"
    assert told(weighted(waves=("1", "2"))) == 700


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda weights: np.ones(len(weights)), "declared.weights_around_one"),
        (lambda weights: weights / weights.mean(), "declared.weights_below_one"),
        (lambda weights: 10 * weights / weights.mean(), "declared.weights_around_one"),
        (lambda weights: 1000 * weights / weights.mean(), "declared.weights_too_large"),
        (lambda weights: weights * 1000, "declared.weights_too_large"),
        (lambda weights: weights * 1e6, "declared.weights_too_large"),
        (lambda weights: np.where(np.arange(len(weights)) == 7, 0.9, weights), "declared.weights_below_one"),
        (lambda weights: np.where(np.arange(len(weights)) == 7, 101, weights), "declared.weights_too_large"),
        (lambda weights: weights / 2, "declared.weights_of_few"),
    ],
)
def test_weights_that_may_count_something_else_tell_nothing(
    change: Callable[[np.ndarray], np.ndarray], why: str
) -> None:
    assert told(weighted(change=change)) == why


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        ({**GROUPS, "b": (29, 40.0)}, "declared.weights_of_few"),
        ({**GROUPS, "b": (30, 40.0)}, 1000),
        ({**GROUPS, "b": (50, 9.98)}, "declared.weights_of_few"),
        ({**GROUPS, "b": (50, 10.02)}, 500),
        ({**GROUPS, "b": (0, 40.0)}, "declared.weights_of_few"),
        ({"a": (140, 3.0), "b": (35, 1.0)}, "declared.weights_of_few"),
        ({"a": (2, 90.0), "b": (2, 90.0)}, "declared.weights_of_few"),
    ],
    ids=["29 respondents", "30", "499 people", "501", "nobody", "counts of rows", "teams of two"],
)
def test_a_group_has_its_respondents_and_far_more_people_than_the_floor(
    groups: dict[str, tuple[int, float]], why: int | str
) -> None:
    assert told(weighted(groups)) == why


def test_who_has_weight_zero_is_no_respondent_and_hides_nothing() -> None:
    gone = weighted(
        {**GROUPS, "b": (60, 15.1)}, lambda weights: np.where(np.arange(len(weights)) < 125, weights, 0.0)
    )
    assert told(gone) == "declared.weights_of_few"
    two = weighted(change=lambda weights: np.where(np.arange(len(weights)) % 50 == 0, 0.0, weights))
    assert told(two) == 700


def test_every_wave_that_asked_has_to_tell_it_and_another_need_not() -> None:
    made = weighted(waves=("1", "2"))
    later = np.asarray(made.answers.wave) == 1
    b = made.answers.variables["letter"].codes == 1
    fewer = made.answers.take(np.flatnonzero(~(later & b & (np.arange(len(b)) % 2 == 0))))
    assert told(SimpleNamespace(answers=fewer, study=made.study)) == "declared.weights_of_few"
    letter = replace(made.questionnaire.items["letter"], asked=("1",))
    once = replace(made.study.questionnaire, items={"letter": letter})
    study = replace(made.study, questionnaire=once)
    assert told(SimpleNamespace(answers=fewer, study=study)) == 700


@pytest.mark.parametrize("sampling", ["quota", "opt_in", "census"])
def test_where_nobody_was_drawn_weights_are_no_probabilities(sampling: str) -> None:
    assert told(weighted(plan=DesignPlan(weights="pw", sampling=sampling))) == "declared.weights_of_no_draw"
    assert told(weighted(plan=DesignPlan(weights="pw", sampling="probability"))) == 700


def test_rows_that_are_not_persons_count_no_persons() -> None:
    made = weighted(plan=DesignPlan(weights="pw"))
    plan = DesignPlan(weights="pw", unit="who")
    for repeats, said in ((2, "declared.weights_of_rows"), (1, 700)):
        who = made.answers.design.assign(who=np.arange(len(made.answers)) // repeats)
        rows = SimpleNamespace(
            answers=replace(made.answers, design=who), study=replace(made.study, design=plan)
        )
        assert told(rows) == said


def test_more_people_than_the_country_has_are_no_people() -> None:
    plenty = {"a": (150_000, 90.0), "b": (100_000, 80.0)}
    assert told(weighted(plenty)) == "declared.weights_too_many"
    assert told(weighted({"a": (120_000, 90.0), "b": (100_000, 80.0)})) == 8_000_000


def test_control_totals_that_count_other_people_contradict_the_weights(tmp_path: Path) -> None:
    path = tmp_path / "controls.csv"
    for total, said in ((3000, 700), (1000, "declared.weights_contradicted"), (9000, 700)):
        path.write_text(
            f"margin,category,total,source,reference_date\nsex,m,{total},bron,2025-01-01\nsex,f,{total},bron,2025-01-01\n",
            encoding="utf-8",
        )
        assert read_control_totals(path).totals
        plan = WeightingPlan(method="raking", margins=(("sex",),), controls=path)
        found = told(weighted(weighting=plan))
        assert found == (said if total < 9000 else "declared.weights_contradicted"), total


def test_a_municipality_under_another_name_stays_one() -> None:
    made = weighted({"a": (60, 40.0), "b": (60, 20.0)})
    places = [
        "P1" if code == 0 else f"P{2 + row % 3}"
        for row, code in enumerate(made.answers.variables["letter"].codes)
    ]
    living = survey(
        [item("place", of=scale(["P1", "P2", "P3", "P4"]))], {"place": places}, [0] * len(places)
    ).answers.variables
    frame = Municipalities((), {code: {"name": code} for code in ("P1", "P2", "P3", "P4")}, "place")
    answers = replace(made.answers, variables={**made.answers.variables, **living})
    study = replace(made.study, municipalities=frame)
    assert told(SimpleNamespace(answers=answers, study=study)) == "declared.point_at_municipalities"
    assert told(SimpleNamespace(answers=answers, study=made.study)) == 1000


@pytest.mark.parametrize(
    "why",
    [
        ("municipality",),
        ("team", POPULATION_UNKNOWN),
        ("worker", POPULATION_UNKNOWN),
        ("unit", POPULATION_UNKNOWN),
        ("declared",),
        ("population_small",),
    ],
)
def test_what_points_at_somebody_or_is_known_to_be_small_is_not_asked_of_the_weights(
    why: tuple[str, ...],
) -> None:
    made = weighted()
    pointing = replace(made.study, breakdowns=(replace(made.study.breakdowns[0], recognised=why),))
    assert told(SimpleNamespace(answers=made.answers, study=pointing)) == ""
    assert pointing.with_populations({"letter": 700}).breakdowns == pointing.breakdowns


def test_a_study_takes_it_over_where_it_declares_weights_and_the_floor_is_met() -> None:
    study = weighted().study
    known = study.with_populations({"letter": 700}).breakdowns[0]
    assert (known.identifiable, known.recognised, known.people_by_weights) == (False, (), 700)
    for unchanged in (
        study.with_populations({"letter": 99}),
        study.with_populations({}),
        replace(study, design=DesignPlan()).with_populations({"letter": 700}),
    ):
        assert unchanged.breakdowns == study.breakdowns
