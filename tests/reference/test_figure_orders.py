"""Truth: R survey 4.1.1 on the difference of two figures of the same people (svycontrast), who did not answer both."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.change.figure_orders import difference_of_ratios
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.domains import domains_of
from monitor.statistics.design.grouped_respondents import grouped
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.study.study_file import DesignPlan, ReplicatesPlan
from tests.reference.r_designs import design_of

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def golden() -> dict:
    return json.loads((HERE / "golden_orders.json").read_text(encoding="utf-8"))


def _columns(data: pd.DataFrame) -> np.ndarray:
    one, other = data["id"].to_numpy() % 7 != 0, data["id"].to_numpy() % 5 != 0
    parts = [one & data["y"].eq(3), one, other & data["top"].eq(1), other]
    return np.stack([np.asarray(part, float) for part in parts], axis=1)


def _replicates(data: pd.DataFrame) -> SurveyDesign:
    own = pd.read_csv(HERE / "amounts_replicates.csv").filter(like="rep_").assign(b=data["w"] ** 2)
    plan = DesignPlan(weights="b", replicates=ReplicatesPlan(columns="rep_*", type="JK1"))
    rows = len(data)
    return build_design(Answers(("1",), np.zeros(rows, np.int8), data["id"].to_numpy(object), {}, own), plan)


def _of(name: str, data: pd.DataFrame) -> tuple[SurveyDesign, np.ndarray, int]:
    if name == "strata_fpc":
        own = pd.read_csv(HERE / "orders_strata.csv")
        design = design_of(own["pw"], strata=own["stype"], fpc=own["fpc"])
        return design, own[["a1", "b1", "a2", "b2"]].to_numpy(float), 0
    squared = data["w"] ** 2
    if name == "wave":
        waves = data["wave"].rank(method="dense").astype(int).to_numpy() - 1
        return design_of(data["w"], psu=data["psu"], wave=waves), _columns(data), int(waves.max())
    if name == "jackknife":
        return _replicates(data), _columns(data), 0
    return design_of(squared, psu=data["psu"] if name == "cluster" else None), _columns(data), 0


@pytest.mark.parametrize("name", ["element", "cluster", "jackknife", "wave", "strata_fpc"])
def test_two_figures_of_the_same_people_differ_as_r_finds(
    name: str, stacked: pd.DataFrame, golden: dict
) -> None:
    design, columns, wave = _of(name, stacked)
    nobody = Answers(
        design.waves, design.wave.astype(np.int8), np.arange(len(columns)).astype(object), {}, pd.DataFrame()
    )
    found = difference_of_ratios(grouped(design, domains_of(nobody, None), keep=False), columns, wave)
    expected = golden[name]
    assert found.difference == pytest.approx(expected["difference"], rel=1e-10)
    assert found.se == pytest.approx(expected["se"], rel=1e-9)
    assert found.df == expected["df"]
    assert found.p == pytest.approx(expected["p"], rel=1e-7)
