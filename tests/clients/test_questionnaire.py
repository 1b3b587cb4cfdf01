"""Truth: the list of constructs for clients, and the questionnaire for klantmanagers that it mirrors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.intake.rules import read_rule_file
from monitor.study.questionnaire import Questionnaire
from monitor.study.questionnaire_reader import read_questionnaire

FOLDER = Path(__file__).resolve().parents[2] / "questionnaires"
# client item: klantmanager item that asks the other side of it
MIRRORS = {
    "contact_direct": "contact_direct",
    "contact_count": "share_spoken_once",
    "contact_wish": "share_speak_more",
    "letters_clear": "letters_clear",
    "website_findable": "website_findable",
    "website_clear": "website_clear",
    "knows_income_rights": "knows_income_rights",
    "knows_reintegration_rights": "knows_reintegration_rights",
    "knows_information_duty": "knows_information_duty",
    "knows_reintegration_duty": "knows_reintegration_duty",
    "duties_doable": "duties_too_demanding",
    "problems": "barriers",
    "work_ability": "split_work_ready",
    "municipality_ability": "split_work_ready",
    "fin_afraid_uncertain": "fin_afraid_uncertain",
    "fin_worse_off": "fin_worse_off",
    "fin_clients_informed": "fin_clients_informed",
    "fin_admin_burden": "fin_admin_burden",
    "had_to_repay": "fin_unexpected_claims",
    "informed_support_options": "informed_support_options",
    "support_fits": "use_training",
    "support_on_time": "support_on_time",
    "aware_of_agreements": "aware_of_agreements",
    "effect_job_chance": "effect_job_chance",
    "coop_one_plan": "coop_one_plan",
    "coop_information_exchange": "coop_information_exchange",
    "coop_grade": "grade_debt_help",
    "considers_circumstances": "considers_circumstances",
}


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return read_questionnaire(FOLDER / "clients.yaml")


@pytest.fixture(scope="module")
def klantmanagers() -> Questionnaire:
    return read_questionnaire(FOLDER / "klantmanagers.yaml")


def theme_of(questionnaire: Questionnaire, name: str) -> str:
    return (
        questionnaire.items[name].theme if name in questionnaire.items else questionnaire.groups[name].theme
    )


def test_it_has_50_closed_questions_beside_the_three_of_the_register(questionnaire):
    closed = {
        item.group if item.kind == "multi" else item.id
        for item in questionnaire.fields
        if not item.confidential
    }
    register = {item.id for item in questionnaire.fields if item.block == "register"}
    assert register == {"age_class", "sex", "years_on_assistance"}
    assert len(closed - register) == 50


def test_every_mirror_shares_the_theme_of_what_it_mirrors(questionnaire, klantmanagers):
    for client, klantmanager in MIRRORS.items():
        assert theme_of(questionnaire, client) == theme_of(klantmanagers, klantmanager), client


def test_an_item_with_the_id_of_a_klantmanager_item_is_one_of_the_mirrors(questionnaire, klantmanagers):
    closed = [item.id for item in questionnaire.fields if not item.confidential]
    assert {name for name in closed if name in klantmanagers.items} <= set(MIRRORS)


def test_not_knowing_and_refusing_have_codes_of_their_own(questionnaire):
    for item in questionnaire.fields:
        codes = {special.code for special in item.special}
        if item.kind in ("likert", "grade", "number"):
            assert {"dk", "wns"} <= codes, item.id
        if item.kind == "multi":
            assert codes == {"wns"}, item.id


def test_each_set_of_options_has_one_that_excludes_the_others(questionnaire):
    sets = {group.id: group.exclusive for group in questionnaire.groups.values() if group.kind == "multi"}
    assert sets == {"problems": ("no_problems",), "way_to_work": ("way_nothing",)}


def test_grades_for_help_and_cooperation_can_be_not_applicable(questionnaire):
    way_out = {
        item.id for item in questionnaire.fields for special in item.special
        if item.kind == "grade" and special.means == "not_applicable"
    }  # fmt: skip
    assert way_out == {"coop_grade", "help_grade"}


def test_trust_runs_from_0_to_10_both_ways(questionnaire):
    for name in ("trust_in_municipality", "trust_from_municipality"):
        assert (questionnaire.items[name].low, questionnaire.items[name].high) == (0, 10)


def test_one_wording_and_one_scale_break_the_series(questionnaire):
    breaks = {
        item.id: (item.break_reason, item.comparable_from)
        for item in questionnaire.items.values()
        if item.break_reason
    }
    assert breaks == {
        "letters_threatening": ("wording", "2023"),
        "trust_in_municipality": ("scale", "2023"),
    }
    for name in breaks:
        assert not questionnaire.comparable(name, "2021", "2025")
        assert questionnaire.comparable(name, "2023", "2025")
        assert "2021" in questionnaire.items[name].break_note


def test_two_questions_are_new_in_2023_and_the_others_are_in_every_wave(questionnaire):
    new = {item.id for item in questionnaire.fields if item.asked != ("2021", "2023", "2025")}
    assert new == {"municipality_ability", "trust_from_municipality"}


def test_routes_lead_only_from_questions_before_them(questionnaire):
    routed = {item.group: str(item.asked_if) for item in questionnaire.fields if item.asked_if}
    assert routed == {
        "way_to_work": "work_ability in [now, help, later]",
        "fin_admin_burden": "worked_last_year == yes",
        "support": "support_offered == yes",
        "effect_job_chance": "support_offered == yes",
        "coop_statements": "other_help in [one, more]",
        "sanctions": "sanction in [warned, cut]",
    }


def test_every_label_fits_a_chart_and_none_occurs_twice_in_a_question(questionnaire):
    for group in questionnaire.groups.values():
        labels = [questionnaire.items[item].short for item in group.items]
        assert len(set(labels)) == len(labels), group.id
        assert all(len(label) <= 45 for label in labels), group.id


def test_every_item_has_a_theme_and_a_block(questionnaire):
    assert all(item.theme and item.block for item in questionnaire.fields)
    assert set(questionnaire.themes) == {item.theme for item in questionnaire.fields}


def test_the_questions_speak_to_the_reader_with_u(questionnaire):
    for item in questionnaire.items.values():
        assert not re.search(r"\b(je|jij|jou|jouw|jullie)\b", item.text.lower()), item.id


def test_every_edit_rule_says_why(questionnaire):
    rules, _ = read_rule_file(FOLDER / "clients.rules.yaml")
    assert [rule.severity for rule in rules] == ["hard", "soft", "soft", "soft", "soft"]
    assert all(rule.description and rule.origin for rule in rules)
