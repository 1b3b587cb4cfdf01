"""Truth: what may leave, what may not, and what is left on the disk."""

from __future__ import annotations

import datetime
import hashlib
import json
import stat
from pathlib import Path

import pytest

from monitor.errors import IntakeError
from monitor.intake.open_answers.privacy import forget, search_open_answers, write_contacts

from .conftest import CANARY, Survey

TODAY = datetime.date(2025, 12, 1)
REACHABLE = {"safe": "dk", "again": "daily", "contact_name": "Bo", "contact_mail": "=bo@example.nl"}


@pytest.fixture
def contacts(survey: Survey) -> Path:
    survey.write({**REACHABLE, "respondent_id": CANARY}, {}, {**REACHABLE, "contact_name": "Al"})
    target = survey.folder / "contacts.csv"
    assert write_contacts(survey.responses(), survey.study, target, [survey.folder / "build"]) == 2
    return target


def test_open_answers_are_searched_by_place_and_kind_without_their_text(survey: Survey) -> None:
    survey.write({"remark": f"{CANARY} mail a@b.nl of bel 0612345678"}, {}, {"remark": "Best wel in Houten"})
    found = search_open_answers(survey.responses(), survey.study)
    assert found.findings.values.tolist() == [
        ["fietsers_2025.csv", 2, "remark", "email", True],
        ["fietsers_2025.csv", 2, "remark", "phone", True],
        ["fietsers_2025.csv", 4, "remark", "municipality", False],
        ["fietsers_2025.csv", 4, "remark", "municipality", True],
    ]
    assert found.counts == {"email": 1, "municipality": 2, "phone": 1}
    assert found.review["row"].tolist() == [4]
    assert CANARY not in repr(found) + found.findings.to_csv()


def test_nothing_open_gives_no_findings(survey: Survey) -> None:
    survey.write({})
    assert search_open_answers(survey.responses(), survey.study).counts == {}


def test_contacts_are_for_the_owner_only_sorted_and_without_number(contacts: Path) -> None:
    assert stat.S_IMODE(contacts.stat().st_mode) == 0o600
    assert contacts.read_text(encoding="utf-8").splitlines() == [
        "contact_name,contact_mail", "Al,'=bo@example.nl", "Bo,'=bo@example.nl",
    ]  # fmt: skip


def test_contacts_never_go_into_an_output_folder(survey: Survey) -> None:
    survey.write(REACHABLE)
    output = survey.folder / "build"
    output.mkdir()
    with pytest.raises(IntakeError, match="may not stand inside an output folder"):
        write_contacts(survey.responses(), survey.study, output / "x" / ".." / "contacts.csv", [output])
    assert list(output.iterdir()) == []


def test_contacts_are_not_written_over_anything(survey: Survey, contacts: Path) -> None:
    with pytest.raises(IntakeError, match="contact file cannot be made; got something that is there already"):
        write_contacts(survey.responses(), survey.study, contacts, [])


def test_no_contacts_no_file(survey: Survey) -> None:
    survey.write({})
    with pytest.raises(IntakeError, match="nobody left contact data"):
        write_contacts(survey.responses(), survey.study, survey.folder / "contacts.csv", [])
    assert not (survey.folder / "contacts.csv").exists()


def test_forgetting_deletes_the_file_and_notes_date_and_hash(survey: Survey, contacts: Path) -> None:
    digest = hashlib.sha256(contacts.read_bytes()).hexdigest()
    log = survey.folder / "deletions.jsonl"
    log.write_text('{"earlier": true}\n', encoding="utf-8")
    forget(contacts, survey.study.questionnaire, log, TODAY)
    assert not contacts.exists()
    assert [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] == [
        {"earlier": True}, {"deleted": "2025-12-01", "file": "contacts.csv", "people": 2, "sha256": digest},
    ]  # fmt: skip


def test_forgetting_takes_contact_files_only(survey: Survey, contacts: Path) -> None:
    log = survey.folder / "deletions.jsonl"
    with pytest.raises(IntakeError, match="no contact file of this survey"):
        forget(survey.path, survey.study.questionnaire, log, TODAY)
    assert survey.path.exists()
    assert not log.exists()


def test_forgetting_twice_is_a_clear_error(survey: Survey, contacts: Path) -> None:
    log = survey.folder / "deletions.jsonl"
    forget(contacts, survey.study.questionnaire, log, TODAY)
    with pytest.raises(IntakeError, match="cannot be read; got no such file.*deletion log"):
        forget(contacts, survey.study.questionnaire, log, TODAY)


def test_without_a_log_nothing_is_deleted(survey: Survey, contacts: Path) -> None:
    with pytest.raises(IntakeError, match="could not be deleted and noted"):
        forget(contacts, survey.study.questionnaire, survey.folder / "no" / "log", TODAY)
    assert contacts.exists()
