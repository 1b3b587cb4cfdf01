"""Truth: two codes for the open question of the small questionnaire of conftest.py, read by eye."""

from __future__ import annotations

import pytest

from monitor.errors import DeclarationError
from monitor.study.questionnaire_reader import read_questionnaire
from monitor.study.study_reader import read_study

CODEBOOK = """\
codebook:
  why:
    short: Wat klanten schreven
    codes: {long: Te lange zinnen, words: {label: Moeilijke woorden}}
"""
ADDED = ("derived:\n", CODEBOOK + "derived:\n")
CODED = ("{responses: r22.csv,", "{responses: r22.csv, coded: c22.csv,")


@pytest.fixture
def coded(write):
    """The small study with a codebook, and a file of coded answers for the waves named."""

    def read(*waves: str):
        study = write.study()
        write.questionnaire(ADDED)
        text = study.read_text(encoding="utf-8")
        for wave in waves:
            text = text.replace(f"{{responses: r{wave}.csv", f"{{responses: r{wave}.csv, coded: c{wave}.csv")
        study.write_text(text, encoding="utf-8")
        return read_study(study)

    return read


def test_the_codes_of_an_open_question_are_options_of_a_set(write) -> None:
    found = read_questionnaire(write.questionnaire(ADDED))
    assert {name: list(codes) for name, codes in found.codebook().items()} == {"why": ["long", "words"]}
    group, item = found.groups["why_codes"], found.items["why_words"]
    assert (group.kind, group.items, group.short) == (
        "multi",
        ("why_long", "why_words"),
        "Wat klanten schreven",
    )
    assert (item.kind, item.short, item.theme, item.derived, item.given_code) == (
        "multi", "Moeilijke woorden", "work", True, "words",
    )  # fmt: skip
    assert str(item.asked_if) == "clear in [d, sd]", "a code was asked of whoever got its question"


def test_codes_are_no_columns_of_a_response_file(write) -> None:
    found = read_questionnaire(write.questionnaire(ADDED))
    assert [item.id for item in found.fields if item.coded_from] == []


def test_codes_exist_in_waves_with_a_file_of_coded_answers(coded) -> None:
    questionnaire = coded("22").questionnaire
    assert questionnaire.items["why_long"].asked == ("2022",)
    assert questionnaire.items["why_long"].comparable_from == "2022", "a first coding is no break"
    assert list(questionnaire.codebook("2022")) == ["why"]
    assert list(questionnaire.codebook("2020")) == []
    assert coded("20", "22").questionnaire.comparable("why_long", "2020", "2022")


def test_a_coded_question_becomes_an_indicator(coded) -> None:
    study = coded("22")
    assert study.current.coded == study.path.parent / "c22.csv"
    assert study.indicator_of("why_long").id == "why_codes"
    assert study.indicator_of("why_long").title == "Wat klanten schreven"


def test_without_coded_answers_a_codebook_changes_nothing(coded) -> None:
    questionnaire = coded().questionnaire
    assert "why_codes" not in questionnaire.groups
    assert "why_long" not in questionnaire.items
    assert "why" in questionnaire.items


def test_the_file_of_coded_answers_stays_inside_the_study(write) -> None:
    study = write.study(("{responses: r22.csv,", "{responses: r22.csv, coded: ../../../c.csv,"))
    write.questionnaire(ADDED)
    with pytest.raises(DeclarationError, match="leads too far from the study"):
        read_study(study)
