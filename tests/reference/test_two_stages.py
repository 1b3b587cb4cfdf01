"""Truth: R survey 4.1.1 on two stages with a finite population at each, to 1e-9 relative."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.intake.answers.typed_answers import NO_ANSWER, VALID, Answers
from monitor.publication.annex.method_annex import design_table
from monitor.statistics.change.tests_of_change import contrast_of, contrast_variance, rao_scott_test
from monitor.statistics.design.calibration import joint_cells
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.group_sums import coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents, whole_sample
from monitor.statistics.estimates.moments import degrees_of_freedom, mean_moments, share_moments
from monitor.statistics.groups.sides import beside_each_other
from monitor.statistics.weighting.calibrate import calibrate
from monitor.study.study_file import DesignPlan, SecondStagePlan
from monitor.study.study_reader import read_study
from tests.reference.r_designs import codes
from tests.reference.studies import released_set
from tests.words import voice_of

HERE = Path(__file__).parent
SCHOOLS = DesignPlan(psu="dnum", fpc=True, population="fpc1", second_stage=SecondStagePlan("fpc2", "snum"))
DRAWN = DesignPlan(
    psu="psu", strata="stratum", fpc=True, population="N1", stable_ids=False,
    second_stage=SecondStagePlan("N2", "school", "part"),
)  # fmt: skip
BEFORE, LAST = 0, 1


@pytest.fixture(scope="module")
def golden() -> dict:
    return json.loads((HERE / "golden_two_stage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def api() -> pd.DataFrame:
    return pd.read_csv(HERE / "apiclus2.csv")


@pytest.fixture(scope="module")
def drawn() -> pd.DataFrame:
    return pd.read_csv(HERE / "two_stage.csv")


def close(value, wanted):
    np.testing.assert_allclose(value, wanted, rtol=1e-9, atol=1e-12)


def design_of(data: pd.DataFrame, plan: DesignPlan, weights=None, calibration=None):
    waves = tuple(map(str, sorted(data["wave"].unique()))) if "wave" in data else ("1",)
    wave = codes(data["wave"]) if "wave" in data else np.zeros(len(data))
    ids = np.arange(len(data)).astype(object)
    answers = Answers(waves, np.asarray(wave, np.int8), ids, {}, data, np.arange(len(data)) + 2)
    weights = data["w"].to_numpy(float) if weights is None else weights
    return build_design(answers, plan, weights=weights, calibration=calibration)


def state_of(column) -> np.ndarray:
    return np.where(np.isnan(column.to_numpy(float)), NO_ANSWER, VALID).astype(np.int8)


def mean_of(design, numbers):
    return mean_moments(
        number_sums(
            GroupedRespondents(design, whole_sample(len(design))),
            numbers[:, None],
            np.zeros(len(numbers), np.int8),
        )
    )


@pytest.mark.parametrize("stages", ["api_two", "api_one"])
def test_the_schools_of_r(stages, api, golden):
    plan = SCHOOLS if stages == "api_two" else DesignPlan(psu="dnum", fpc=True, population="fpc1")
    design, wanted = design_of(api, plan), golden[stages]
    moments = mean_of(design, api["api00"].to_numpy(float))
    se = float(np.sqrt(moments.variance()[0, 0, 0]))
    assert f"{se:.5f}" == {"api_two": "30.09903", "api_one": "29.88916"}[stages]
    close((moments.estimate[0, 0, 0], se), (wanted["mean"]["est"], wanted["mean"]["se"]))
    assert degrees_of_freedom(moments.sums, [0])[0] == wanted["df"] == design.degrees_of_freedom
    whole = GroupedRespondents(design, whole_sample(len(design)))
    shares = share_moments(coded_sums(whole, codes(api["stype"]), np.zeros(len(api), np.int8), 3))
    close(shares.covariance[0, 0, :, 0, :], wanted["stype"]["vcov"])
    grouped = GroupedRespondents(design, Domains("sch.wide", ("No", "Yes"), codes(api["sch.wide"])))
    domain = share_moments(coded_sums(grouped, codes(api["awards"]), np.zeros(len(api), np.int8), 2))
    close(np.sqrt(domain.variance()[:, 0].T.ravel()), wanted["by"]["se"])


def calibrated(data: pd.DataFrame, golden: dict, kind: str):
    """Weights and calibration to the totals of each wave, as the weighting makes them."""
    wave, columns = codes(data["wave"]), [codes(data["sex"]), codes(data["age"])]
    total = dict(zip(golden["columns"], golden["totals"], strict=True))
    weights = data["w"].to_numpy(float)
    final = np.zeros(len(data))
    for place, year in enumerate(("2020", "2022")):
        mine = wave == place
        male, b, c = (total[f"wave{year}:{name}"] for name in ("sexm", "ageb", "agec"))
        wanted = np.array([total[f"wave{year}"] - male, male, total[f"wave{year}"] - b - c, b, c])
        values = np.concatenate([np.eye(2)[columns[0][mine]], np.eye(3)[columns[1][mine]]], axis=1)
        final[mine] = weights[mine] * calibrate(weights[mine], values, wanted, kind).g
    return final, joint_cells(columns, wave, 2, weights)


@pytest.mark.parametrize("name", ["two", "one", "linear", "raking"])
def test_unequal_weights_missing_answers_domains_and_waves(name, drawn, golden):
    wanted = golden[name]
    final, calibration = calibrated(drawn, golden, name) if name in ("linear", "raking") else (None, None)
    plan = (
        DRAWN
        if name != "one"
        else DesignPlan(psu="psu", strata="stratum", fpc=True, population="N1", stable_ids=False)
    )
    design = design_of(drawn, plan, final, calibration)
    state, answer = state_of(drawn["y"]), codes(drawn["y"])
    grouped = GroupedRespondents(design, whole_sample(len(drawn)))
    sums = coded_sums(grouped, answer, state, 3)
    shares = share_moments(sums)
    close(shares.estimate[0, LAST], wanted["y"]["est"])
    close(shares.covariance[0, LAST, :, LAST, :], wanted["y"]["vcov"])
    assert design.degrees_of_freedom == wanted["df"]
    assert degrees_of_freedom(sums, [LAST])[0] == wanted["df_last"]
    number = mean_moments(
        number_sums(grouped, drawn[["number"]].to_numpy(float), np.zeros(len(drawn), np.int8))
    )
    close(np.sqrt(number.variance()[0, LAST, 0]), wanted["number"]["se"])
    ages = GroupedRespondents(design, Domains("age", ("a", "b", "c"), codes(drawn["age"])))
    by_age = coded_sums(ages, answer, state, 3)
    close(share_moments(by_age).covariance[2, LAST, :, LAST, :], wanted["young"]["vcov"])
    top = share_moments(coded_sums(grouped, drawn["top"].to_numpy(), np.zeros(len(drawn), np.int8), 2))
    contrast = np.array([-1.0, 1.0])
    close(contrast_of(top.estimate, contrast)[0, 1], wanted["change"]["est"])
    close(np.sqrt(contrast_variance(top.covariance, contrast)[0, 1]), wanted["change"]["se"])
    for found, test in (
        (rao_scott_test(sums, [0, 1]), wanted["chisq_waves"]),
        (rao_scott_test(beside_each_other(by_age, LAST), [0, 1, 2]), wanted["chisq_groups"]),
    ):
        close((found.statistic[0], found.df[0]), (test["F"], test["d0"]))


@pytest.mark.parametrize("policy", ["remove", "certainty", "adjust"])
def test_one_unit_drawn_of_several(policy, api, golden):
    lonely = api.assign(fpc2=np.where(api["dnum"] == 15, 5, api["fpc2"]))
    plan = DesignPlan(**{**vars(SCHOOLS), "single_psu": policy})
    moments = mean_of(design_of(lonely, plan), api["api00"].to_numpy(float))
    close(np.sqrt(moments.variance()[0, 0, 0]), golden["lonely"][policy])


ASKED = """\
survey: scholen
title: Scholen
respondents: {singular: school, plural: scholen}
waves: ["2000"]
themes: {a: Hulp}
scales:
  soort: {kind: nominal, categories: {E: basis, H: hoog, M: midden}}
