"""Truth: planted_faults.csv. Intake puts exactly the planted rows apart, with every reason, and marks the soft ones."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monitor.intake.files.responses import read_responses
from monitor.intake.validation.quarantine import Split, split
from monitor.intake.validation.validate import validate
from monitor.study.study_reader import read_study

FOLDER = Path(__file__).resolve().parents[2] / "responses_demo" / "klantmanagers"
SIZES = {"2020": (111, 103), "2022": (97, 79)}


@pytest.fixture(scope="module", params=list(SIZES))
def wave(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def outcome(wave: str) -> Split:
    study = read_study(FOLDER / "study.yaml")
    return split(validate(read_responses(study, wave), study, wave))


def planted(wave: str, severity: str) -> list[dict[str, str]]:
    with (FOLDER / "planted_faults.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if wave in row["file"] and row["severity"] == severity]


def test_rows_read_are_rows_accepted_and_rows_planted(wave, outcome):
    read, accepted = SIZES[wave]
    assert (outcome.ledger.n_read, outcome.ledger.n_accepted) == (read, accepted)
    assert len(outcome.accepted.answers) == accepted


def test_every_planted_hard_fault_is_found_with_its_reason_and_nothing_else(wave, outcome):
    found = outcome.quarantine[["row", "column", "rule"]].itertuples(index=False, name=None)
    listed = [(int(fault["line"]), fault["item"], fault["rule"]) for fault in planted(wave, "hard")]
    assert sorted(found) == sorted(listed)


def test_every_planted_soft_fault_marks_its_row(wave, outcome):
    names = [fault["rule"] for fault in planted(wave, "soft")]
    flags = {name: count for name, count in outcome.ledger.flags.items() if name != "no_answer"}
    assert flags == {name: names.count(name) for name in names}
    assert outcome.ledger.n_flagged == len(names)
