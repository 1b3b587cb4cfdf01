"""Truth: what each purpose shows of one question, of a statement and of a set, written out by hand."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.publication.cells.purposes import Purpose, shown
from monitor.study.study import Study

FIVE = ("sa", "a", "n", "d", "sd")
NETS = ("agree_net", "disagree_net")
EACH = ("letters", "phone")


def _told(study: Study, purpose: Purpose, *items: str, **fields: object) -> tuple[str, ...]:
    """Categories that are shown, `item.mean` for a mean; with the item in front where there are more."""
    indicator = replace(study.indicators[0], id="x", items=items, **{"figure": "auto", "show": (), **fields})
    quantities = shown(indicator, study.items_of(indicator), purpose)
    names = [(quantity.item.id, quantity.category or quantity.measure) for quantity in quantities]
    return tuple(name if len(items) == 1 else f"{item}.{name}" for item, name in names)


def _of_each(*codes: str) -> tuple[str, ...]:
    return tuple(f"{item}.{code}" for item in EACH for code in codes)


@pytest.mark.parametrize(("purpose", "one", "several"), [
    ("chart", NETS, _of_each(*NETS)),
    ("change", NETS, _of_each(*NETS)),
    ("stacked", FIVE, _of_each(*FIVE)),
    ("composition", ("mean",), _of_each("mean")),
    ("columns", FIVE, _of_each(*FIVE)),
    ("rows", FIVE, _of_each(*NETS)),
    ("stacked rows", FIVE, _of_each(*NETS)),
    ("sentence", NETS, _of_each("agree_net")),
    ("lead", NETS, _of_each("agree_net")),
])  # fmt: skip
def test_statements(small_study: Study, purpose: Purpose, one: tuple, several: tuple) -> None:
    assert _told(small_study, purpose, "letters") == one
    assert _told(small_study, purpose, *EACH) == several


@pytest.mark.parametrize(("purpose", "declared"), [
    ("chart", ("d",)),
    ("change", ("d",)),
    ("stacked", FIVE),
    ("columns", ("d",)),
    ("rows", ("d",)),
    ("stacked rows", FIVE),
    ("sentence", ("d",)),
    ("lead", ("d",)),
])  # fmt: skip
def test_what_is_declared_is_shown_but_not_where_all_is_drawn(
    small_study: Study, purpose: Purpose, declared: tuple
) -> None:
    assert _told(small_study, purpose, "letters", show=("d",)) == declared


def test_of_two_answers_the_second_is_left_out_where_it_says_nothing_new(small_study: Study) -> None:
    told = {
        purpose: _told(small_study, purpose, "tenure") for purpose in ("chart", "rows", "sentence", "lead")
    }
    assert told == {
        "chart": ("kort",), "rows": ("kort", "lang"), "sentence": ("kort", "lang"), "lead": ("kort",),
    }  # fmt: skip


def test_a_chapter_tells_the_first_net_of_each_question_where_a_summary_tells_its_first_answer(
    small_study: Study,
) -> None:
    questionnaire = small_study.questionnaire
    scale = replace(questionnaire.items["letters"].scale, kind="ordinal")
    items = {name: replace(questionnaire.items[name], kind="single", scale=scale) for name in EACH}
    study = replace(small_study, questionnaire=replace(questionnaire, items={**questionnaire.items, **items}))
    assert _told(study, "sentence", *EACH) == _of_each("agree_net")
    assert _told(study, "lead", *EACH) == _of_each("sa")
    assert _told(study, "lead", "letters") == FIVE
    for purpose in ("chart", "change", "rows", "sentence", "lead"):
        assert _told(study, purpose, "letters", figure="means") == ("mean",)


def test_grades_are_told_by_their_mean_unless_their_nets_are_asked_for(small_study: Study) -> None:
    for purpose in ("chart", "rows", "sentence", "lead"):
        assert _told(small_study, purpose, "rating") == ("mean",)
        assert _told(small_study, purpose, "rating", show=("good",)) == ("good",)
        assert _told(small_study, purpose, "letters", figure="means") == ("mean",)


def test_no_other_file_decides_which_categories_are_shown(repository: Path) -> None:
    """Whoever makes quantities of a scale's own codes or nets decides what is shown."""
    for path in sorted((repository / "monitor" / "publication").rglob("*.py")):
        makers = {
            ast.unparse(node)
            for comprehension in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(comprehension, (ast.ListComp, ast.GeneratorExp, ast.SetComp))
            for node in ast.walk(comprehension.elt)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Quantity"
        }
        assert not makers or path.name == "purposes.py", (path.name, makers)
