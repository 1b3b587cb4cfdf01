"""Truth: what the generator planted (planted_truth.csv, planted_changes.csv), worked out without drawing anybody.

The simulation repeats the whole way from responses to verdicts for 200 seeds of the same population, and for
fewer in `just test-all`, see tests/draws.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from clients_demo.answers import Respondents
from clients_demo.sampling import draw_sample
from clients_demo.world import World, read_world

from monitor.intake.answers.typed_answers import Answers, stack
from monitor.intake.files.responses import Responses, SplitOff
from monitor.intake.files.table import TextColumn
from monitor.intake.validation.quarantine import split
from monitor.intake.validation.validate import validate
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.estimates.by_domain import estimates_by_domain
from monitor.statistics.weighting.weighting import weight_respondents
from monitor.study.study import Study
from tests.changes import changes_between_waves
from tests.draws import Draws

FIGURE = ["item", "category", "measure", "wave"]
CHANGE = ["item", "category", "measure", "comparison"]
PROVEN = ["increased", "decreased", "changed"]
FOLD = 1.7
FOLD_OF_SCORES = 1.6  # a mean score is judged inside its item, whose own test looks at the distribution
SEEDS, FEWER_SEEDS = 200, 40


@pytest.fixture(scope="module")
def estimates(answers, weighted, national: Study) -> pd.DataFrame:
    return estimates_by_domain(answers, weighted.design, national, national.questionnaire)


@pytest.fixture(scope="module")
def unweighted(answers, national: Study) -> pd.DataFrame:
    design = build_design(answers, replace(national.design, weights=None))
    return estimates_by_domain(answers, design, national, national.questionnaire)


@pytest.fixture(scope="module")
def changes(answers, weighted, national: Study) -> pd.DataFrame:
    return changes_between_waves(answers, weighted.design, national, national.questionnaire)[0]


def beside(truth: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    return truth.merge(estimates, on=FIGURE, how="left", validate="one_to_one")


def holds(rows: pd.DataFrame, value: str) -> pd.Series:
    """Whether the interval of each row holds the value; a row without an interval does not."""
    return (rows["ci_low"] <= rows[value]) & (rows[value] <= rows["ci_high"])


def judged(changes: pd.DataFrame, planted: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The changes of a family with the planted `change`, 0 where nothing was planted.

    A linear trend over three waves two years apart is the change from the first to the last. The test
    of a whole question without a score is planted where any of its categories is.
    """
    tested = changes[(changes["family"] != "") & (changes["verdict"] != "not_comparable")]
    planted = pd.concat([planted, planted[planted["comparison"] == "first"].assign(comparison="trend")])
    rows = tested.merge(planted[[*CHANGE, "change"]], on=CHANGE, how="left").fillna({"change": 0.0})
    whole = (rows["level"] == "item") & (rows["measure"] == "share")
    group = {item: study.questionnaire.items[item].group for item in planted["item"]}
    moved = {
        (name, comparison)
        for item, comparison, category in zip(
            planted["item"], planted["comparison"], planted["category"], strict=True
        )
        for name in (item, group[item])
        if category
    }
    pairs = zip(rows["item"], rows["comparison"], strict=True)
    any_moved = np.array([pair in moved for pair in pairs])
    return rows.assign(
        planted=np.where(whole, any_moved, rows["change"] != 0), found=rows["verdict"].isin(PROVEN)
    )


def false_discoveries(rows: pd.DataFrame) -> pd.Series:
    """By seed the share of false ones among the changes found; 0 where none was found."""
    counts = rows[rows["found"]].groupby("seed")["planted"].agg(["size", "sum"])
    return (1 - counts["sum"] / counts["size"]).reindex(rows["seed"].unique(), fill_value=0.0)


def test_every_planted_figure_is_estimated_with_an_interval(estimates, truth):
    rows = beside(truth, estimates)
    assert len(rows) == len(truth) > 1000
    assert rows.loc[rows["ci_low"].isna(), "item"].unique().tolist() == []


def test_weighted_figures_hold_the_truth_in_19_of_20_intervals(estimates, truth):
    assert holds(beside(truth, estimates), "truth").mean() == pytest.approx(0.95, abs=0.025)


def test_unweighted_figures_miss_the_truth_in_half_of_the_intervals(unweighted, truth):
    rows = beside(truth, unweighted)
    assert holds(rows, "truth").mean() < 0.6
    assert holds(rows, "unweighted").mean() > 0.9


def test_where_response_misleads_most_weighting_puts_it_right(estimates, unweighted, truth):
    raw = beside(truth, unweighted)
    misled = (raw["unweighted"] - raw["truth"]).abs() > 4 * raw["se"]
    assert misled.sum() > 100
    assert holds(raw[misled], "truth").mean() < 0.02
    assert holds(beside(truth, estimates)[misled], "truth").mean() > 0.9


def test_weights_reach_every_margin_and_add_up_to_the_population(weighted):
    report = weighted.report
    assert all(found.gap < 1e-10 for found in report.waves)
    assert all(abs(found.achieved / found.total - 1) < 1e-10 for found in report.margins)
    assert {round(found.deff, 1) for found in report.waves} == {1.7}


def test_every_planted_change_is_at_least_1_7_times_what_can_be_detected(changes, planted, national):
    rows = judged(changes, planted, national)
    moved = rows[(rows["change"] != 0) & (rows["comparison"] != "trend")]
    assert len(moved) == (~planted["item"].isin(national.comparison.leave_out)).sum()
    fold = moved["change"].abs() / moved["mdd"]
    score = moved["level"].eq("category") & moved["category"].eq("") & moved["measure"].eq("mean")
    assert fold[~score].min() >= FOLD
    assert fold[score].min() >= FOLD_OF_SCORES