questions:
  - {id: api00, kind: number, range: [0, 1000], theme: a, text: Waarde}
  - {id: stype, scale: soort, theme: a, text: Soort}
"""
STUDY = """\
study: scholen
title: Scholen
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2000": {responses: responses.csv}}
design:
  sampling: probability
  weights: w
  psu: dnum
  fpc: on
  population: fpc1
  second_stage: {unit: snum, population: fpc2}
reports: [inspectorate]
"""


def test_a_study_file_with_two_stages_gives_the_figures_of_r_and_says_so(api, golden, tmp_path):
    data = api[["dnum", "snum", "w", "fpc1", "fpc2", "api00", "stype"]]
    released = released_set(tmp_path, STUDY, ASKED, data)
    (mean,) = released.estimates[released.estimates["measure"] == "mean"].itertuples()
    wanted = golden["api_two"]["mean"]
    np.testing.assert_allclose(
        [mean.estimate, mean.se, mean.df], [wanted["est"], wanted["se"], 39], rtol=1e-9
    )
    assert f"{mean.se:.3f}" == "30.099"
    shares = released.estimates[released.estimates["measure"] == "share"].set_index("category")["se"]
    np.testing.assert_allclose(shares[["E", "H", "M"]], golden["api_two"]["stype"]["se"], rtol=1e-9)
    design = released.method.design
    assert (design.second_stage, design.n_second_units, design.degrees_of_freedom) == ("snum", 126, 39)
    table = design_table(released, voice_of(read_study(tmp_path / "study.yaml")))
    said = {row.header: row.cells[0].text for row in table.rows}
    assert said["Wat daaruit is getrokken"].startswith(
        "snum (126 in totaal). De marges tellen mee hoeveel er"
    )
    assert said["Vrijheidsgraden van de marges"].startswith("39: 40 getrokken eenheden min 1 laag.")
