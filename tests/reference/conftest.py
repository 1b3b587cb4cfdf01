"""The frozen designs and numbers of R survey."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from tests.reference.r_designs import design_of

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def r_survey() -> dict:
    return json.loads((HERE / "golden_R_survey.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def r_extra() -> dict:
    return json.loads((HERE / "golden_extra.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def r_calibration() -> dict:
    return json.loads((HERE / "golden_calibration.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def r_groups() -> dict:
    return json.loads((HERE / "golden_groups.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def r_lonely() -> dict:
    return json.loads((HERE / "golden_lonely.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def schools() -> SimpleNamespace:
    return SimpleNamespace(
        strata=pd.read_csv(HERE / "apistrat.csv"),
        clusters=pd.read_csv(HERE / "apiclus1.csv"),
        lonely=pd.read_csv(HERE / "lonely.csv"),
    )


@pytest.fixture(scope="session")
def stacked() -> pd.DataFrame:
    return pd.read_csv(HERE / "stacked.csv")


@pytest.fixture
def school_design(schools):
    """Name of an R design to its data and SurveyDesign; `wave` names a column to stack by."""

    def make(name: str, wave: str | None = None):
        if name == "dcl":
            data = schools.clusters
            plan = {"psu": data["dnum"], "fpc": data["fpc"]}
        else:
            data = schools.strata
            plan = {"strata": data["stype"], "fpc": data["fpc"] if name == "dstr" else None}
        return data, design_of(data["pw"], wave=None if wave is None else data[wave], **plan)

    return make
