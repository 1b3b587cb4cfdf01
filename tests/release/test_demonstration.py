"""Truth: the demonstration study through the real rooms; what was published stays, what must hide is hidden."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from monitor.intake.answers.typed_answers import Answers, stack
from monitor.intake.files.responses import read_responses
from monitor.intake.validation.quarantine import split
from monitor.intake.validation.validate import validate
from monitor.release.door.audit import audit
from monitor.release.door.change_suppression import suppressed_changes
from monitor.release.door.released_tables import release
from monitor.release.results.method import Method
from monitor.release.results.released_set import ReleasedSet
from monitor.statistics.change.changes import measured_changes
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.estimates.by_domain import estimates_by_domain
from monitor.study.study import Study
from monitor.study.study_reader import read_study


@pytest.fixture(scope="module")
def study(repository: Path) -> Study:
    return read_study(repository / "responses_demo" / "klantmanagers" / "study.yaml")


@pytest.fixture(scope="module")
def answers(study: Study) -> Answers:
    waves = [split(validate(read_responses(study, wave.id), study, wave.id)) for wave in study.waves]
    return stack([wave.accepted.answers for wave in waves])


@pytest.fixture(scope="module")
def estimates(answers: Answers, study: Study) -> pd.DataFrame:
    return estimates_by_domain(answers, build_design(answers, study.design), study, study.questionnaire)


@pytest.fixture(scope="module")
def released(answers: Answers, estimates: pd.DataFrame, study: Study) -> ReleasedSet:
    design = build_design(answers, study.design)
    changes = measured_changes(answers, design, study, study.questionnaire)
    return release(estimates, changes, Method(), study)


def test_nothing_suppressed_in_the_demonstration_can_be_worked_out(
    released: ReleasedSet, study: Study
) -> None:
    report = audit([released], [study])
    assert report.suppressed > 50
    assert report.passed, report.findings.to_string()


def test_the_routes_of_the_questionnaire_hold_in_its_answers(released: ReleasedSet) -> None:
    assert released.method.disclosure.audit.without_relations == ()


def test_every_figure_on_all_klantmanagers_is_released(released: ReleasedSet) -> None:
    whole = released.estimates[released.estimates["breakdown"] == ""]
    few = whole[whole["status"] == "suppressed"]
    assert set(few["reason"]) <= {"small_group"}
    assert (whole["status"] != "suppressed").mean() > 0.95


def test_tabel_1_with_its_three_of_103_stays_published(released: ReleasedSet) -> None:
    """Municipal policy a strong hindrance in 2020: 3 of 103. All sixteen cells of the table are there."""
    items = ["bar_caseload_size", "bar_national_law", "bar_municipal_policy", "bar_budget"]
    rows = released.estimates[
        released.estimates["item"].isin(items) & (released.estimates["breakdown"] == "")
    ]
    cells = rows[rows["category"].isin(["strong", "some"])].drop_duplicates(["item", "category", "wave"])
    assert len(cells) == 16
    assert (cells["status"] != "suppressed").all()
    assert (3, 103) in set(zip(cells["count"], cells["n"], strict=True))


def test_who_is_hidden_by_caseload_is_hidden_with_the_next_smallest(released: ReleasedSet) -> None:
    """Few gave grades of some services: of these the group with the fewest clients has too few, and another goes too."""
    rows = released.estimates[(released.estimates["breakdown"] == "caseload_class")]
    hidden = rows[rows["reason"] == "small_group"].groupby("item")["group"].nunique()
    assert "grade_ind" in hidden.index
    assert hidden.min() >= 2


def test_what_protects_others_takes_at_most_5_in_100_of_what_the_threshold_leaves_by_breakdown(
    estimates: pd.DataFrame, released: ReleasedSet
) -> None:
    """The threshold is that of docs/privacy.md, on unrounded answers: 10 under a figure."""
    rows, told = estimates.reset_index(drop=True), released.estimates.reset_index(drop=True)
    block = [rows[name] for name in ("wave", "item", "breakdown", "group")]
    left = ~(rows["n"] < 10).groupby(block).transform("max")
    taken = (told["status"] == "suppressed")[left].groupby(rows["breakdown"]).mean()
    assert set(taken.index) == {"", "tenure_band", "caseload_class"}
    assert taken[""] == 0
    assert 0 < taken.max() <= 0.05


def test_distributions_by_caseload_are_released_where_its_groups_have_ten_answers(
    released: ReleasedSet,
) -> None:
    """One classification of it hides no other."""
    rows = released.estimates[(released.estimates["breakdown"] == "caseload_class")]
    assert (rows["status"] != "suppressed").mean() > 0.95
    wide = rows[(rows["item"] == "must_choose_attention") & (rows["measure"] == "share")]
    assert set(wide["category"]) == {"often", "sometimes", "hardly", "any_net"}
    assert wide["count"].notna().all()


def test_a_set_of_options_is_tested_only_where_every_option_is_released(
    released: ReleasedSet, study: Study
) -> None:
    """The test of the whole set of parts is named by its question, not by an item."""
    group = next(group for group in study.questionnaire.groups.values() if group.kind == "multi")
    row = released.changes.iloc[[0]].assign(item=group.id, category="", measure="share", level="item")
    row = row.assign(breakdown="", group="", from_wave="2022", to_wave="2022")
    assert not suppressed_changes(row, released.estimates, {}, study).mask.any()
    estimates = released.estimates.copy()
    option = (estimates["item"] == group.items[-1]) & (estimates["breakdown"] == "")
    estimates.loc[option, "status"] = "suppressed"
    assert suppressed_changes(row, estimates, {}, study).mask.all()
