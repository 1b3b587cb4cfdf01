"""Truth: commands that look at a run see the study as that run had it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.commands.last_run import as_last_run
from monitor.commands.texts import propose_texts
from monitor.commands.variables import find_variables
from monitor.release.results.released_set import write_results
from monitor.stages.options import RunOptions
from monitor.study.study_reader import read_study
from tests.publication import conftest as small
from tests.words import voice_of


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The study of tests/publication, as if it had been run into build/."""
    (tmp_path / "questionnaire.yaml").write_text(small.QUESTIONNAIRE, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(small.STUDY, encoding="utf-8")
    write_results(small.released_set(), tmp_path / "build" / "huurders" / "2024" / "results")
    return tmp_path


def _manifest(folder: Path, **facts: object) -> None:
    path = folder / "build" / "huurders" / "2024" / "manifest.json"
    path.write_text(json.dumps({"outputs": {}, **facts}), encoding="utf-8")


@pytest.mark.parametrize(
    ("facts", "left"), [({"breakdowns": []}, []), ({"breakdowns": ["tenure"]}, ["tenure"]), ({}, ["tenure"])]
)
def test_a_breakdown_that_a_run_left_out_stays_out(run: Path, facts: dict, left: list[str]) -> None:
    _manifest(run, **facts)
    study = as_last_run(read_study(run / "study.yaml"), RunOptions(out=run / "build"))
    assert [breakdown.id for breakdown in study.breakdowns] == left


def test_texts_and_variables_are_those_of_the_run(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr("monitor.pipeline.voice_of", lambda study: seen.append(study) or voice_of(study))
    _manifest(run, breakdowns=[])
    options = RunOptions(out=run / "build")
    find_variables(run / "study.yaml", "letters", options)
    propose_texts(run / "study.yaml", "inspectorate", options)
    assert [study.breakdowns for study in seen] == [(), ()]
