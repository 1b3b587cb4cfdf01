"""Truth: R survey 4.1.1 after calibration to sums of numbers beside categories, through study file, weights and door."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from monitor.publication.annex.weighting_annex import weighting_table
from monitor.publication.sentences.variables import Variables
from monitor.publication.workbook.tablebook import write_tablebook
from monitor.study.study_reader import read_study
from tests.reference.studies import CONTROLS as MARGINS
from tests.reference.studies import released_set
from tests.reference.test_calibrated_studies import ASKED as CALIBRATED
from tests.words import voice_of

HERE = Path(__file__).parent
ASKED = CALIBRATED + "  - {id: hours, kind: number, range: [0, 100], unit: uur, theme: a, text: Uren}\n"
STUDY = """\
study: geijkt
title: Geijkt
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2022": {responses: responses.csv}}
design: {sampling: probability%s}
weighting: {base_weight: b, controls: controls.csv, margins: [[sex], [age]], numbers: [hours, children], %s}
reports: [inspectorate]
"""
BY = "breakdowns: [{id: age, population_at_least: {n: 400, source: R}}]\n"
CONTROLS = (
    MARGINS
    + """\
hours,total,32000,Register,2022-01-01
children,total,2000,R,2022-01-01
"""
)
METHODS = {
    "linear": "method: linear",
    "linear_bounded": "method: linear, bounds: [0.6, 2.4]",
    "raking": "method: raking",
    "logit": "method: logit, bounds: [0.3, 3]",
}


def released(folder: Path, sort: str, method: str, more: str = "", by: str = BY):
    data = pd.read_csv(HERE / "numbers.csv").drop(columns=["small", "wave"])
    drawn = ", psu: psu" if sort == "cluster" else ""
    responses = data if drawn else data.drop(columns="psu")
    study = STUDY % (drawn, METHODS[method]) + by + more
    return released_set(folder, study, ASKED, responses, {"controls.csv": CONTROLS})


@pytest.mark.parametrize("sort", ["element", "cluster"])
def test_quantiles_of_calibrated_weights_and_domains_are_those_of_r(sort, tmp_path):
    wanted = json.loads((HERE / "golden_numbers.json").read_text(encoding="utf-8"))[sort]["raking"]
    made = released(tmp_path, sort, "raking", "indicators: [{id: hours, quantiles: [10, 90, 25]}]")
    found = made.estimates[made.estimates["item"] == "hours"]
    for group, figure in (("", "quantiles"), ("c", "quantiles_old")):
        rows = found[found["group"] == group].set_index("measure").loc[["p10", "p25", "median", "p90"]]
        for column, of_r in (("estimate", "est"), ("ci_low", "low"), ("ci_high", "high"), ("se", "se")):
            np.testing.assert_allclose(rows[column], wanted[figure][of_r], rtol=1e-9)
    assert found[found["group"] == ""]["measure"].tolist() == ["mean", "median", "p10", "p25", "p90"]


def test_quantiles_are_told_with_their_unit_and_not_of_a_few_people(tmp_path):
    # 600 people: six lie below p1 of everybody, two or three of an age; of sex people can be recognised.
    made = released(
        tmp_path, "element", "raking", "indicators: [{id: hours, quantiles: [1, 25]}]\n",
        "breakdowns: [age, {id: sex, identifiable: on}]\n",
    )  # fmt: skip
    found = made.estimates[
        (made.estimates["item"] == "hours") & made.estimates["measure"].str.startswith("p")
    ]
    assert sorted(set(zip(found["breakdown"], found["measure"], strict=True))) == [
        ("", "p1"), ("", "p25"), ("age", "p25"),
    ]  # fmt: skip
    voice = voice_of(read_study(tmp_path / "study.yaml"))
    said = Variables(made, voice).resolve("hours.p25.all.now.sentence")
    assert said == "Bij ‘Uren’ noemt 25% van de inwoners 18,2 uur of minder (600 inwoners)."
    book = CalamineWorkbook.from_path(write_tablebook(made, voice, tmp_path / "tabellenboek.xlsx"))
    lines = [line for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python()]
    (line,) = [line for line in lines if "hier of lager: 25%" in line and "Totaal" in line]
    assert 18.2 in line


@pytest.mark.parametrize("method", list(METHODS))
@pytest.mark.parametrize("sort", ["element", "cluster"])
def test_figures_weighted_to_sums_are_those_of_r(sort, method, tmp_path):
    wanted = json.loads((HERE / "golden_numbers.json").read_text(encoding="utf-8"))[sort][method]
    found = released(tmp_path, sort, method).estimates
    for figure, *key in (
        ("share_top", "top", "1", "share", ""), ("mean_y", "y", "", "mean", ""), ("mean_hours_old", "hours", "", "mean", "c"),
    ):  # fmt: skip
        rows = found[(found[["item", "category", "measure", "group"]] == key).all(axis=1)]
        (row,) = rows.itertuples()
        np.testing.assert_allclose(
            [row.estimate, row.se], [wanted[figure]["est"], wanted[figure]["se"]], rtol=1e-9
        )


def test_what_the_weights_fix_has_no_margin_and_the_annex_tells_of_it(tmp_path):
    made = released(tmp_path, "element", "raking")
    found = made.estimates[
        (made.estimates[["breakdown", "item", "measure"]] == ["", "hours", "mean"]).all(axis=1)
    ]
    (mean,) = found.itertuples()
    assert mean.estimate == pytest.approx(32000 / 1500, rel=1e-9)
    assert np.isnan(mean.ci_low)
    assert mean.se == pytest.approx(0, abs=1e-9)
    sums = {one.name: (one.total, one.achieved) for one in made.method.weighting.numbers}
    assert sums == {"hours": (32000.0, pytest.approx(32000)), "children": (2000.0, pytest.approx(2000))}
    notes = weighting_table(made, voice_of(read_study(tmp_path / "study.yaml"))).notes
    assert (
        "Ook gewogen naar een som. Uren: samen 32.000 in de hele groep, voor 2022. Bron: Register, 2022-01-01."
        in notes
    )
