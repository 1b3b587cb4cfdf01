"""Truth: made-up responses in which a column is, or is not, the municipality under another name."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from monitor.errors import StatisticsError
from monitor.statistics.quality.municipality_recodes import check_no_recodes
from monitor.study.municipalities import Municipalities
from monitor.study.study_file import Anonymous, Breakdown

from .conftest import item, scale, survey

LETTERS = "abc"


def municipality_survey(places: list[int], letters: list[str | None], **breakdown: object) -> SimpleNamespace:
    """People who live in places (by number), each with a letter that the study breaks down by."""
    codes = [f"P{place}" for place in range(max(places) + 1)]
    items = [item("letter", of=scale(LETTERS)), item("place", of=scale(codes))]
    columns = {"letter": letters, "place": [codes[place] for place in places]}
    own = Breakdown(
        "letter", "Letter", ("letter",), {letter: letter for letter in LETTERS}, False, **breakdown
    )
    made = survey(items, columns, [0] * len(places), breakdowns=(own,))
    frame = Municipalities((), {code: {"name": code} for code in codes}, "place")
    questionnaire = replace(made.questionnaire, items={"letter": made.questionnaire.items["letter"]})
    return SimpleNamespace(
        answers=made.answers, study=replace(made.study, municipalities=frame, questionnaire=questionnaire)
    )


SIX = [place for place in range(6) for _ in range(20)]


def test_a_letter_for_each_pair_of_municipalities_is_found() -> None:
    made = municipality_survey(SIX, [LETTERS[place // 2] for place in SIX])
    with pytest.raises(
        StatisticsError,
        match=r'groups of "letter" are municipalities under another name; got a group of 2 municipalities',
    ):
        check_no_recodes(made.answers, made.study)


def test_a_letter_for_one_municipality_and_one_for_the_rest_is_found() -> None:
    made = municipality_survey(SIX, ["a" if place == 3 else "b" for place in SIX])
    with pytest.raises(StatisticsError, match="a group of 1 municipality,"):
        check_no_recodes(made.answers, made.study)


def test_a_few_other_letters_in_between_hide_nothing() -> None:
    letters = ["a" if place == 3 else "b" for place in SIX]
    letters[0], letters[60], letters[119] = "a", "b", None
    made = municipality_survey(SIX, letters)
    with pytest.raises(StatisticsError, match="under another name"):
        check_no_recodes(made.answers, made.study)


def test_groups_of_three_municipalities_and_more_are_no_recode() -> None:
    made = municipality_survey(SIX, [LETTERS[place // 3] for place in SIX])
    check_no_recodes(made.answers, made.study)


@pytest.mark.parametrize("places", [1, 2, 3, 6, 40])
def test_answers_that_have_nothing_to_do_with_where_people_live_are_left_alone(places: int) -> None:
    """However few the municipalities, and however one-sided the answers."""
    for seed, chances in enumerate(([0.5, 0.3, 0.2], [0.95, 0.04, 0.01], [0.85, 0.1, 0.05])):
        random = np.random.default_rng(seed)
        made = municipality_survey(
            [place % places for place in range(240)],
            [str(x) for x in random.choice(list(LETTERS), 240, p=chances)],
        )
        check_no_recodes(made.answers, made.study)


def test_one_respondent_in_each_of_many_municipalities_is_no_recode() -> None:
    letters = [LETTERS[place % 3] for place in range(120)]
    check_no_recodes(*vars(municipality_survey(list(range(120)), letters)).values())


def test_who_is_protected_or_explained_is_not_looked_for() -> None:
    letters = [LETTERS[place // 2] for place in SIX]
    explained = municipality_survey(SIX, letters, anonymous=Anonymous("proef"))
    check_no_recodes(explained.answers, explained.study)
    made = municipality_survey(SIX, letters)
    breakdown = replace(made.study.breakdowns[0], identifiable=True)
    check_no_recodes(made.answers, replace(made.study, breakdowns=(breakdown,)))
