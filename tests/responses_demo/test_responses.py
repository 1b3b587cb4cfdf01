"""Truth: the questionnaire file, read as plain YAML, and the lists of what was planted.

A small validator of its own finds the faults in every row; it must find exactly the planted ones.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

REPOSITORY = Path(__file__).resolve().parents[2]
STUDY = REPOSITORY / "responses_demo" / "klantmanagers"
WAVES = {"2020": 103, "2022": 79}
REQUIRED_FAULTS = {"unknown_code", "sum_not_100", "exclusive_option", "out_of_range", "routed_away", "not_a_number",
                   "duplicate_respondent", "missing_respondent_id", "unknown_municipality"}  # fmt: skip

Row = dict[str, str]


def read_rows(name: str) -> list[Row]:
    with (STUDY / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    text = (REPOSITORY / "questionnaires" / "klantmanagers.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe", pure=True).load(text)


@pytest.fixture(scope="module")
def columns(declared) -> dict[str, dict[str, Any]]:
    """Every column with what its question says; keys of a row win over keys of its question."""
    found = {}
    for question in declared["questions"]:
        rows = (
            question.get("rows") or question.get("options") or question.get("parts") or {question["id"]: {}}
        )
        for name, row in rows.items():
            found[name] = {**question, **row, "group": question["id"]}
    return found


@pytest.fixture(scope="module", params=list(WAVES))
def wave(request) -> str:
    return request.param


def hard_lines(wave: str) -> set[int]:
    return {
        int(fault["line"])
        for fault in read_rows("planted_faults.csv")
        if wave in fault["file"] and fault["severity"] == "hard"
    }


def accepted(wave: str) -> list[Row]:
    planted = hard_lines(wave)
    return [
        row for line, row in enumerate(read_rows(f"responses_{wave}.csv"), start=2) if line not in planted
    ]


def is_asked(row: Row, route: str | None) -> bool:
    """The routes of this questionnaire: `item > 0`, `item == code`, `item in [codes]`, joined by `and`."""
    return all(_part_is_true(row, part) for part in route.split(" and ")) if route else True


def _part_is_true(row: Row, part: str) -> bool:
    item, sign, wanted = part.split(" ", 2)
    if sign == ">":
        return row[item].isdigit() and int(row[item]) > int(wanted)
    return row[item] in re.findall(r"\w+", wanted)


def fault_of_answer(
    answer: str, column: dict[str, Any], scales: dict[str, Any], codes: set[str]
) -> str | None:
    if not answer or column.get("kind") in ("open", "contact"):
        return None
    if column.get("kind") == "identifying":
        return None if set(answer.split("|")) <= codes else "unknown_municipality"
    if column.get("kind") == "multi":
        return None if answer in ("0", "1") else "unknown_code"
    scale = scales.get(column.get("scale"), {})
    if "categories" in scale:
        return None if answer in scale["categories"] else "unknown_code"
    if answer in column.get("special", {}) or answer in scale.get("special", {}):
        return None
    if not re.fullmatch(r"-?\d+", answer):
        return "not_a_number"
    low, high = scale.get("range", [0, 100])
    return None if int(low) <= int(answer) <= int(high) else "out_of_range"


def faults_of(
    row: Row, columns: dict[str, Any], scales: dict[str, Any], codes: set[str]
) -> set[tuple[str, str]]:
    """Hard faults of one row: item or question, and rule."""
    found = set()
    for item, answer in row.items():
        if item == "respondent_id":
            continue
        if answer and not is_asked(row, columns[item].get("asked_if")):
            found.add((item, "routed_away"))
        rule = fault_of_answer(answer, columns[item], scales, codes)
        found |= {(item, rule)} if rule else set()
    for group, parts in parts_of_100(columns).items():
        if parts[0] in row and sum(int(row[part] or 0) for part in parts) != 100:
            found.add((group, "sum_not_100"))
    reasons = [
        item
        for item in columns
        if columns[item]["group"] == "no_room_reasons" and item != "reason_never_occurs"
    ]
    if row.get("reason_never_occurs") == "1" and any(row[item] == "1" for item in reasons):
        found.add(("no_room_reasons", "exclusive_option"))
    return found


def parts_of_100(columns: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item, column in columns.items():
        if column.get("kind") == "parts_of_100":
            found.setdefault(column["group"], []).append(item)
    return found


def test_planted_rows_come_on_top_of_the_accepted_respondents(wave):
    assert len(accepted(wave)) == WAVES[wave]
    assert len(read_rows(f"responses_{wave}.csv")) == WAVES[wave] + len(hard_lines(wave))


def test_a_file_has_one_column_per_item_asked_in_questionnaire_order(wave, columns):
    asked = [item for item, column in columns.items() if wave in column.get("asked", WAVES)]
    assert list(read_rows(f"responses_{wave}.csv")[0]) == ["respondent_id", *asked]
    assert len(asked) == {"2020": 10, "2022": 149}[wave]


def test_every_row_has_exactly_its_planted_hard_faults(wave, declared, columns):
    codes = {row["code"] for row in read_rows("municipalities.csv")}
    ids = Counter(row["respondent_id"] for row in read_rows(f"responses_{wave}.csv"))
    found = set()
    for line, row in enumerate(read_rows(f"responses_{wave}.csv"), start=2):
        identity = row["respondent_id"]
        found |= {(line, item, rule) for item, rule in faults_of(row, columns, declared["scales"], codes)}
        found |= {(line, "respondent_id", "missing_respondent_id")} if not identity else set()
        found |= (
            {(line, "respondent_id", "duplicate_respondent")} if identity and ids[identity] > 1 else set()
        )
    listed = {
        (int(fault["line"]), fault["item"], fault["rule"])
        for fault in read_rows("planted_faults.csv")
        if wave in fault["file"] and fault["severity"] == "hard"
    }
    assert found == listed


def test_every_kind_of_hard_fault_is_planted():
    assert {
        fault["rule"] for fault in read_rows("planted_faults.csv") if fault["severity"] == "hard"
    } == REQUIRED_FAULTS


def test_accepted_respondents_answered_what_they_were_asked_apart_from_invented_items(columns):
    unanswered = Counter(
        item
        for row in accepted("2022")
        for item, answer in row.items()
        if item in columns
        and not answer
        and columns[item].get("kind") not in ("open", "contact")
        and is_asked(row, columns[item].get("asked_if"))
    )
    published = {item for row in read_rows("published_figures.csv") for item in row["items"].split()}
    assert unanswered
    assert not published & set(unanswered)
    assert max(unanswered.values()) <= 3


def test_soft_faults_are_found_where_they_are_listed_and_nowhere_else():
    conditions = {
        "agreements_without_contact": lambda row: (
            row["share_spoken_once"] == "0" and row["share_agreements_made"] != "0"
        ),
        "reason_other_needs_text": lambda row: row["reason_other"] == "1" and not row["reason_other_text"],
        "contact_needs_phone_or_email": lambda row: (
            row["interview_consent"] == "yes" and not row["contact_phone"] + row["contact_email"]
        ),
        "support_possible_for_nobody": lambda row: row["share_support_possible"] == "0",
        "no_task_chosen": lambda row: all(row[item] == "0" for item in row if item.startswith("task_")),
        "no_time_for_clients": lambda row: row["time_guidance"] == "0",
        "no_reason_chosen": lambda row: (
            row["task_decide_sanctions"] == "1"
            and all(
                row[item] == "0" for item in row if item.startswith("reason_") and item != "reason_other_text"
            )
        ),
    }
    found = {
        (row["respondent_id"], name)
        for row in accepted("2022")
        for name, fails in conditions.items()
        if fails(row)
    }
    found |= {
        (row["respondent_id"], name)
        for row in accepted("2020")
        for name in ("support_possible_for_nobody",)
        if conditions[name](row)
    }
    listed = {
        (fault["respondent_id"], fault["rule"])
        for fault in read_rows("planted_faults.csv")
        if fault["severity"] == "soft"
    }
    assert found == listed
    assert len(listed) == 6


def test_respondent_ids_are_disjoint_between_the_waves():
    ids = {
        wave: {row["respondent_id"] for row in read_rows(f"responses_{wave}.csv")} - {""} for wave in WAVES
    }
    assert not ids["2020"] & ids["2022"]
    assert all(re.fullmatch(r"K2[02]-\d{3}", identity) for found in ids.values() for identity in found)


def test_no_municipality_is_named_by_two_respondents():
    named = [code for row in accepted("2022") for code in row["served_municipalities"].split("|")]
    assert len(named) == len(set(named)) == 125


def test_the_frame_is_large_enough_for_two_waves_that_share_no_municipality():
    frame = read_rows("municipalities.csv")
    assert (
        len({row["code"] for row in frame}) == len({row["name"] for row in frame}) == len(frame) >= 125 + 103
    )
    assert {row["region"] for row in frame} == {"noord", "oost", "west", "zuid"}
    for row in frame:
        inhabitants = int(row["inhabitants"])
        size = "small" if inhabitants < 15_000 else "medium" if inhabitants < 40_000 else "large"
        assert row["size_class"] == size


def test_ten_or_more_can_be_interviewed_and_contact_data_are_obviously_fictional():
    willing = [row for row in accepted("2022") if row["contact_phone"] or row["contact_email"]]
    assert len(willing) >= 10
    for row in willing:
        assert row["interview_consent"] == "yes"
        assert re.fullmatch(r"(06-000000\d\d)?", row["contact_phone"])
        assert re.fullmatch(r"([a-z.]+@example\.nl)?", row["contact_email"])


def test_personal_data_in_open_answers_are_only_the_planted_ones(columns):
    looks = {
        "phone": r"\b06-\d{8}",
        "email": r"\S+@\S+",
        "bsn": r"\b\d{9}\b",
        "iban": r"\bNL\d\d[A-Z]{4}\d{10}\b",
        "address": r"\b\d{4} [A-Z]{2}\b",
    }
    open_items = [item for item, column in columns.items() if column.get("kind") == "open"]
    found = {
        (line, item, kind)
        for line, row in enumerate(read_rows("responses_2022.csv"), start=2)
        for item in open_items
        for kind, look in looks.items()
        if re.search(look, row[item])
    }
    listed = {
        (int(row["line"]), row["item"], kind)
        for row in read_rows("planted_personal_data.csv")
        for kind in row["kinds"].split()
        if kind != "name"
    }
    assert found == listed
    assert {kind for _, _, kind in listed} == set(looks)
