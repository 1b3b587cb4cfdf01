"""Truth: the small questionnaire and study of conftest.py, read by eye; and the source, read for other look-ups."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.study.labels import (
    answer_label,
    figure_label,
    group_label,
    part_categories,
    part_label,
    theme_label,
    wave_label,
)
from monitor.study.study import Study
from monitor.study.study_reader import read_study


@pytest.fixture
def study(write) -> Study:
    frame = write.folder / "gemeenten.csv"
    frame.write_text("code,name,region\nGM1,Aa,noord\nGM2,Bee,zuid\n", encoding="utf-8")
    regions = "region: {label: Landsdeel, categories: {noord: Noord, zuid: Zuid}}"
    return read_study(
        write.study(
            ("breakdowns: [clear]", f"municipalities: {{file: {frame.name}, column: gemeente, attributes: {{{regions}}}}}\nbreakdowns: [clear, region]"),
        )
    )  # fmt: skip


def test_an_answer_has_the_label_of_its_category_its_net_or_what_stands_outside_the_base(
    study: Study,
) -> None:
    clear, mark = (study.questionnaire.items[name] for name in ("clear", "mark_a"))
    assert [answer_label(clear, code) for code in ("sa", "agree_net", "dk", "")] == [
        "helemaal eens", "(helemaal) eens", "weet ik niet", "",
    ]  # fmt: skip
    assert answer_label(mark, "na") == "n.v.t."
    assert answer_label(clear, "gone") == "gone"


def test_what_stands_outside_the_base_of_one_question_is_called_as_that_question_does(write) -> None:
    own = 'text: "Brieven zijn duidelijk", special: {dk: {label: geen mening, means: dont_know}}}'
    path = write.study()
    write.questionnaire(('text: "Brieven zijn duidelijk"}', own))
    item = read_study(path).questionnaire.items["clear"]
    assert answer_label(item, "dk") == "geen mening"


def test_a_figure_is_called_by_its_answer_and_a_mean_by_its_item(study: Study) -> None:
    items = study.questionnaire.items
    assert figure_label(items["clear"], "agree_net") == "(helemaal) eens"
    assert figure_label(items["clear"], "") == "Brieven zijn duidelijk"
    assert figure_label(items["time_a"], "") == "A"


def test_waves_groups_and_themes_have_their_label_and_an_unknown_one_keeps_its_code(study: Study) -> None:
    assert (wave_label("2022", study), wave_label("2018", study)) == ("2022", "2018")
    assert [group_label("region", code, study) for code in ("noord", "west")] == ["Noord", "west"]
    assert group_label("age", "old", study) == "old"
    assert [theme_label(theme, study.questionnaire) for theme in ("care", "money")] == ["Zorg", "money"]


def test_a_part_of_a_margin_is_an_item_or_an_attribute_of_municipalities(study: Study) -> None:
    assert [part_label(part, study) for part in ("clear", "region", "age")] == [
        "Brieven zijn duidelijk", "Landsdeel", "age",
    ]  # fmt: skip
    assert part_categories("region", study) == {"noord": "Noord", "zuid": "Zuid"}
    assert list(part_categories("clear", study).values())[:2] == ["helemaal eens", "eens"]
    assert part_categories("age", study) == {}


LOOK_UPS = re.compile(
    r"scale\.label\(|\.wave\([^()]*\)\.label|(?:breakdown|known|found)\.groups\.get\(|questionnaire\.themes(?:\[|\.get\()"
)


def test_no_other_place_looks_a_label_up(repository: Path) -> None:
    for path in (repository / "monitor").rglob("*.py"):
        if path.name != "labels.py":
            look_up = LOOK_UPS.search(path.read_text(encoding="utf-8"))
            assert look_up is None, f"{path.name} has {look_up and look_up[0]}: ask study/labels.py"
