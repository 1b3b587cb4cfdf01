"""The client demonstration, made once per test run in a folder of its own, and taken in by the real rooms."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest

from monitor.intake.answers.typed_answers import Answers, stack
from monitor.intake.files.responses import read_responses
from monitor.intake.validation.quarantine import Split, split
from monitor.intake.validation.validate import validate
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.statistics.weighting.weighting import weight_respondents
from monitor.statistics.weighting.weighting_report import Weighting
from monitor.study.study import Study
from monitor.study.study_reader import read_study

REPOSITORY = Path(__file__).resolve().parents[2]
DEMONSTRATION = REPOSITORY / "responses_demo" / "clients"
sys.path.insert(0, str(DEMONSTRATION))  # the generator is no part of the program and not installed


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete study: the declarations of the repository, those of its companion, and freshly made data."""
    root = tmp_path_factory.mktemp("clients")
    shutil.copytree(REPOSITORY / "questionnaires", root / "questionnaires")
    target = root / "responses_demo" / "clients"
    target.mkdir(parents=True)
    shutil.copy(DEMONSTRATION / "study.yaml", target)
    companion = root / "responses_demo" / "klantmanagers"
    companion.mkdir()
    for name in ("study.yaml", "municipalities.csv"):
        shutil.copy(DEMONSTRATION.parent / "klantmanagers" / name, companion)
    subprocess.run([sys.executable, "-B", DEMONSTRATION / "generate.py", "--out", target], check=True)
    return target


@pytest.fixture(scope="session")
def study(folder: Path) -> Study:
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="session")
def national(study: Study) -> Study:
    """The same study without breakdowns."""
    return replace(study, breakdowns=())


@pytest.fixture(scope="session")
def splits(study: Study) -> dict[str, Split]:
    return {wave.id: split(validate(read_responses(study, wave.id), study, wave.id)) for wave in study.waves}


@pytest.fixture(scope="session")
def answers(splits: dict[str, Split]) -> Answers:
    return stack([found.accepted.answers for found in splits.values()])


@dataclass(frozen=True)
class Weighted:
    design: SurveyDesign
    report: Weighting


@pytest.fixture(scope="session")
def weighted(answers: Answers, study: Study) -> Weighted:
    weights, report = weight_respondents(answers, study)
    return Weighted(
        build_design(answers, study.design, weights=weights, calibration=report.calibration), report
    )


@pytest.fixture(scope="session")
def truth(folder: Path) -> pd.DataFrame:
    return _table(folder / "planted_truth.csv")


@pytest.fixture(scope="session")
def planted(folder: Path) -> pd.DataFrame:
    return _table(folder / "planted_changes.csv")


def _table(path: Path) -> pd.DataFrame:
    texts = {"wave": str, "from_wave": str, "to_wave": str, "category": str}
    return pd.read_csv(path, dtype=texts, keep_default_na=False)
