"""Truth: two waves from two files under each other."""

from __future__ import annotations

import pytest

from monitor.errors import IntakeError
from monitor.intake.answers.typed_answers import NOT_ASKED, Answers, stack
from monitor.intake.files.responses import read_responses
from monitor.intake.validation.quarantine import split
from monitor.intake.validation.validate import validate

from .conftest import GOOD, STUDY, Survey


def wave(survey: Survey, name: str) -> Answers:
    return split(validate(read_responses(survey.study, name), survey.study, name)).accepted.answers


def test_waves_with_other_items_are_stacked(survey: Survey) -> None:
    old = {name: cell for name, cell in GOOD.items() if name != "towns"} | {
        "old_item": "weekly",
        "home": "GM2",
    }
    text = f"{';'.join(old)}\n{';'.join(old.values())}\n"
    (survey.folder / "fietsers_2023.csv").write_text(text, encoding="utf-8")
    survey.write({"respondent_id": "N1"}, {"respondent_id": "N2"})
    both = stack([wave(survey, "2023"), wave(survey, "2025")])
    assert both.waves == ("2023", "2025")
    assert both.wave.tolist() == [0, 1, 1]
    assert both.variables["old_item"].state.tolist() == [0, NOT_ASKED, NOT_ASKED]
    assert both.variables["dry"].values.tolist() == [87.5] * 3
    assert both.design["region"].tolist() == ["south", "north", "north"]
    assert len(both) == 3


def test_the_file_of_another_wave_is_recognised(survey: Survey) -> None:
    survey.write({})
    survey.path.rename(survey.folder / "fietsers_2023.csv")
    with pytest.raises(IntakeError, match='"towns" belongs to an item that wave 2023 did not ask'):
        wave(survey, "2023")


def test_an_identifying_item_without_a_list_is_not_looked_up(survey: Survey) -> None:
    path = survey.folder / "questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("list: municipality, ", ""), encoding="utf-8")
    found = survey.split({"towns": "ergens"})
    assert found.ledger.n_accepted == 1
    assert found.accepted.facts == {}


def test_a_study_without_frame_rules_and_design_is_taken_in(survey: Survey) -> None:
    lines = STUDY.splitlines()
    kept = [line for line in lines if not line.startswith(("municipalities", "  file", "  mergers", "  column",
                                                           "  attributes", "rules", "design"))]  # fmt: skip
    (survey.folder / "study.yaml").write_text("\n".join(kept), encoding="utf-8")
    cells = {name: cell for name, cell in GOOD.items() if name not in ("weight", "home")}
    survey.path.write_text(f"{';'.join(cells)}\n{';'.join(cells.values())}\n", encoding="utf-8")
    answers = wave(survey, "2025")
    assert answers.design.shape == (1, 0)
    assert "region" not in answers.variables


def test_a_frame_without_a_column_joins_nothing(survey: Survey) -> None:
    text = STUDY.replace("  column: home\n", "").replace("strata: region, ", "")
    (survey.folder / "study.yaml").write_text(text, encoding="utf-8")
    cells = {name: cell for name, cell in GOOD.items() if name != "home"}
    survey.path.write_text(f"{';'.join(cells)}\n{';'.join(cells.values())}\n", encoding="utf-8")
    assert "region" not in wave(survey, "2025").variables
