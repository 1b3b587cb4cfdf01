"""Truth: titles written out by hand; one figure is called the largest only where that is proven."""

from __future__ import annotations

from collections.abc import Callable
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


def test_one_statement_tells_the_larger_of_its_sides(title: Title) -> None:
    agree = _likert("fin_worse_off", 0.14, 0.44, 0.23, 0.16, 0.03)
    assert title("finance_worse_off", agree).endswith(": 58% ‘(helemaal) eens’")
    disagree = _likert("fin_worse_off", 0.03, 0.16, 0.23, 0.44, 0.14)
    assert title("finance_worse_off", disagree).endswith(": 58% ‘(helemaal) oneens’")


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
