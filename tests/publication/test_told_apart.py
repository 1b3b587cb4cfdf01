"""Truth: no two questions, rows of a question or figures go by one label, whatever labels they were given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.publication.annex.limits import MOST_NAMED, _named
from monitor.publication.annex.questionnaire_annex import questionnaire_annex
from monitor.publication.language.filling import filled
from monitor.publication.language.told_apart import Named, distinct, is_question
from monitor.study.study import Study
from tests.words import WORDS, voice_of

APART = WORDS.sentences.told_apart
LABELS = st.sampled_from(["Anders", "anders ", "Anders (vraag 1)", "Anders (a)", "Kreeg u een brief?"])


@given(st.lists(st.tuples(LABELS, st.sampled_from(["", "1", "2"])), max_size=6))
def test_labels_are_distinct_and_only_those_of_twins_change(labels: list[tuple[str, str]]) -> None:
    named = [Named(f"item_{place}", label, number) for place, (label, number) in enumerate(labels)]
    told = {one.id: one.label for one in named} | distinct(named, APART)
    folded = [" ".join(label.split()).casefold() for label in told.values()]
    assert len(folded) == len(set(folded))
    assert all(label.startswith(one.label) for one, label in zip(named, told.values(), strict=True))


def test_a_number_tells_apart_and_a_name_where_there_is_none_of_its_own() -> None:
    twins = [
        Named("a", "Anders", "5"),
        Named("b", "anders", "7"),
        Named("c", "Anders"),
        Named("d", "Geld", "5"),
    ]
    assert distinct(twins, APART) == {"a": "Anders (vraag 5)", "b": "anders (vraag 7)", "c": "Anders (c)"}
    same = [Named("a", "Anders", "5"), Named("b", "Anders", "5")]
    assert distinct(same, APART) == {"a": "Anders (a)", "b": "Anders (b)"}


def test_a_study_without_twins_is_told_as_it_is(small_study: Study) -> None:
    assert voice_of(small_study).study is small_study


def test_rows_of_two_questions_may_share_a_label_but_not_in_one_list(small_study: Study) -> None:
    questionnaire = small_study.questionnaire
    first, second = questionnaire.items["letters"], questionnaire.items["use_app"]
    items = {**questionnaire.items, "use_app": replace(second, short=first.short)}
    voice = voice_of(replace(small_study, questionnaire=replace(questionnaire, items=items)))
    told = voice.study.questionnaire.items
    assert told["letters"].short == told["use_app"].short == first.short
    assert voice.label_of(told["letters"]) == f"{first.short} (vraag 2.1)"
    assert voice.label_of(told["use_app"]) != voice.label_of(told["letters"])


def test_rows_with_one_text_are_told_apart_in_the_annex_of_the_questionnaire(small_study: Study) -> None:
    """The chapters said "(letters)" and "(phone)", and the annex twice the same."""
    questionnaire = small_study.questionnaire
    items = {**questionnaire.items}
    for name in ("letters", "phone"):
        items[name] = replace(items[name], number="", text="Het antwoord is duidelijk.", short="Duidelijk")
    annex = questionnaire_annex(
        voice_of(replace(small_study, questionnaire=replace(questionnaire, items=items)))
    )
    assert "- Het antwoord is duidelijk. (letters)\n- Het antwoord is duidelijk. (phone)\n" in annex.replace(
        "\\", ""
    )
    assert "- 2.1. De brieven zijn duidelijk.\n" in questionnaire_annex(voice_of(small_study)).replace(
        "\\", ""
    )


def test_a_number_stands_once_where_it_stands_before_the_label(small_study: Study) -> None:
    questionnaire = small_study.questionnaire
    items = {**questionnaire.items}
    items["use_app"] = replace(items["use_app"], short=items["letters"].short, number="7")
    items["letters"] = replace(items["letters"], number="6")
    one_list = replace(small_study, questionnaire=replace(questionnaire, items=items))
    voice = voice_of(one_list)
    told = replace(voice.study.questionnaire.items["letters"], short=f"{items['letters'].short} (vraag 6)")
    assert voice.label_beside_number(told) == items["letters"].short
    assert voice.label_beside_number(replace(told, number="")) == voice.label_of(told)


def test_a_figure_with_rows_of_two_questions_tells_them_apart(small_study: Study) -> None:
    questionnaire = small_study.questionnaire
    items = {**questionnaire.items}
    items["use_app"] = replace(items["use_app"], short=items["letters"].short)
    both = replace(small_study.indicators[0], items=("letters", "use_app"))
    study = replace(
        small_study,
        questionnaire=replace(questionnaire, items=items),
        indicators=(both, *small_study.indicators[1:]),
    )
    told = voice_of(study).study.questionnaire.items
    assert told["letters"].short == f"{items['letters'].short} (vraag 2.1)"
    assert told["use_app"].short != told["letters"].short


def test_titles_of_figures_are_told_apart_by_the_number_of_their_question(small_study: Study) -> None:
    one, other, *rest = small_study.indicators
    study = replace(small_study, indicators=(one, replace(other, title=one.title), *rest))
    first, second = voice_of(study).study.indicators[:2]
    assert first.title != second.title
    assert {first.title, second.title} <= {
        f"{one.title} (vraag {number})" for number in ("1", "2", "3", "4")
    } | {f"{one.title} ({each.id})" for each in (one, other)}


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("Hoe oud bent u?", True),
        ("Hoe oud bent u? (vraag 3)", True),
        ("Leeftijd", False),
        ("Wat? Dit (a) ook", False),
    ],
)
def test_a_question_stays_one_when_it_is_told_apart(label: str, asked: bool) -> None:
    assert is_question(label) is asked


# numbers and words


@pytest.mark.parametrize(
    ("n", "said"), [("1", "deed 1 inwoner"), ("2", "deden 2 inwoners"), ("0", "deden 0 inwoners")]
)
def test_the_noun_and_the_verb_follow_a_number(n: str, said: str) -> None:
    values = {"n": n, "respondent": "inwoner", "respondents": "inwoners"}
    assert filled("[n: deed {n} {respondent}|deden {n} {respondents}]", values) == said


def test_a_number_that_is_a_variable_still_decides() -> None:
    form = "{n} [n: antwoord|antwoorden] van [vader|moeder]"
    assert filled(form, {"n": "<n>"}, True, {"n": "1"}) == "<n> antwoord van moeder"


def test_a_long_list_says_how_many_it_leaves_out(small_study: Study) -> None:
    voice = voice_of(small_study)
    letters = small_study.questionnaire.items["letters"]
    many = [replace(letters, id=f"l_{place}", short=f"Brief {place}") for place in range(MOST_NAMED + 2)]
    items = {**small_study.questionnaire.items, **{one.id: one for one in many}}
    voice = voice_of(replace(small_study, questionnaire=replace(small_study.questionnaire, items=items)))
    assert _named(many, voice).endswith("‘Brief 7’ en nog 2 andere")
    assert _named(many[:-1], voice).endswith("‘Brief 7’ en ‘Brief 8’")
