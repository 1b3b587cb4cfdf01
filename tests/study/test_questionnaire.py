"""Truth: the small questionnaire of conftest.py, read by eye."""

from __future__ import annotations

import pytest

from monitor.study.questionnaire_reader import read_questionnaire


@pytest.fixture
def questionnaire(write):
    return read_questionnaire(write.questionnaire())


def test_items_stand_in_questionnaire_order_with_derived_items_last(questionnaire) -> None:
    assert list(questionnaire.items) == [
        "clear", "help_a", "help_none", "time_a", "time_b", "mark_a", "why", "unclear", "rest",
    ]  # fmt: skip
    assert [item.kind for item in questionnaire.items.values()] == [
        "likert", "multi", "multi", "parts_of_100", "parts_of_100", "grade", "open", "yes_no", "percentage",
    ]  # fmt: skip


def test_words_that_other_readers_turn_into_booleans_or_numbers_stay_words(questionnaire) -> None:
    assert questionnaire.scales["size2"].codes == ("yes", "no")
    assert questionnaire.scales["size2"].label("no") == "nee"
    assert questionnaire.waves == ("2020", "2022")


def test_a_likert_scale_scores_its_first_category_highest(questionnaire) -> None:
    assert questionnaire.scales["agree5"].scores == (5.0, 4.0, 3.0, 2.0, 1.0)


@pytest.mark.parametrize(
    ("categories", "scores"),
    [
        ('"1": helemaal oneens, "2": neutraal, "3": helemaal eens', (1, 2, 3)),
        ('"1": helemaal eens, "2": niet eens of oneens, "3": helemaal oneens', (3, 2, 1)),
        ("A1: Helemaal niet mee eens, A2: mee eens, A3: helemaal mee eens", (1, 2, 3)),
        ("low: zeer ontevreden, middle: redelijk, high: zeer tevreden", (1, 2, 3)),
        ('"1": rood, "2": oranje, "3": groen', (1, 2, 3)),
        ('"3": groen, "2": oranje, "1": rood', (3, 2, 1)),
        ("g: groen, o: oranje, r: rood", (3, 2, 1)),
    ],
)
def test_the_low_end_of_a_likert_scale_scores_1_whichever_end_stands_first(write, categories, scores) -> None:
    """Codes 1 (oneens) to 5 (eens) once had a mean of 6 minus that of the answers."""
    said = f"scales:\n  other: {{kind: likert, categories: {{{categories}}}}}\n"
    assert read_questionnaire(write.questionnaire(("scales:\n", said))).scales["other"].scores == scores


def test_a_net_without_a_label_is_named_by_its_categories(questionnaire) -> None:
    scale = questionnaire.scales["agree5"]
    assert scale.label("agree_net") == "(helemaal) eens"
    assert scale.label("disagree_net") == "oneens of helemaal oneens"
    assert scale.label("dk") == "weet ik niet"


def test_a_grade_scale_makes_its_categories_from_its_range(questionnaire) -> None:
    item = questionnaire.items["mark_a"]
    assert item.scale.codes == tuple("123456789") + ("10",)
    assert (item.low, item.high) == (1.0, 10.0)
    assert item.special[0].means == "not_applicable"


def test_rows_inherit_what_they_do_not_say(questionnaire) -> None:
    assert questionnaire.items["help_none"].theme == "care"
    assert questionnaire.items["help_none"].short == "geen hulp"
    assert questionnaire.items["help_a"].short == "A"
    assert questionnaire.group_of("help_a").exclusive == ("help_none",)


def test_an_item_can_be_compared_only_between_waves_that_asked_it(questionnaire) -> None:
    assert questionnaire.comparable("clear", "2020", "2022")
    assert not questionnaire.comparable("help_a", "2020", "2022")
    assert [item.id for item in questionnaire.fields_of("2020")] == [
        "clear",
        "time_a",
        "time_b",
        "mark_a",
        "why",
    ]


def test_a_break_ends_comparability(write) -> None:
    broken = ('theme: work, text: "Brieven', 'theme: work, comparable_from: "2022", text: "Brieven')
    found = read_questionnaire(write.questionnaire(broken))
    assert not found.comparable("clear", "2020", "2022")
    assert not found.comparable("unclear", "2020", "2022"), "what is derived from it breaks too"


def test_open_answers_are_confidential(questionnaire) -> None:
    assert [item.id for item in questionnaire.items.values() if item.confidential] == ["why"]


def test_clauses_stand_at_their_item_and_rows_take_the_favourable_side_of_their_question(write) -> None:
    path = write.questionnaire(
        ("{id: why,", "{id: grid, kind: grid, scale: agree5, favourable: disagree, theme: work, text: T, rows: "
         "{g_a: {text: A, told: {sa: vindt A, agree_net: is voor A}}, g_b: {text: B, favourable: agree}}}\n  - {id: why,"),
    )  # fmt: skip
    items = read_questionnaire(path).items
    assert (items["g_a"].told, items["g_a"].favourable) == (
        (("sa", "vindt A"), ("agree_net", "is voor A")), "disagree",
    )  # fmt: skip
    assert (items["g_b"].told, items["g_b"].favourable) == ((), "agree")
