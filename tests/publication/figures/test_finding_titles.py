"""Truth: titles written out by hand; one figure is called the largest only where that is proven."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.publication.charts.figure import figure_content
from monitor.publication.exhibits.finding_title import finding_title
from monitor.publication.exhibits.names import parse_name
from monitor.release.results.method import FigureOrder
from monitor.study.study import Study
from tests.words import voice_of

Title = Callable[..., str]
LIKERT = ("sa", "a", "n", "d", "sd")


def _row(item: str, category: str, value: float, **more: object) -> dict:
    share = {"count": round(value * 79)} if category else {}
    return {
        "wave": "2022", "item": item, "category": category, "measure": "share" if category else "mean",
        "status": "released", "estimate": value, "ci_low": value - 0.1, "ci_high": value + 0.1, "n": 79,
    } | share | more  # fmt: skip


def _likert(item: str, *values: float) -> list[dict]:
    return [_row(item, code, value) for code, value in zip(LIKERT, values, strict=True)]


def without_clauses(study: Study) -> Study:
    items = {name: replace(item, told=()) for name, item in study.questionnaire.items.items()}
    return replace(study, questionnaire=replace(study.questionnaire, items=items))


@pytest.fixture
def title(klantmanagers: Study, make_released) -> Title:
    def told(name: str, rows: list[dict], *orders: FigureOrder) -> str:
        content = figure_content(
            parse_name(name, klantmanagers), make_released(rows, []), voice_of(klantmanagers)
        )
        return finding_title(content, voice_of(klantmanagers), orders)

    return told


@pytest.mark.parametrize(
    ("proven", "finding"),
    [
        (True, "het grootste deel is ‘Klanten begeleiden’ (36%)"),
        (False, "36% ‘Klanten begeleiden’, 35% ‘Administratie’"),
    ],
)
def test_parts_lead_only_where_that_is_proven(title: Title, proven: bool, finding: str) -> None:
    parts = {"time_guidance": 0.36, "time_admin": 0.35, "time_coordination": 0.19, "time_other": 0.1}
    order = FigureOrder("time_use", "time_guidance", "", "time_admin", "", "mean", proven)
    rows = [_row(item, "", value) for item, value in parts.items()]
    assert title("time_use", rows, order) == f"Verdeling van de tijd voor de caseload: {finding}"


def test_an_order_of_another_set_proves_nothing(title: Title) -> None:
    rows = [_row("grade_uwv", "", 5.3), _row("grade_income_support", "", 8.1)]
    first, second = "grade_income_support", "grade_uwv"
    elsewhere = FigureOrder("coop_statements", first, "", second, "", "mean", True)
    here = FigureOrder("coop_grades", first, "", second, "", "mean", True)
    assert title("coop_grades", rows, here).endswith("het hoogste cijfer voor ‘Afdeling inkomen’ (8,1)")
    assert title("coop_grades", rows, elsewhere).endswith(
        "een 8,1 voor ‘Afdeling inkomen’, een 5,3 voor ‘UWV’"
    )


def test_one_statement_tells_the_larger_of_its_sides(title: Title, klantmanagers: Study) -> None:
    item = klantmanagers.questionnaire.items["fin_worse_off"]
    agree = _likert(item.id, 0.14, 0.44, 0.23, 0.16, 0.03)
    assert f"58% {item.clause('agree_net')}" in title("finance_worse_off", agree)
    disagree = _likert(item.id, 0.03, 0.16, 0.23, 0.44, 0.14)
    assert f"58% {item.clause('disagree_net')}" in title("finance_worse_off", disagree)


def _plans(share: float) -> list[dict]:
    """Three statements with which so many disagree, the first the most."""
    items = ("coop_one_plan", "coop_find_each_other", "coop_information_exchange")
    return [
        row
        for place, item in enumerate(items)
        for row in _likert(item, 0.1, 0.1, 0.8 - share + place / 10, share - place / 10, 0.0)
    ]


@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize("clauses", [True, False])
def test_no_label_stands_beside_the_share_of_people_who_disagree(
    klantmanagers: Study, make_released, proven: bool, clauses: bool
) -> None:
    """Who reads "63% bij ‘De gemeente keek naar mijn situatie’" takes them for people who say so."""
    study = klantmanagers if clauses else without_clauses(klantmanagers)
    order = FigureOrder(
        "coop_statements",
        "coop_one_plan",
        "disagree_net",
        "coop_find_each_other",
        "disagree_net",
        "share",
        proven,
    )
    content = figure_content(
        parse_name("coop_statements", study), make_released(_plans(0.6), []), voice_of(study)
    )
    told = finding_title(content, voice_of(study), [order])
    labels = [study.questionnaire.items[item.id].short for item in content.items]
    assert ("60%" in told) == (proven and clauses)  # of two the clauses take too much room
    assert not ("60%" in told and any(label in told for label in labels))


def test_no_wording_of_a_title_is_a_percentage_at_a_label(repository: Path) -> None:
    text = (repository / "monitor/publication/language/words/figures.yaml").read_text(encoding="utf-8")
    titles = text.split("titles:")[1].split("alternative_texts:")[0]
    assert not re.findall(r"\{(?:value|next)\} bij ‘", titles)


def test_an_option_that_excludes_the_others_is_not_what_stands_out(title: Title) -> None:
    rows = [
        _row("reason_never_occurs", "1", 0.64),
        _row("reason_national_law", "1", 0.18),
        _row("reason_municipal_policy", "1", 0.1),
    ]
    assert title("no_room_reasons", rows).endswith(": 18% ‘Landelijke regels’, 10% ‘Beleid van de gemeente’")


def test_without_room_for_both_a_title_is_what_the_figure_is_about(title: Title) -> None:
    rows = [
        row
        for item, sides in (("bar_limited_availability", 0.6), ("bar_manager_room", 0.2))
        for row in (
            _row(item, "strong", sides / 2),
            _row(item, "some", sides / 2),
            _row(item, "none", 1 - sides),
        )
    ]
    assert len(title("barriers", rows).split()) <= 15


def test_the_demonstration_calls_nothing_the_largest_without_proof(repository: Path) -> None:
    text = (repository / "monitor/publication/language/words/figures.yaml").read_text(encoding="utf-8")
    assert "vooral" not in text.split("titles:")[1].split("alternative_texts:")[0]
