"""Truth: counted by hand. Behind a figure are as many caseworkers as there are, and one may have most of the answers."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from monitor.statistics.quality.workers import workers_behind
from monitor.study.study_file import Breakdown

from .conftest import item, scale, survey

TEAM = Breakdown("team", "Team", ("team",), {"x": "X", "y": "Y"})


def _survey(respondent: str, *worker_items: str, **columns: list[str | None]) -> SimpleNamespace:
    codes = {name: sorted({one for one in column if one}) for name, column in columns.items()}
    items = [item(name, of=scale(codes[name])) for name in columns]
    made = survey(items, columns, [0] * len(next(iter(columns.values()))), breakdowns=(TEAM,))
    study = replace(
        made.study,
        questionnaire=replace(made.questionnaire, respondent=respondent),
        worker_items=frozenset(worker_items),
    )
    return SimpleNamespace(answers=made.answers, study=study)


def _behind(made: SimpleNamespace) -> dict[tuple[str, str, str], tuple[int, float]]:
    found = workers_behind(made.answers, made.study)
    return {
        (row.item, row.breakdown, row.group): (row.workers, row.largest_share)
        for row in found.itertuples(index=False)
    }


def test_where_nothing_tells_of_caseworkers_there_is_no_rule() -> None:
    made = _survey("klant", team=["x", "y"], good=["j", "n"])
    assert workers_behind(made.answers, made.study) is None


def test_respondents_who_are_caseworkers_count_as_one_each() -> None:
    made = _survey("Klantmanager", team=["x", "x", "x", "y", None], good=["j", None, "n", "n", "j"])
    assert _behind(made) == {
        ("good", "", ""): (4, 0.25), ("team", "", ""): (4, 0.25), ("good", "team", "x"): (2, 0.5),
        ("good", "team", "y"): (1, 1.0), ("team", "team", "x"): (3, 1 / 3), ("team", "team", "y"): (1, 1.0),
    }  # fmt: skip


def test_an_item_tells_whose_work_an_answer_is_about() -> None:
    """Three of the four answers in team x are about A; about one answer of team y nobody says."""
    made = _survey(
        "dossier", "who",
        team=["x", "x", "x", "x", "y", "y"], who=["a", "a", "a", "b", "c", None], good=["j", "n", "j", "j", None, "j"],
    )  # fmt: skip
    found = _behind(made)
    assert found["good", "team", "x"] == (2, 0.75)
    assert ("good", "team", "y") not in found
    assert found["team", "team", "y"] == (1, 1.0)
    assert found["good", "", ""] == (2, 0.75)


def test_of_two_ways_to_tell_the_one_that_leaves_fewest_counts() -> None:
    made = _survey(
        "dossier", "who", "checked_by",
        team=["x"] * 4, who=["a", "b", "c", "d"], checked_by=["p", "p", "p", "q"], good=["j"] * 4,
    )  # fmt: skip
    assert _behind(made)["good", "team", "x"] == (2, 0.75)
