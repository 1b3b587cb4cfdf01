"""R's data as a survey: the released estimates of a study file, questionnaire and responses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from monitor.release.results.released_set import ReleasedSet
from monitor.stages.measuring import measure
from monitor.stages.releasing import pass_the_door
from monitor.stages.taking_in import take_in
from monitor.study.study_reader import read_study

RAKED = "weighting: {method: raking, base_weight: b, controls: controls.csv, margins: [[sex], [age]]}"
CONTROLS = """\
margin,category,total,source,reference_date
sex,f,700,R,2022-01-01
sex,m,800,R,2022-01-01
age,a,400,R,2022-01-01
age,b,500,R,2022-01-01
age,c,600,R,2022-01-01
"""


def released_estimates(
    folder: Path, study: str, asked: str, responses: pd.DataFrame, files: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """The estimates that leave the door; rows of `responses` are numbered as respondents."""
    return released_set(folder, study, asked, responses, files).estimates


def released_set(
    folder: Path, study: str, asked: str, responses: pd.DataFrame, files: Mapping[str, str] | None = None
) -> ReleasedSet:
    """What leaves the door."""
    responses.assign(respondent_id=responses.index).to_csv(folder / "responses.csv", index=False)
    for name, text in {"study.yaml": study, "questionnaire.yaml": asked, **(files or {})}.items():
        (folder / name).write_text(text, encoding="utf-8")
    read, quiet = read_study(folder / "study.yaml"), lambda stage, detail: None
    taken = take_in(read, quiet, {})
    return pass_the_door(read, taken, *measure(read, taken, quiet), quiet)
