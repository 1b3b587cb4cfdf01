"""Truth: what is known of the real survey's response chain, and the files of the demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.study.study import Study
from monitor.study.study_reader import read_study

STUDY = Path(__file__).resolve().parents[2] / "responses_demo" / "klantmanagers" / "study.yaml"


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study(STUDY)


def test_the_study_is_marked_as_a_demonstration(study: Study):
    assert study.demonstration


def test_the_study_reads_the_questionnaire_rules_and_frame_of_this_repository(study: Study):
    assert study.questionnaire.survey == "klantmanagers"
    assert study.rules is not None
    assert study.rules.name == "klantmanagers.rules.yaml"
    assert study.municipalities is not None
    assert len(study.municipalities.codes) == 240


def test_the_response_chain_is_known_for_2022_only(study: Study):
    assert [(wave.id, wave.invited, wave.interviews) for wave in study.waves] == [
        ("2020", None, None),
        ("2022", 108, 10),
    ]


def test_the_three_quoted_figures_name_their_source(study: Study):
    assert sorted(entry.value for entry in study.constants.values()) == ["400.000", "5.000", "80"]
    assert all("paragraaf 1.4.1" in entry.source for entry in study.constants.values())
