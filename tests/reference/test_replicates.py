"""Truth: R survey 4.1.1 on delivered replicate weights of every type, to 1e-9 relative."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.intake.answers.typed_answers import Answers
from monitor.publication.annex.method_annex import design_table
from monitor.statistics.change.tests_of_change import contrast_of, contrast_variance, rao_scott_test
from monitor.statistics.design.declared_design import build_design
from monitor.statistics.design.group_sums import coded_sums, number_sums
from monitor.statistics.design.grouped_respondents import Domains, GroupedRespondents, whole_sample
from monitor.statistics.estimates.measurement import Figures
from monitor.statistics.estimates.moments import degrees_of_freedom, mean_moments, share_moments
from monitor.statistics.estimates.precision import intervals, precision, reliability
from monitor.statistics.estimates.quantiles import domain_quantiles
from monitor.statistics.groups.sides import against_rest, beside_each_other
from monitor.study.policy import Threshold
from monitor.study.study_file import DesignPlan, ReplicatesPlan
from monitor.study.study_reader import read_study
from tests.reference.r_designs import codes
from tests.reference.studies import released_set
from tests.reference.test_two_stages import state_of
from tests.words import voice_of

HERE = Path(__file__).parent
MORE = {"Fay": {"rho": 0.3}, "JKn": {"rscales": (0.5,) * 16}}
TYPES = ("BRR", "Fay", "JK1", "JKn", "bootstrap", "SDR")
BEFORE, LAST = 0, 1
CONTRAST = np.array([-1.0, 1.0])


@pytest.fixture(scope="module")
def golden() -> dict:
    return json.loads((HERE / "golden_replicates.json").read_text(encoding="utf-8"))


def delivered(kind: str) -> pd.DataFrame:
    return pd.concat(
        [pd.read_csv(HERE / "replicates.csv"), pd.read_csv(HERE / f"replicates_{kind}.csv")], axis=1
    )


def design_of(data: pd.DataFrame, kind: str, **more):
    plan = DesignPlan(
        weights="w", stable_ids=False, replicates=ReplicatesPlan(columns="rep_*", type=kind, **MORE.get(kind, {}), **more)
    )  # fmt: skip
    wave = codes(data["wave"]).astype(np.int8)
    return build_design(Answers(("2020", "2022"), wave, np.arange(len(data)).astype(object), {}, data), plan)


def close(value, wanted):
    np.testing.assert_allclose(value, wanted, rtol=1e-9, atol=1e-12)


def all_valid(data) -> np.ndarray:
    return np.zeros(len(data), np.int8)


def test_the_ratio_of_survivors_to_arrests(golden):
    # R's scd: half samples of three pairs. A ratio is a mean of alive/arrests, weighted with arrests.
    arrests, alive = np.array([120.0, 78, 185, 228, 670, 530]), np.array([25.0, 24, 30, 49, 80, 70])
    half = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]])
    frame = pd.DataFrame({"w": arrests, **{f"rep_{k}": 2.0 * half[:, k] * arrests for k in range(4)}})
    answers = Answers(("1",), np.zeros(6, np.int8), np.arange(6).astype(object), {}, frame)
    plan = DesignPlan(weights="w", replicates=ReplicatesPlan(columns="rep_*", type="BRR"))
    design = build_design(answers, plan)
    sums = number_sums(
        GroupedRespondents(design, whole_sample(6)), (alive / arrests)[:, None], np.zeros(6, np.int8)
    )
    moments = mean_moments(sums)
    se = float(np.sqrt(moments.variance()[0, 0, 0]))
    assert f"{se:.7f}" == "0.0094184"
    close((moments.estimate[0, 0, 0], se), (golden["scd"]["est"], golden["scd"]["se"]))
    assert degrees_of_freedom(sums, [0]) == 3 == design.degrees_of_freedom


@pytest.mark.parametrize("centre", ["plain", "mse"])
@pytest.mark.parametrize("kind", TYPES)
def test_unequal_weights_missing_answers_domains_and_tests(kind, centre, golden):
    data, wanted = delivered(kind), golden[centre][kind]
    design = design_of(data, kind, mse=centre == "mse", linked=True)
    state, answer = state_of(data["y"]), codes(data["y"])
    grouped = GroupedRespondents(design, whole_sample(len(data)))
    sums = coded_sums(grouped, answer, state, 3)
    shares = share_moments(sums)
    for wave, figure in ((LAST, "y"), (BEFORE, "y_before")):
        close(shares.estimate[0, wave], wanted[figure]["est"])
        close(shares.covariance[0, wave, :, wave, :], wanted[figure]["vcov"])
    assert design.degrees_of_freedom == wanted["df"]
    assert degrees_of_freedom(sums, [LAST])[0] == wanted["df_last"]
    ages = GroupedRespondents(design, Domains("age", ("a", "b", "c"), codes(data["age"])))
    by_age = coded_sums(ages, answer, state, 3)
    assert degrees_of_freedom(by_age, [LAST])[2] == wanted["df_young"]
    close(share_moments(by_age).covariance[2, LAST, :, LAST, :], wanted["young"]["vcov"])
    numbers = data["number"].to_numpy(float)
    number = mean_moments(number_sums(grouped, numbers[:, None], all_valid(data)))
    close(number.covariance[0, LAST, 0, LAST, 0], wanted["number"]["vcov"][0][0])
    median = domain_quantiles(grouped, numbers, all_valid(data), 0.5, 0.95)
    close(median.estimate[0, LAST], wanted["median"]["est"])
    close((median.low[0, LAST], median.high[0, LAST]), wanted["median"]["ci"])
    top = share_moments(coded_sums(grouped, data["top"].to_numpy(), all_valid(data), 2))
    close(contrast_of(top.estimate, CONTRAST)[0, 1], wanted["change"]["est"])
    close(np.sqrt(contrast_variance(top.covariance, CONTRAST)[0, 1]), wanted["change"]["se"])
    for found, test in (
        (rao_scott_test(sums, [0, 1]), wanted["chisq_waves"]),
        (rao_scott_test(beside_each_other(by_age, LAST), [0, 1, 2]), wanted["chisq_groups"]),
    ):
        close((found.statistic[0], found.df[0], found.p[0]), (test["F"], test["d0"], test["p"]))


@pytest.mark.parametrize("kind", ["BRR", "JKn", "bootstrap"])
def test_waves_that_are_not_linked_vary_one_by_one(kind, golden):
    data, wanted = delivered(kind), golden["apart"][kind]
    design = design_of(data, kind, mse=True)
    grouped = GroupedRespondents(design, whole_sample(len(data)))
    top = share_moments(coded_sums(grouped, data["top"].to_numpy(), all_valid(data), 2))
    se = np.sqrt(contrast_variance(top.covariance, CONTRAST)[0, 1])
    close(se, wanted["change_se"])
    close(se**2, np.square(golden["mse"][kind]["change"]["parts"]).sum())
    assert se != pytest.approx(golden["mse"][kind]["change"]["se"], rel=1e-3)
    found = rao_scott_test(coded_sums(grouped, codes(data["y"]), state_of(data["y"]), 3), [0, 1])
    test = wanted["chisq_waves"]
    close((found.statistic[0], found.df[0]), (test["F"], test["d0"]))


def test_the_others_are_the_sum_of_all_other_groups():
    data = delivered("JKn")
    design = design_of(data, "JKn")
    group = codes(data["age"])
    sums = coded_sums(
        GroupedRespondents(design, Domains("age", ("a", "b", "c"), group)),
        data["top"].to_numpy(),
        all_valid(data),
        2,
    )
    sides = share_moments(against_rest(sums, LAST))
    two = GroupedRespondents(design, Domains("two", ("a", "rest"), np.minimum(group, 1)))
    beside = share_moments(
        beside_each_other(coded_sums(two, data["top"].to_numpy(), all_valid(data), 2), LAST)
    )
    close(sides.covariance[0], beside.covariance[0])
    for waves in ([0], [1], [0, 1]):
        assert degrees_of_freedom(sides.sums, waves)[0] == degrees_of_freedom(beside.sums, waves)[0]


def test_a_wave_may_have_fewer_replicates(golden):
    data = delivered("bootstrap")
    less = data.copy()
    less.loc[less["wave"] == 2020, [f"rep_{k}" for k in range(41, 61)]] = np.nan
    whole, fewer = (design_of(one, "bootstrap") for one in (data, less))
    assert fewer.replicates.known.scale[BEFORE].sum() == pytest.approx(40 / 39)
    variance = [
        share_moments(
            coded_sums(
                GroupedRespondents(one, whole_sample(len(data))), data["top"].to_numpy(), all_valid(data), 2
            )
        ).variance()
        for one in (whole, fewer)
    ]
    close(variance[1][0, LAST], variance[0][0, LAST])
    assert variance[1][0, BEFORE, 0] != variance[0][0, BEFORE, 0]


def test_a_group_that_a_replicate_leaves_out_has_no_standard_error():
    data = delivered("JK1")
    design = design_of(data, "JK1")
    only = (data["psu"] != data["psu"].iloc[0]).to_numpy().astype(np.int64)
    moments = share_moments(
        coded_sums(
            GroupedRespondents(design, Domains("b", ("one", "others"), only)),
            data["top"].to_numpy(),
            all_valid(data),
            2,
        )
    )
    assert np.isnan(moments.variance()[0]).all()
    assert np.isfinite(moments.variance()[1]).all()
    figures = Figures(moments, np.eye(2), ("0", "1"), ("share", "share"))
    precise = precision(figures, 0.95)
    assert (reliability(precise, Threshold(10, 0, 0))[0] == "few_effective").all()
    assert np.isnan(intervals(figures, precise, 0.95, 5.0)).any(axis=0)[0].all()
    assert np.isfinite(intervals(figures, precise, 0.95, 5.0)).all(axis=0)[1].all()


ASKED = """\
survey: panel
title: Panel
respondents: {singular: inwoner, plural: inwoners}
waves: ["2020", "2022"]
themes: {a: Hulp}
scales:
  drie: {kind: nominal, categories: {"1": laag, "2": midden, "3": hoog}}
  top: {kind: nominal, categories: {"0": laag, "1": hoog}}
  leeftijd: {kind: ordinal, categories: {a: jong, b: midden, c: oud}}
