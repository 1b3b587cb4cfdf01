"""Truth: the demonstration study through the real rooms; what was published stays, what must hide is hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.intake.answers.typed_answers import stack
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
def released(study: Study) -> ReleasedSet:
    waves = [split(validate(read_responses(study, wave.id), study, wave.id)) for wave in study.waves]
    answers = stack([wave.accepted.answers for wave in waves])
    design = build_design(answers, study.design)
    estimates = estimates_by_domain(answers, design, study, study.questionnaire)
    changes = measured_changes(answers, design, study, study.questionnaire)
    return release(estimates, changes, Method(), study)


def test_nothing_suppressed_in_the_demonstration_can_be_worked_out(
    released: ReleasedSet, study: Study
) -> None:
    report = audit([released], [study])
    assert report.suppressed > 1000
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


def test_the_six_with_the_largest_caseload_are_hidden_with_the_next_smallest(released: ReleasedSet) -> None:
    rows = released.estimates[(released.estimates["breakdown"] == "caseload_now")]
    assert set(rows[rows["group"] == "gt150"]["status"]) == {"suppressed"}
    hidden = rows[rows["status"] == "suppressed"].groupby("item")["group"].nunique()
    assert hidden.min() >= 2


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
