"""Truth: planted_faults.csv. Intake puts exactly the planted rows apart, each with its reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monitor.intake.answers.typed_answers import DONT_KNOW, NOT_APPLICABLE, NOT_ASKED


@pytest.mark.parametrize("wave", ["2021", "2023", "2025"])
def test_every_planted_fault_is_found_with_its_reason_and_nothing_else(wave: str, splits, folder: Path):
    with (folder / "planted_faults.csv").open(encoding="utf-8", newline="") as stream:
        listed = [
            (int(row["line"]), row["column"], row["rule"])
            for row in csv.DictReader(stream)
            if wave in row["file"]
        ]
    found = splits[wave].quarantine[["row", "column", "rule"]].itertuples(index=False, name=None)
    assert sorted(found) == sorted(listed)
    assert len(listed) == splits[wave].ledger.n_quarantined


def test_about_14_000_rows_are_accepted_in_every_wave(splits):
    for found in splits.values():
        assert 13_500 < found.ledger.n_accepted < 14_500


def test_who_did_not_work_was_not_asked_about_paperwork(answers):
    filter_, routed = answers.variables["worked_last_year"], answers.variables["fin_admin_burden"]
    no = filter_.codes == filter_.categories.index("no")
    assert (routed.state[no] == NOT_ASKED).all()


def test_new_questions_are_not_asked_in_2021(answers):
    assert (answers.variables["trust_from_municipality"].state[answers.wave == 0] == NOT_ASKED).all()


def test_refusing_the_whole_list_of_problems_gives_no_count_of_problems(answers):
    refused = answers.variables["prob_debts"].state == DONT_KNOW
    assert refused.sum() > 1000
    assert (answers.variables["prob_count"].state[refused] != 0).all()


def test_a_grade_is_not_applicable_without_other_help(answers):
    helpers, grade = answers.variables["other_help"], answers.variables["coop_grade"]
    alone = helpers.codes == helpers.categories.index("none")
    assert (grade.state[alone & (grade.state != 2)] == NOT_APPLICABLE).all()