questions:
  - {id: y, scale: drie, theme: a, text: Antwoord}
  - {id: top, scale: top, theme: a, text: Hoog}
  - {id: age, scale: leeftijd, theme: a, text: Leeftijd}
"""
STUDY = """\
study: panel
title: Panel
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2020": {responses: before.csv}, "2022": {responses: responses.csv}}
design: {sampling: probability, weights: w, stable_ids: off, replicates: {columns: "rep_*", type: JKn, rscales: %s, linked: on}}
breakdowns: [{id: age, population_at_least: {n: 2000, source: R}, test_groups: true}]
reports: [inspectorate]
"""


def test_a_study_file_with_replicates_gives_the_figures_of_r_and_says_so(golden, tmp_path):
    data = delivered("JKn").drop(columns=["stratum", "psu", "base", "number", "sex"])
    data["y"] = data["y"].astype("Int64")
    files = {}
    for wave, name in ((2020, "before.csv"), (2022, "responses.csv")):
        mine = data[data["wave"] == wave].drop(columns="wave")
        files[name] = mine.assign(respondent_id=mine.index).to_csv(index=False)
    released = released_set(tmp_path, STUDY % ([0.5] * 16), ASKED, data.head(1), files)
    wanted = golden["plain"]["JKn"]
    estimates = released.estimates
    mine = estimates[
        (estimates["item"] == "y") & (estimates["breakdown"] == "") & (estimates["wave"] == "2022")
    ]
    np.testing.assert_allclose(mine["se"], np.sqrt(np.diag(wanted["y"]["vcov"])), rtol=1e-9)
    assert set(mine["df"]) == {wanted["df_last"]}
    changes = released.changes
    of_waves = changes[
        (changes["item"] == "y") & (changes["level"] == "item") & (changes["comparison"] == "previous")
    ]
    assert set(of_waves["test"]) == {"rao_scott_f"}
    top = {"item": "top", "category": "1", "comparison": "previous", "breakdown": ""}
    (change,) = changes[(changes[list(top)] == list(top.values())).all(axis=1)].itertuples()
    np.testing.assert_allclose(
        [change.difference, change.se], [wanted["change"]["est"], wanted["change"]["se"]], rtol=1e-9
    )
    assert {"groups:age", "rest:age"} <= set(changes["comparison"])
    table = design_table(released, voice_of(read_study(tmp_path / "study.yaml")))
    said = {row.header: row.cells[0].text for row in table.rows}
    assert said["Waarmee de marges zijn berekend"].startswith(
        "16 hulpgewichten die met de antwoorden zijn meegeleverd"
    )
    assert said["Metingen onderling"].startswith("de hulpgewichten horen over de metingen heen bij elkaar")
    assert said["Vrijheidsgraden van de marges"].startswith(f"{wanted['df']}: het aantal hulpgewichten")
    assert not {"Wat in de marges als één trekking telt", "Deelnemers die vaker meededen"} & said.keys()
