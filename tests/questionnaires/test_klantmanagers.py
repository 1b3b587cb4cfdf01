"""Truth: the instrument of 2022 as facts in instrument.csv (number, id, kind, codes, route, known in 2020)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from monitor.study.expression.evaluation import evaluate, items_of
from monitor.study.expression.expression import parse
from monitor.study.expression.expression_check import check
from monitor.study.questionnaire import Item, Questionnaire
from monitor.study.questionnaire_reader import read_questionnaire

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "questionnaires"
TEXT_FIELD = "reason_other_text"  # belongs to option 13c.6 and has no number of its own


@pytest.fixture(scope="module")
def instrument() -> list[dict[str, str]]:
    with (HERE / "instrument.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return read_questionnaire(FOLDER / "klantmanagers.yaml")


@pytest.fixture(scope="module")
def fields(questionnaire: Questionnaire) -> dict[str, Item]:
    return {item.id: item for item in questionnaire.fields if item.id != TEXT_FIELD}


@pytest.fixture(scope="module")
def rules() -> list[dict[str, Any]]:
    document = YAML(typ="safe", pure=True).load(
        (FOLDER / "klantmanagers.rules.yaml").read_text(encoding="utf-8")
    )
    return document["rules"]


def test_the_instrument_has_148_answer_fields_and_one_text_field(questionnaire, fields):
    assert len(fields) == 148
    assert len(questionnaire.fields) == 149


def test_it_has_129_items_when_every_multiple_choice_question_counts_once(questionnaire, fields):
    of_sets = [item.group for item in fields.values() if item.kind == "multi"]
    assert set(of_sets) == {"client_groups", "tasks_performed", "no_room_reasons"}
    assert len(fields) - len(of_sets) + len(set(of_sets)) == 129


def test_items_carry_the_ids_and_numbers_of_the_instrument_in_its_order(instrument, fields):
    assert [(item.number, item.id) for item in fields.values()] == [
        (row["nr"], row["id"]) for row in instrument
    ]


def test_items_stand_in_the_questions_of_the_instrument(instrument, fields):
    assert {item.id: item.group for item in fields.values()} == {
        row["id"]: row["group"] for row in instrument
    }


def test_items_are_of_the_kind_of_the_instrument(instrument, fields):
    assert {item.id: item.kind for item in fields.values()} == {row["id"]: row["kind"] for row in instrument}


def test_single_answers_and_scales_have_the_codes_of_the_instrument_in_its_order(instrument, fields):
    with_codes = {row["id"]: row["codes"] for row in instrument if row["codes"]}
    assert {item: "|".join(fields[item].scale.codes) for item in with_codes} == with_codes


def test_grades_and_one_percentage_have_a_way_out(instrument, fields):
    found = {item.id: "|".join(special.code for special in item.special) for item in fields.values()}
    assert found == {row["id"]: row["special"] for row in instrument}


def test_grades_run_from_1_to_10(fields):
    assert {(item.low, item.high) for item in fields.values() if item.kind == "grade"} == {(1, 10)}


def test_routes_are_those_of_the_instrument(instrument, fields):
    written = {
        row["id"]: row["asked_when"].replace("{", "[").replace("}", "]").replace(" = ", " == ")
        for row in instrument
        if row["asked_when"]
    }
    assert {item.id: str(item.asked_if) for item in fields.values() if item.asked_if} == written


def test_only_what_is_known_of_2020_is_asked_then_and_compared_from_then(instrument, questionnaire, fields):
    known = [row["id"] for row in instrument if row["also_2020"]]
    assert len(known) == 10
    assert [item.id for item in questionnaire.fields_of("2020")] == known
    assert all(questionnaire.comparable(item, "2020", "2022") for item in known)
    assert {item.asked for item in fields.values() if item.id not in known} == {("2022",)}


def test_every_item_is_asked_in_2022(questionnaire):
    assert questionnaire.fields_of("2022") == questionnaire.fields


def test_one_option_excludes_all_other_reasons(questionnaire):
    exclusive = {group.id: group.exclusive for group in questionnaire.groups.values() if group.exclusive}
    assert exclusive == {"no_room_reasons": ("reason_never_occurs",)}


def test_every_item_has_a_theme_a_block_and_a_short_label_that_fits_a_chart(questionnaire):
    for item in questionnaire.fields:
        assert item.theme, item.id
        assert item.block, item.id
        assert len(item.short) <= 45, item.id
    assert all(len(item.short) <= 45 and item.theme for item in questionnaire.derived)


def test_short_labels_within_a_question_differ(questionnaire):
    for group in questionnaire.groups.values():
        labels = [questionnaire.items[item].short for item in group.items]
        assert len(set(labels)) == len(labels), group.id


def test_conditions_of_the_report_are_themes_in_its_order(questionnaire):
    wanted = ["attention", "barriers", "finance", "human_scale", "cooperation", "expertise"]
    assert [theme for theme in questionnaire.themes if theme in wanted] == wanted


def test_no_net_falls_outside_its_scale_or_joins_all_of_it(questionnaire):
    for scale in questionnaire.scales.values():
        for net in scale.nets:
            assert set(net.of) < set(scale.codes), (scale.id, net.id)


def test_classes_of_a_grade_share_no_grade_and_leave_none_out(questionnaire):
    classes = {net.id: net.of for net in questionnaire.scales["grade10"].nets}
    assert set(classes) == {"insufficient", "sufficient", "good"}
    assert sorted(int(grade) for of in classes.values() for grade in of) == list(range(1, 11))


def test_derived_items_read_asked_items_only_and_the_right_waves(questionnaire):
    asked = {item.id: item.asked for item in questionnaire.derived}
    assert asked.pop("support_not_possible") == ("2020", "2022")
    assert set(asked.values()) == {("2022",)}


class Column:
    """A column for the expression language: codes by place, -1 not answered, -2 not asked."""

    def __init__(self, *codes: int):
        self.codes = np.array(codes)
        self.values = self.codes.astype(float)
        self.state = np.select([self.codes == -1, self.codes == -2], [2, 1], 0)


def outcome(questionnaire: Questionnaire, text: str, **columns: Column) -> list[bool | None]:
    rows = len(next(iter(columns.values())).codes)
    found = evaluate(parse(text), questionnaire.shapes, columns, rows)
    return [bool(value) if known else None for value, known in zip(found.value, found.known, strict=True)]


def test_a_caseload_is_too_large_where_the_class_wanted_lies_below_the_class_now(questionnaire):
    value = str(questionnaire.items["caseload_too_large"].value)
    now, wanted = Column(2, 2, 0, -1), Column(1, 2, 1, 0)  # 75-99 and 50-74; same; wants more; no answer
    assert outcome(questionnaire, value, caseload_now=now, caseload_desired=wanted) == [
        True,
        False,
        False,
        None,
    ]


def test_room_is_used_to_a_limited_degree_by_those_who_were_not_asked(questionnaire):
    cases = {code: str(case) for code, case in questionnaire.items["room_used"].cases}
    used = Column(0, 1, 2, -2)  # enough, less, no, not asked
    assert outcome(questionnaire, cases["well"], expertise_room_used=used) == [True, False, False, None]
    assert outcome(questionnaire, cases["limited"], expertise_room_used=used) == [False, True, True, True]


@pytest.mark.parametrize(
    ("derived", "pattern", "items"), [("use_less_any", "use_", 9), ("learn_any", "learn_", 7)]
)
def test_an_any_of_set_reads_every_row_of_its_question(questionnaire, fields, derived, pattern, items):
    named = [item for item in fields if item.startswith(pattern)]
    assert len(named) == items
    assert list(items_of(questionnaire.items[derived].value, questionnaire.shapes)) == named


def test_edit_rules_have_unique_names_and_everything_a_reader_needs(rules):
    names = [rule["name"] for rule in rules]
    assert len(set(names)) == len(names) == 7
    for rule in rules:
        assert set(rule) - {"applies_if"} == {"name", "label", "description", "severity", "origin", "rule"}
        assert rule["severity"] in ("hard", "soft")


def test_edit_rules_read_existing_items_and_codes(rules, questionnaire):
    for rule in rules:
        for key in ("rule", "applies_if"):
            if key in rule:
                check(parse(rule[key]), questionnaire.shapes)
