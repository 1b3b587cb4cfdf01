"""Truth: `check` says of the dispositions what `run` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import StatisticsError
from monitor.pipeline import check_study, run_study
from monitor.stages.options import RunOptions

QUESTIONNAIRE = """\
survey: nr
title: Nummers
respondents: {singular: persoon, plural: personen}
waves: ["2025"]
themes: {a: A}
scales: {yn: {kind: nominal, categories: {"1": ja, "0": nee}}}
questions:
  - {id: v, scale: yn, theme: a, text: Vraag}
"""
STUDY = """\
study: nr
title: Nummers
published: 2025-11-01
questionnaire: q.yaml
waves:
  "2025": {responses: r.csv, dispositions: d.csv}
reports: [inspectorate]
"""


def made(folder: Path, units: list[str]) -> Path:
    (folder / "q.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    answers = [f"{n},{n % 2}" for n in range(1, 41)]
    (folder / "r.csv").write_text("\n".join(["respondent_id,v", *answers]) + "\n", encoding="utf-8")
    (folder / "d.csv").write_text("\n".join(["respondent_id,disposition", *units]) + "\n", encoding="utf-8")
    return folder / "study.yaml"


def warnings(does, study: Path, folder: Path) -> list[str]:
    told: list[str] = []
    does(
        study,
        RunOptions(out=folder / "build"),
        lambda stage, line: told.append(line) if stage == "warning" else None,
    )
    return [line for line in told if line.startswith("d.csv")]


@pytest.mark.parametrize("does", [check_study, run_study])
def test_units_without_a_response_or_an_id_are_told(tmp_path: Path, does) -> None:
    units = [f"{n},complete" for n in range(1, 61)] + [",refusal", ",complete"]
    told = warnings(does, made(tmp_path, units), tmp_path)
    assert len(told) == 2
    assert "2 of 62 units have no respondent_id, of whom 1 is said to have answered" in told[0]
    assert "21 of the 61 units said to be complete have no response in wave 2025" in told[1]


def test_a_frame_that_fits_is_not_told_of(tmp_path: Path) -> None:
    units = [f"{n},complete" for n in range(1, 42)] + ["50,refusal"]
    assert warnings(check_study, made(tmp_path, units), tmp_path) == []


@pytest.mark.parametrize("does", [check_study, run_study])
def test_respondents_who_were_not_sampled_stop_both(tmp_path: Path, does) -> None:
    study = made(tmp_path, [f"{n},complete" for n in range(2, 41)])
    with pytest.raises(StatisticsError, match="1 respondent of wave 2025 is in no row"):
        does(study, RunOptions(out=tmp_path / "build"), lambda *_: None)
