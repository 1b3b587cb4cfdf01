"""Truth: R survey 4.1.1 after every calibration of unequal base weights, through study file, weights and door."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reference.studies import released_estimates

ASKED = """\
survey: geijkt
title: Geijkt
respondents: {singular: inwoner, plural: inwoners}
waves: ["2022"]
themes: {a: Hulp}
scales:
  geslacht: {kind: nominal, categories: {f: vrouw, m: man}}
  leeftijd: {kind: ordinal, categories: {a: jong, b: midden, c: oud}}
  top: {kind: nominal, categories: {"0": laag, "1": hoog}}
questions:
  - {id: sex, scale: geslacht, theme: a, text: Geslacht}
  - {id: age, scale: leeftijd, theme: a, text: Leeftijd}
  - {id: top, scale: top, theme: a, text: Hoog}
  - {id: y, kind: number, range: [0, 100], theme: a, text: Waarde}
"""
STUDY = """\
study: geijkt
title: Geijkt
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2022": {responses: responses.csv}}
design: {sampling: probability%s}
weighting: {base_weight: b, controls: controls.csv, %s}
reports: [inspectorate]
"""
SINGLE, CROSSED = "margins: [[sex], [age]]", "margins: [[sex, age]]"
METHODS = {
    "linear": f"method: linear, {SINGLE}",
    "linear_bounded": f"method: linear, bounds: [0.8, 2.05], {SINGLE}",
    "raking": f"method: raking, {SINGLE}",
    "logit": f"method: logit, bounds: [0.4, 2.5], {SINGLE}",
    "poststratified": f"method: raking, {CROSSED}",
}
TOTALS = {"sex": {"f": 700, "m": 800}, "age": {"a": 400, "b": 500, "c": 600}}
CELLS = {"f|a": 180, "f|b": 240, "f|c": 280, "m|a": 220, "m|b": 260, "m|c": 320}


def controls(name: str) -> str:
    margins = {"sex*age": CELLS} if name == "poststratified" else TOTALS
    lines = [
        f"{margin},{category},{total},R,2022-01-01"
        for margin, of in margins.items()
        for category, total in of.items()
    ]
    return "\n".join(["margin,category,total,source,reference_date", *lines]) + "\n"


@pytest.mark.parametrize("name", list(METHODS))
@pytest.mark.parametrize("sort", ["element", "cluster"])
def test_figures_after_calibration_are_those_of_r(sort, name, stacked, r_calibration, tmp_path):
    data = stacked.assign(b=stacked["w"] ** 2)[["sex", "age", "top", "y", "b", "psu"]]
    drawn = ", psu: psu" if sort == "cluster" else ""
    responses = data if drawn else data.drop(columns="psu")
    files = {"controls.csv": controls(name)}
    found = released_estimates(tmp_path, STUDY % (drawn, METHODS[name]), ASKED, responses, files)
    wanted = r_calibration[sort][name]
    for figure, item, category, measure in (("share_top", "top", "1", "share"), ("mean_y", "y", "", "mean")):
        key = {"item": item, "category": category, "measure": measure}
        (row,) = found[(found[list(key)] == list(key.values())).all(axis=1)].itertuples()
        np.testing.assert_allclose(
            [row.estimate, row.se], [wanted[figure]["est"], wanted[figure]["se"]], rtol=1e-9
        )
