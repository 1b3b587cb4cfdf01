"""Truth: populations whose parameters are known: how often a whole report says something that is not so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.statistics.simulated import MOVED, SMALL, changes_of, scale_survey

pytestmark = [pytest.mark.slow, pytest.mark.simulation]


def inside(changes):
    return changes[changes["level"] == "category"]


def any_moved(changes) -> bool:
    return bool(inside(changes)["verdict"].isin(MOVED).any())


def test_forty_items_without_change_give_a_false_verdict_in_about_5_percent_of_runs(
    build, random, draws, measured
):
    survey, chances = scale_survey(build, 40, SMALL), random.dirichlet(np.full(3, 5.0), 40)
    runs, items, rows = draws.of(2000, 400), 0, 0
    for _ in range(runs):
        changes = changes_of(survey, np.stack([chances, chances]), random)
        items += bool((changes["verdict"] == "changed").any())
        rows += any_moved(changes)
    item_rate, rate = measured("an item", items / runs), measured("an answer", rows / runs)
    assert draws.down(0.02, runs) <= item_rate <= draws.up(0.065, runs)
    assert draws.down(0.01, runs) <= rate <= draws.up(0.065, runs)


def test_all_comparisons_of_a_report_together_give_a_false_verdict_in_about_5_percent_of_runs(
    build, random, draws, measured
):
    """Previous, first and trend of four waves: one family, not three."""
    waves, sizes = ("2016", "2019", "2021", "2025"), (150,) * 4
    survey = scale_survey(build, 12, sizes, waves, against=("previous", "first", "trend"))
    chances = random.dirichlet(np.full(3, 8.0), 12)
    runs, items, rows = draws.of(2000, 300), 0, 0
    for _ in range(runs):
        changes = changes_of(survey, np.stack([chances] * 4), random)
        assert set(changes["comparison"]) == {"previous", "first", "trend"}
        items += bool((changes["verdict"] == "changed").any())
        rows += any_moved(changes)
    item_rate, rate = measured("an item", items / runs), measured("an answer", rows / runs)
    assert draws.down(0.02, runs) <= item_rate <= draws.up(0.065, runs)
    assert draws.down(0.01, runs) <= rate <= draws.up(0.065, runs)


def test_planted_changes_are_found_and_false_discoveries_stay_rare(build, random, draws, measured):
    n, items = 600, [build.item(f"q{place}", "yes_no", waves=("2020", "2022")) for place in range(40)]
    wave = np.repeat([0, 1], n)
    survey = build.survey(
        items, {item.id: ["yes"] * len(wave) for item in items}, wave, waves=("2020", "2022")
    )
    share, rise = random.uniform(0.3, 0.6, 40), np.where(np.arange(40) < 10, 0.15, 0.0)
    chances = np.stack([np.stack([first, 1 - first], axis=1) for first in (share, share + rise)])
    found, false = [], []
    for _ in range(draws.of(500, 150)):
        changes = changes_of(survey, chances, random)
        yes = changes[changes["category"] == "yes"]["verdict"].isin(MOVED).to_numpy()
        found.append(yes[:10].mean())
        false.append(yes[10:].sum() / max(yes.sum(), 1))
    assert measured("found", np.mean(found)) >= 0.95 - draws.of_mean(found)
    rate = measured("false among found", np.mean(false))
    assert 0.01 - draws.of_mean(false) <= rate <= 0.05 + draws.of_mean(false)


def test_one_headline_that_did_not_change_is_seldom_told_to(build, random, draws, measured):
    """Nine of ten headlines change: Holm inside items may not pay from the nine that are found."""
    names = tuple(f"q{place}" for place in range(10))
    survey = scale_survey(build, 10, (400, 400), headlines=names)
    before = np.tile([0.3, 0.3, 0.4], (10, 1))
    after = before + np.array([0.25, -0.1, -0.15])
    after[9] = before[9]
    false, found, runs = 0, [], draws.of(2000, 300)
    for _ in range(runs):
        changes = inside(changes_of(survey, np.stack([before, after]), random))
        told = changes["verdict"].isin(MOVED)
        false += bool(told[changes["item"] == "q9"].any())
        found.append(told[(changes["item"] != "q9") & (changes["category"] == "a")].mean())
    assert draws.down(0.005, runs) <= measured("false", false / runs) <= draws.up(0.05, runs)
    assert measured("found", np.mean(found)) >= 0.95


def test_told_intervals_of_changes_cover_and_those_of_the_others_are_hardly_wider(
    build, random, draws, measured
):
    survey = scale_survey(build, 30, (300, 300))
    before = random.dirichlet(np.full(3, 8.0), 30)
    move = np.where(np.arange(30) < 10, 0.15, 0.0)[:, None] * np.array([1.0, 0.0, -1.0])
    after = np.clip(before + move, 0.02, None)
    after /= after.sum(axis=1, keepdims=True)
    truth = (after - before).ravel()
    missed, wider, longer, found = [], [], [], []
    for _ in range(draws.of(1000, 150)):
        rows = inside(changes_of(survey, np.stack([before, after]), random))
        low, high = rows["told_low"].to_numpy(), rows["told_high"].to_numpy()
        told = rows["verdict"].isin(MOVED).to_numpy()
        out, width = (truth < low) | (truth > high), (high - low) / (rows["ci_high"] - rows["ci_low"])
        missed.append(out[told].mean() if told.any() else 0.0)
        wider.append(np.median(width[~told]))
        longer.append(np.median(width[told]))
        found.append(told[np.abs(truth) > 0.1].mean())
    rate = measured("missed, of rows with a verdict", np.mean(missed))
    assert 0.005 - draws.of_mean(missed) <= rate <= 0.05 + draws.of_mean(missed)
    assert measured("width of the others over that of the 95% one", np.median(wider)) <= 1.05
    assert measured("the same of rows with a verdict", np.median(longer)) <= 1.5
    assert measured("found", np.mean(found)) >= 0.7


def test_what_is_called_equivalent_seldom_lies_at_the_margin(build, random, draws, measured):
    """Half of the questions did not change, half changed by exactly the margin."""
    margin, items, n = 0.08, 20, 700
    names = [build.item(f"q{place}", "yes_no", waves=("1", "2")) for place in range(items)]
    wave = np.repeat([0, 1], n)
    survey = build.survey(
        names, {item.id: ["yes"] * len(wave) for item in names}, wave, waves=("1", "2"),
        margins={"share": margin},
    )  # fmt: skip
    share, move = np.full(items, 0.3), np.where(np.arange(items) < items // 2, 0.0, margin)
    chances = np.stack([np.stack([first, 1 - first], axis=1) for first in (share, share + move)])
    found, false = [], []
    for _ in range(draws.of(1000, 200)):
        changes = changes_of(survey, chances, random)
        equal = changes[changes["category"] == "yes"]["verdict"].eq("equivalent").to_numpy()
        found.append(equal[: items // 2].mean())
        false.append(equal[items // 2 :].sum() / max(equal.sum(), 1))
    assert measured("found", np.mean(found)) >= 0.7
    rate = measured("false among found", np.mean(false))
    assert 0.005 - draws.of_mean(false) <= rate <= 0.05 + draws.of_mean(false)


def test_without_adjustment_a_false_verdict_is_the_rule(build, random, draws, measured):
    """`adjust: none` does what it says: forty tests at 5% each."""
    survey, chances = scale_survey(build, 40, SMALL), random.dirichlet(np.full(3, 5.0), 40)
    survey.study = replace(survey.study, comparison=replace(survey.study.comparison, adjust="none"))
    runs = draws.of(500, 100)
    rate = sum(any_moved(changes_of(survey, np.stack([chances] * 2), random)) for _ in range(runs)) / runs
    assert measured("an answer", rate) >= draws.down(0.9, runs)
