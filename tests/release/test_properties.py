"""Truth: the attacker. Random surveys pass the door; whatever comes out, nothing suppressed can be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from monitor.release.door.audit import audit
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet, read_results, write_results
from monitor.schema import CHANGES, ESTIMATES
from monitor.study.study_reader import read_study

from .joint_table import leaks
from .measured import through
from .survey import Survey, write_declarations

pytestmark = pytest.mark.ci


@dataclass(frozen=True)
class Example:
    survey: Survey
    estimates: pd.DataFrame
    changes: pd.DataFrame
    released: ReleasedSet


few = settings(max_examples=5, deadline=None, derandomize=True, database=None)


def passed(survey: Survey, size: int, seed: int) -> ReleasedSet:
    estimates = survey.estimates(survey.answers(size, seed))
    return through(estimates, survey.changes(estimates), Method(), survey.study)


@pytest.fixture(scope="module", params=[(4, 60, 1), (4, 150, 2), (12, 100, 5), (12, 400, 3)], ids=str)
def example(surveys: Mapping[int, Survey], request: pytest.FixtureRequest) -> Example:
    """A survey (municipalities, respondents, seed) before and behind the door."""
    municipalities, size, seed = request.param
    survey = surveys[municipalities]
    estimates = survey.estimates(survey.answers(size, seed))
    changes = survey.changes(estimates)
    return Example(survey, estimates, changes, through(estimates, changes, Method(), survey.study))


@pytest.mark.slow
@few
@given(st.sampled_from([4, 12]), st.integers(40, 400), st.integers(0, 10_000))
def test_the_audit_works_out_nothing_that_the_door_suppressed(surveys, municipalities, size, seed) -> None:
    survey = surveys[municipalities]
    released = passed(survey, size, seed)
    report = audit([released], [survey.study])
    assert report.passed, report.findings.to_string()


@settings(few, max_examples=2)
@given(st.integers(40, 200), st.integers(0, 10_000))
def test_an_attacker_with_the_whole_joint_table_works_out_nothing(surveys, size, seed) -> None:
    released = passed(surveys[4], size, seed)
    assert leaks(released, surveys[4].study) == []


def test_without_secondary_suppression_that_attacker_finds_leaks(survey: Survey) -> None:
    """The attacker has teeth: thresholds and the next smallest group alone do not hide enough."""
    careless = survey.with_rules(width=0.0, reaches=0.0)
    estimates = survey.estimates(survey.answers(150, 2))
    released = through(estimates, survey.changes(estimates), Method(), careless.study)
    assert leaks(released, survey.study)
    assert not audit([released], [survey.study]).passed


HOLES = {
    "the total less the other groups": ("works", "region", "noord", "2021"),
    "the total of a number less the other groups": ("share", "region", "noord", "2021"),
    "the change since the other wave": ("works", "band", "", "2021"),
    "the base and the answers of a routed item": ("content", "region", "noord", "2023"),
    "a net and a mean of the other groups": ("clear", "size_class", "small", "2023"),
}


@pytest.mark.parametrize("path", HOLES)
def test_that_attacker_takes_every_path(survey: Survey, path: str) -> None:
    """Enough respondents that the door suppresses little; then one hole is made in what it released."""
    item, breakdown, group, wave = HOLES[path]
    estimates = survey.estimates(survey.answers(800, 1)).query("item != 'rest' and item != 'unclear'")
    hole = (estimates["item"] == item) & (estimates["breakdown"] == breakdown) & (estimates["wave"] == wave)
    hole &= estimates["group"].eq(group) | (group == "")
    changes = survey.changes(estimates)
    estimates.loc[hole, list(ESTIMATES.numbers)] = np.nan
    estimates.loc[hole, ["status", "reason"]] = ["suppressed", "small_group"]
    holes = leaks(ReleasedSet(estimates, changes, Method()), survey.study, by_band=breakdown == "band")
    assert (wave, item, breakdown) in {leak[:2] + leak[3:4] for leak in holes}


def test_every_suppressed_row_is_free_of_numbers_and_says_why(example: Example) -> None:
    released = example.released
    suppressed = released.estimates[released.estimates["status"] == "suppressed"]
    assert suppressed[list(ESTIMATES.numbers)].isna().all(axis=None)
    assert (suppressed["reason"] != "").all()
    lost = released.changes[released.changes["reason"] == "estimate_suppressed"]
    assert lost[list(CHANGES.numbers)].isna().all(axis=None)
    assert (lost["test"] == "").all()


def test_a_released_change_has_both_its_estimates_released(example: Example) -> None:
    released = example.released
    key = ["item", "category", "breakdown", "group", "measure"]
    shown = released.estimates[released.estimates["status"] != "suppressed"]
    waves = shown.groupby(key)["wave"].nunique()
    published = released.changes[released.changes["difference"].notna()]
    assert all(waves.get(row, 0) == 2 for row in published[key].itertuples(index=False, name=None))


def test_releasing_a_released_set_again_changes_nothing(example: Example) -> None:
    """But for one thing: a hidden test stays in its family with p = 1, and a released set does not hold it any more."""
    released = example.released
    again = through(released.estimates, released.changes, Method(), example.survey.study)
    assert_frame_equal(again.estimates, released.estimates)
    of_families = ["p_adjusted", "mdd", "level_in_force", "told_low", "told_high"]
    assert_frame_equal(again.changes.drop(columns=of_families), released.changes.drop(columns=of_families))
    hidden = released.changes["reason"] == "estimate_suppressed"
    whole = ~released.changes["family"].isin(set(released.changes.loc[hidden, "family"]))
    assert {"changes", "changes:region"} & set(released.changes.loc[whole, "family"])
    assert_frame_equal(again.changes[whole], released.changes[whole])
    for name in ("p_adjusted", "mdd"):
        left, right = again.changes[name], released.changes[name]
        assert (left.notna() == right.notna()).all()
        assert (left[left.notna()] <= right[left.notna()]).all(), name


def test_row_order_never_matters(example: Example) -> None:
    released = example.released
    estimates, changes = (
        frame.sample(frac=1, random_state=7) for frame in (example.estimates, example.changes)
    )
    shuffled = through(estimates, changes, Method(), example.survey.study)
    assert_frame_equal(_sorted(shuffled.estimates, ESTIMATES.key), _sorted(released.estimates, ESTIMATES.key))
    assert_frame_equal(_sorted(shuffled.changes, CHANGES.key), _sorted(released.changes, CHANGES.key))


def _sorted(frame: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    return frame.sort_values(list(key), ignore_index=True)


def test_writing_reading_and_writing_gives_identical_bytes(example: Example, tmp_path: Path) -> None:
    released = example.released
    first, second = tmp_path / "first", tmp_path / "second"
    write_results(released, first)
    write_results(read_results(first), second)
    assert _bytes(first) == _bytes(second)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_in_every_breakdown_at_least_two_groups_are_suppressed_or_none(example: Example) -> None:
    """Or all but one, where only one group has anybody."""
    released = example.released
    rows = released.estimates[~released.estimates["reason"].isin(["no_respondents", "coarsened"])]
    rows = rows[rows["breakdown"] != ""].assign(suppressed=rows["status"] == "suppressed")
    groups = rows.groupby(["wave", "item", "breakdown", "group"])["suppressed"].max()
    tables = groups.groupby(["wave", "item", "breakdown"]).agg(["sum", "size"])
    assert ((tables["sum"] != 1) | (tables["size"] == 1)).all()


@pytest.mark.slow
@pytest.mark.parametrize(("municipalities", "size"), [(40, 700), (120, 5_000), (342, 2_000), (342, 14_000)])
def test_no_attacker_opens_a_survey_in_many_municipalities(
    tmp_path: Path, municipalities: int, size: int
) -> None:
    """Two waves, five categories and their nets, every margin: regions, sizes, their cells, municipalities."""
    survey = Survey(read_study(write_declarations(tmp_path, municipalities)))
    released = passed(survey, size, municipalities + size)
    report = audit([released], [survey.study])
    assert report.passed, report.findings.to_string()
    assert leaks(released, survey.study, most=60, by_band=False) == []
    municipal = released.estimates[released.estimates["breakdown"] == "municipality"]
    assert (municipal["status"] != "suppressed").sum() > (1000 if size == 14_000 else 0)
