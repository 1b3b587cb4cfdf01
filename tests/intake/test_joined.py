"""Truth: a frame of three municipalities, two regions and one merger."""

from __future__ import annotations

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID
from monitor.intake.validation.quarantine import split
from monitor.intake.validation.validate import validate

from .conftest import STUDY, Survey, table


def test_attributes_of_the_municipality_become_answers(survey: Survey) -> None:
    answers = survey.split({"home": "GM1"}, {"home": "GM2"}, {"home": "GM9"}).accepted.answers
    region, home = answers.variables["region"], answers.variables["home"]
    assert region.categories == ("north", "south")
    assert region.codes.tolist() == [0, 1, 1]
    # GM9 merged into GM2
    assert home.codes.tolist() == [0, 1, 1]
    assert region.kind == "single"


def test_design_columns_are_numbers_and_texts_in_row_order(survey: Survey) -> None:
    design = survey.split({"weight": "1,5"}, {"weight": "0,5", "home": "GM3"}).accepted.answers.design
    assert design["region"].tolist() == ["north", "south"]
    assert design["weight"].tolist() == [1.5, 0.5]


def test_without_a_stratum_an_unknown_home_has_no_region(survey: Survey) -> None:
    (survey.folder / "study.yaml").write_text(STUDY.replace("strata: region, ", ""), encoding="utf-8")
    answers = survey.split({"home": ""}, {}).accepted.answers
    assert answers.variables["region"].state.tolist() == [NO_ANSWER, VALID]


def test_an_item_can_be_stratum_and_weight(survey: Survey) -> None:
    text = STUDY.replace("strata: region, weights: weight", "strata: often, weights: distance")
    (survey.folder / "study.yaml").write_text(text, encoding="utf-8")
    lines = [line.rsplit(";", 3) for line in _table().splitlines()]
    survey.path.write_text("\n".join(f"{start};{home}" for start, _, home, _ in lines), encoding="utf-8")
    found = split(validate(survey.responses(), survey.study, "2025"))
    assert found.accepted.answers.design.values.tolist() == [["daily", 8.0]]
    assert found.quarantine["rule"].tolist() == ["bad_weight"]


def test_an_unknown_municipality_is_found_where_it_is_the_stratum_too(survey: Survey) -> None:
    text = STUDY.replace("strata: region", "strata: home")
    (survey.folder / "study.yaml").write_text(text, encoding="utf-8")
    checked = survey.checked({"home": "GM7"}, {"home": "GM9"})
    assert [(found.rule.name, found.column) for found in checked.results if len(found.failed)] == [
        ("unknown_municipality", "home")
    ]
    assert checked.rejected.tolist() == [True, False]


def test_the_municipality_can_be_an_identifying_item(survey: Survey) -> None:
    text = STUDY.replace("column: home", "column: towns").replace("strata: region, ", "")
    (survey.folder / "study.yaml").write_text(text, encoding="utf-8")
    lines = [line.rsplit(";", 2)[0] for line in _table().splitlines()]
    survey.path.write_text("\n".join(lines), encoding="utf-8")
    answers = split(validate(survey.responses(), survey.study, "2025")).accepted.answers
    # two municipalities named: no single region
    assert answers.variables["region"].state.tolist() == [NO_ANSWER, VALID]


def _table() -> str:
    return table({}, {"towns": "GM3", "distance": ""})
