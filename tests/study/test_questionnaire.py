"""Truth: the small questionnaire of conftest.py, read by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import DeclarationError
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


ERRORS = [
    ("survey: mini", "survey: Mini", 'questionnaire.yaml:1: "survey" cannot be used'),
    ("title: Kleine vragenlijst\n", "", '"title" is missing'),
    ("kind: likert", "kind: likrt", "\"scales > agree5 > kind\" cannot be used; got \"likrt\""),
    ("n: neutraal, d: oneens", "n: neutraal, n: oneens", 'questionnaire.yaml:9: key "n" occurs twice'),
    ("of: [sa, a]", "of: [sa, aa]", 'net "agree_net" holds an unknown code "aa"'),
    ("agree_net: {", "sa: {", 'net "sa" has the name of a category'),
    ("special: {dk:", "special: {sa:", 'has the code "sa" twice'),
    ("range: [1, 10],", "range: [10, 1],", 'grade scale "grade10" needs a range'),
    ("{yes: ja, no: nee}", "{yes: ja}", 'scale "size2" needs at least two categories'),
    ("kind: ordinal, categories", "range: [1, 2], kind: ordinal, categories", "is no grade scale and has no range"),
    ("kind: likert\n", "kind: likert\n    scores: {sa: 5}\n", "the scores do not name every category once"),
    ("scale: agree5, theme", "scale: agree, theme", 'there is no scale "agree"; expected agree5, size2, grade10. Did you mean "agree5"?'),
    ("nr: \"1\", scale: agree5", "nr: \"1\", scale: grade10", 'scale "grade10" of item "clear" is of kind grade'),
    ("theme: work, text: \"Brieven", "theme: wrk, text: \"Brieven", 'questionnaire.yaml:15: there is no theme "wrk"; expected work, care. Did you mean "work"?'),
    ("asked: [\"2022\"]", "asked: [\"2021\"]", 'there is no wave "2021"'),
    ("exclusive: [help_none]", "exclusive: [help_non]", '"help_non" is no option of "help"'),
    ("parts: {time_a", "rows: {time_a", '"rows" does not fit a parts_of_100 question; expected "parts"'),
    ("parts: {time_a: \"A\", time_b: \"B\"}", "nr: \"3\"", 'question "time" has no "parts"'),
    ("kind: multi\n", "kind: single\n", "\"options\" does not fit a single question"),
    ("scale: agree5, theme: work, text: \"Brieven", "theme: work, text: \"Brieven", 'question "clear" has neither a kind nor a scale'),
    ("time_b: \"B\"", "clear: \"B\"", 'item "clear" occurs twice'),
    ("{id: time, kind", "{id: help, kind", 'question "help" occurs twice'),
    ("mark_a: \"A\"", "help: \"A\"", 'item "help" has the id of a question with rows'),
    ("asked_if: \"clear in [d, sd]\"", "asked_if: \"clear in [d, ds]\"", 'questionnaire.yaml:25: the route of "why" is wrong'),
    ("text: \"Brieven zijn duidelijk\"", "asked_if: help_a == 1, text: x", "Only items that come earlier in the questionnaire"),
    ("asked_if: \"clear in [d, sd]\"", "asked_if: \"1 == 1\"", 'the route of "why" reads no item'),
    ("value: 100 - time_a", "value: 100 - time_q", 'questionnaire.yaml:28: "rest" is wrong'),
    ("kind: percentage, theme: work, value", "kind: recode, theme: work, value", "needs cases (recode) or a value"),
    ("  unclear: {label: Onduidelijk, kind: yes_no, theme: work, value: \"clear in [d, sd]\"}",
     "  unclear: {label: O, kind: recode, scale: size2, theme: work, cases: {yes: clear == sa}}", "are not the codes of its scale"),
    ("  unclear:", "  help:", 'derived item "help" has the id of a question'),
    ("{id: why, kind: open,", "{id: why, kind: open, scale: agree5,", "is of kind open and has no scale"),
    ("kind: grade, scale: grade10, theme", "kind: grade, theme", 'item "mark_a" has no scale'),
    ("kind: open, theme", "kind: open, range: [1, 2], theme", "this range cannot be used"),
    ("waves: [\"2020\", \"2022\"]", "waves: [\"2020\", \"2020\"]", "a wave is listed twice"),
    ("value: \"clear in [d, sd]\"", "value: any_of(help_*, 1)", 'questionnaire.yaml:27: nobody knows the key "1)" here'),
    ("value: \"clear in [d, sd]\"", "value: any_of(help_*, 1)", 'Put quotation marks around a text with a comma'),
    ("asked: [\"2022\"]", "asked: []", 'item "help_a" is asked in no wave'),
    ("of: [sa, a]", "of: [sa, sa]", 'net "agree_net" does not hold each of its codes once'),
    ("disagree_net: [d, sd]", "disagree_net: []", 'net "disagree_net" does not hold each of its codes once'),
    ("range: [1, 10],", "range: [1, 1000000000],", "grades lie between 0 and 100"),
    ("range: [1, 10],", "range: [-5, 5],", "grades lie between 0 and 100"),
    ("kind: open, theme", "kind: number, range: [nan, nan], theme", "this range cannot be used"),
    ("kind: multi\n", "kind: multi\n    scale: size2\n", 'item "help_a" is of kind multi and has no scale'),
    ("kind: percentage, theme: work, value: 100 - time_a", "kind: recode, theme: work, cases: {yes: clear == sa}", 'item "rest" has no scale'),
    ("value: 100 - time_a", "value: clear == sa", 'gives the wrong kind of answer; got a truth; expected a number'),
    ("value: \"clear in [d, sd]\"", "value: time_a + 1", 'gives the wrong kind of answer; got a number'),
    ("value: \"clear in [d, sd]\"", "value: clear", 'gives the wrong kind of answer; got a category'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), ERRORS, ids=[says[:50] for _, _, says in ERRORS])
def test_what_is_wrong_is_said_with_its_place(write, old: str, new: str, says: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        read_questionnaire(write.questionnaire((old, new)))
    assert says in str(failure.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "does not exist"),
        (b"", "holds no declaration"),
        (b"- a\n- b\n", "holds no declaration"),
        (b"a: [1\nb: 2\n", "not valid YAML"),
        (b"a: \xff\xfe\n", "not UTF-8"),
        (b"a: &x [" + b"1," * 10 + b"]\n" + b"b: [" + b"*x," * 30000 + b"]\n", "too large or too deep"),
        (b"\x00\x01\x02", "not valid YAML"),
        (("a: " + "[" * 60 + "]" * 60).encode(), "too large or too deep"),
    ],
)
def test_a_file_that_is_no_declaration_is_refused(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "q.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DeclarationError) as failure:
        read_questionnaire(path)
    assert says in str(failure.value)
