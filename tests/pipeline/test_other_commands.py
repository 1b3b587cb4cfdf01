"""Truth: the demonstration study's own files, and what the deletion log and the audit say of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def study(repository: Path) -> str:
    return str(repository / "responses_demo" / "klantmanagers" / "study.yaml")


def test_variables_are_searched_by_word_with_value_and_origin(
    command, demonstration: Path, study: str
) -> None:
    done = command("variables", study, "bar_national_law", "--out", str(demonstration / "build"))
    assert done.returncode == 0, done.stderr
    line = next(
        line for line in done.stdout.splitlines() if line.startswith("bar_national_law.some.all.now.pct ")
    )
    assert "33%" in line
    assert "estimates.csv" in line


def test_variables_of_a_study_that_was_not_run_say_what_to_run(command, study: str, tmp_path: Path) -> None:
    done = command("variables", study, "--out", str(tmp_path))
    assert done.returncode == 1
    assert "Run it first: monitor run" in done.stderr


def test_the_audit_of_the_demonstration_passes(command, demonstration: Path) -> None:
    done = command("audit", str(demonstration / "build" / "klantmanagers" / "2022"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Audit passed: ")


def test_the_audit_finds_a_suppressed_figure_that_somebody_put_back(
    command, demonstration: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    shutil.copytree(demonstration / "build" / "klantmanagers" / "2022" / "results", results)
    frame = pd.read_csv(results / "estimates.csv", dtype=str, keep_default_na=False)
    small = frame["item"].eq("grade_ind") & frame["breakdown"].eq("caseload_class")
    hidden = frame[small & frame["reason"].eq("small_group")]
    assert set(hidden["group"]) == {"lt50", "c100plus"}
    # 14 grades of 33: one group of the two put back, so the other follows from the total
    for category, count in (("insufficient", 5), ("sufficient", 4), ("good", 1)):
        row = hidden.index[hidden["group"].eq("c100plus") & hidden["category"].eq(category)]
        frame.loc[row, ["estimate", "count", "n"]] = [str(count / 10), str(count), "10"]
        frame.loc[row, ["status", "reason"]] = ["unreliable", "few_answers"]
    frame.to_csv(results / "estimates.csv", index=False, lineterminator="\n")
    done = command("audit", str(results))
    assert done.returncode == 1
    assert "Audit failed" in done.stderr
    assert "klantmanagers 2022 grade_ind insufficient caseload_class lt50" in done.stderr


def test_contacts_are_for_their_owner_only_and_never_in_an_output(
    command, study: str, tmp_path: Path
) -> None:
    inside = command(
        "contacts", study, "--to", str(tmp_path / "build" / "c.csv"), "--out", str(tmp_path / "build")
    )
    assert inside.returncode == 1
    done = command("contacts", study, "--to", str(tmp_path / "c.csv"), "--out", str(tmp_path / "build"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "c.csv").stat().st_mode & 0o777 == 0o600


def test_forgetting_deletes_and_notes_date_and_hash(command, study: str, tmp_path: Path) -> None:
    contacts, log = tmp_path / "c.csv", tmp_path / "log.jsonl"
    assert command("contacts", study, "--to", str(contacts)).returncode == 0
    digest = hashlib.sha256(contacts.read_bytes()).hexdigest()
    done = command("forget", study, str(contacts), "--log", str(log))
    assert done.returncode == 0, done.stderr
    assert not contacts.exists()
    assert json.loads(log.read_text(encoding="utf-8"))["sha256"] == digest


def test_corrected_rows_can_be_fed_back(command, demonstration: Path, study: str, tmp_path: Path) -> None:
    rows = demonstration / "build-confidential" / "klantmanagers" / "2022" / "quarantine_rows_2022.csv"
    frame = pd.read_csv(rows, dtype=str, keep_default_na=False)
    frame = frame[frame["row"] == "10"]  # its one fault is a grade of 11
    frame["grade_uwv"] = "7"
    frame.to_csv(tmp_path / "fixed.csv", index=False)
    done = command(
        "check", study, "--out", str(tmp_path / "build"), "--corrections", f"2022={tmp_path / 'fixed.csv'}"
    )
    assert done.returncode == 0, done.stderr
    assert "responses_2022.csv: 97 rows = 80 accepted + 17 quarantined" in done.stderr


def test_checking_leaves_a_rule_report_for_its_owner(command, study: str, tmp_path: Path) -> None:
    done = command("check", study, "--out", str(tmp_path / "build"))
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "build-confidential" / "klantmanagers" / "2022-check"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {"rules.csv", "rules.html", "quarantine.csv"} <= {path.name for path in folder.iterdir()}
    assert "passed" in done.stdout