def test_every_planted_change_is_found_in_its_direction(changes, planted, national):
    rows = judged(changes, planted, national)
    moved = rows[rows["planted"]]
    assert moved.loc[~moved["found"], ["item", "category", "comparison"]].to_numpy().tolist() == []
    known = moved[moved["change"] != 0]
    assert (np.sign(known["change"]) == np.sign(known["difference"])).all()


def test_hardly_anything_else_is_found(changes, planted, national):
    rows = judged(changes, planted, national).assign(seed=0)
    assert false_discoveries(rows[rows["level"] == "item"]).mean() <= 0.05
    assert false_discoveries(rows[rows["level"] == "category"]).mean() <= 0.05


def test_broken_series_are_compared_from_the_break_only(changes):
    for item in ("letters_threatening", "trust_in_municipality"):
        rows = changes[changes["item"] == item]
        assert set(rows["comparison"]) == {"previous"}
        assert set(rows["from_wave"]) == {"2023"}
        assert "not_comparable" not in set(rows["verdict"])


def test_a_question_of_two_waves_is_compared_with_the_previous_wave_only(changes):
    assert set(changes.loc[changes["item"] == "trust_from_municipality", "comparison"]) == {"previous"}


def test_respondents_of_a_merged_municipality_count_in_the_one_it_ended_in(answers: Answers):
    variable, drawn = answers.variables["municipality"], answers.design["municipality"]
    now = variable.categories.index("GMX048")
    assert set(drawn[(variable.codes == now) & (answers.wave == 0)]) == {"GMX048", "GMX908", "GMX909"}
    assert set(drawn[(variable.codes == now) & (answers.wave == 1)]) == {"GMX048", "GMX910"}
    assert set(drawn[(variable.codes == now) & (answers.wave == 2)]) == {"GMX048"}


@pytest.fixture(scope="module")
def world() -> World:
    return read_world()


def simulated_responses(world: World, wave: str, seed: int) -> Responses:
    """Responses as a file of this seed would give them, without writing the file."""
    who = draw_sample(world.country, wave, seed).respondents
    drawn = Respondents(world, wave, who, seed).answer_all()
    columns = {name: TextColumn(column.texts, column.index) for name, column in drawn.items()}
    for name, cells in (
        ("municipality", who.code.astype(str)),
        ("base_weight", np.char.mod("%.6f", who.base_weight)),
    ):
        texts, index = np.unique(cells, return_inverse=True)
        columns[name] = TextColumn(tuple(map(str, texts)), index)
    ids = np.array([f"{wave}-{number}" for number in range(len(who))], dtype=object)
    rows = np.arange(2, len(who) + 2)
    return Responses(wave, Path(f"responses_{wave}.csv"), "", "", rows, ids, columns, SplitOff({}))


def taken_in(world: World, study: Study, seed: int) -> Answers:
    checked = (validate(simulated_responses(world, wave, seed), study, wave) for wave in world.waves)
    return stack([split(found).accepted.answers for found in checked])


@pytest.mark.slow
def test_a_simulated_sample_is_that_of_the_demonstration_file(world, national, answers):
    found = taken_in(world, national, world.plan["seed"])
    for name, variable in answers.variables.items():
        for number in range(len(world.waves)):
            mine, theirs = (part.variables[name].state[part.wave == number] for part in (found, answers))
            assert np.bincount(mine, minlength=5).tolist() == np.bincount(theirs, minlength=5).tolist(), name
        assert np.nansum(
            found.variables[name].codes if variable.values is None else found.variables[name].values
        ) == (np.nansum(variable.codes if variable.values is None else variable.values)), name


@pytest.fixture(scope="module")
def seeds(draws: Draws) -> range:
    return range(1, 1 + draws.of(SEEDS, FEWER_SEEDS))


@pytest.fixture(scope="module")
def repeated(world: World, national: Study, seeds: range) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Estimates and changes of as many samples, each from responses to verdicts."""
    parts = list(simulate(world, national, seeds))
    return pd.concat([part[0] for part in parts]), pd.concat([part[1] for part in parts])


def simulate(world: World, study: Study, seeds: range) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    for seed in seeds:
        answers = taken_in(world, study, seed)
        weights, report = weight_respondents(answers, study)
        design = build_design(answers, study.design, weights=weights, calibration=report.calibration)
        arguments = (answers, design, study, study.questionnaire)
        yield (
            estimates_by_domain(*arguments).assign(seed=seed),
            changes_between_waves(*arguments)[0].assign(seed=seed),
        )


@pytest.mark.slow
@pytest.mark.simulation
def test_over_200_seeds_intervals_hold_the_truth_in_95_percent(repeated, truth, seeds, draws):
    rows = truth.merge(repeated[0], on=FIGURE, how="left")
    assert rows["seed"].nunique() == len(seeds)
    covered = holds(rows, "truth").groupby(rows["seed"]).mean()
    assert covered.mean() == pytest.approx(0.95, abs=0.01 + draws.of_mean(covered))


@pytest.mark.slow
@pytest.mark.simulation
@pytest.mark.parametrize("level", ["item", "category"])
def test_over_200_seeds_planted_changes_are_found_and_hardly_anything_else(
    repeated, planted, national, seeds, draws, level
):
    rows = judged(repeated[1], planted, national)
    rows = rows[rows["level"] == level]
    assert rows["seed"].nunique() == len(seeds)
    moved, false = rows[rows["planted"]], false_discoveries(rows)
    by_seed = moved.groupby("seed")["found"].mean()
    assert moved["found"].mean() >= 0.95 - draws.of_mean(by_seed)
    assert false.mean() <= 0.05 + draws.of_mean(false)
