"""How many questions two waves asked alike: what is computed from one question is that question."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.publication.sentences.compared import Compared, _compared, _questions_behind
from monitor.study.study import Study
from monitor.study.study_reader import read_study


@pytest.fixture(scope="module")
def clients(repository: Path) -> Study:
    return read_study(repository / "responses_demo" / "clients" / "study.yaml")


def test_outcomes_that_follow_from_one_question_are_counted_with_it(clients: Study) -> None:
    told = {
        "problems": "undecided",
        "prob_stacked": "changed",
        "prob_count": "increased",
        "heard": "undecided",
    }
    compared = _compared(told, told, clients)
    assert (compared.asked, compared.tests, compared.found) == (2, 2, 1)
    assert not compared.computed


def test_what_follows_from_several_questions_is_no_question(clients: Study) -> None:
    assert _questions_behind("ability_agrees", clients) == {"work_ability", "municipality_ability"}
    told = {"ability_agrees": "increased", "heard": "equivalent"}
    assert _compared(told, told, clients) == Compared(("equivalent",))
    assert _compared(["ability_agrees"], told, clients) == Compared(("increased",), computed=True)


def test_a_question_is_equal_only_where_all_its_tests_say_so(clients: Study) -> None:
    told = {"problems": "equivalent", "prob_stacked": "undecided"}
    assert _compared(told, told, clients).verdicts == ("undecided",)
    untested = {"problems": "", "prob_stacked": ""}
    assert _compared(untested, untested, clients).tests == 0
