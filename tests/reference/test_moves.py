"""Truth: R survey on the same people in two waves, through study file, weights and door."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.release.results.released_set import ReleasedSet
from tests.reference.studies import released_set

HERE = Path(__file__).parent
ASKED = """\
survey: panel
title: Panel
respondents: {singular: klant, plural: klanten}
waves: ["2023", "2025"]
themes: {a: Hulp}
scales:
  geslacht: {kind: nominal, categories: {f: vrouw, m: man}}
  janee: {kind: nominal, categories: {j: ja, n: nee}}
  eens: {kind: likert, categories: {a: eens, m: neutraal, o: oneens}, nets: {geen: {label: niet eens, of: [m, o]}}}
questions:
  - {id: sex, scale: geslacht, theme: a, text: Geslacht}
  - {id: help, scale: janee, theme: a, text: "Kreeg u hulp?"}
  - {id: clear, scale: eens, theme: a, text: "De brieven zijn duidelijk."}
"""
STUDY = """\
study: panel
title: Panel
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2023": {responses: r2023.csv}, "2025": {responses: r2025.csv}}
design: {sampling: probability, stable_ids: on%s}
%s
comparison: {moves: [help, clear]}
reports: [inspectorate]
"""
RAKED = "weighting: {method: raking, base_weight: w, controls: controls.csv, margins: [[sex]]}"
CONTROLS = """\
margin,category,total,source,reference_date
sex,f,700,R,2022-01-01
sex,m,800,R,2022-01-01
"""
DESIGNS = {
    "element": (", weights: w", ""),
    "cluster": (", weights: w, psu: team", ""),
    "cluster_raked": (", psu: team", RAKED),
}


@pytest.fixture(scope="module")
def r_moves() -> dict:
    return json.loads((HERE / "golden_moves.json").read_text(encoding="utf-8"))


def panel(folder: Path, name: str) -> ReleasedSet:
    files = {"controls.csv": CONTROLS}
    for wave in (2023, 2025):
        data = pd.read_csv(HERE / f"moves_{wave}.csv", dtype=str, keep_default_na=False)
        files[f"r{wave}.csv"] = data.drop(columns=["team"] if name == "element" else []).to_csv(index=False)
    return released_set(folder, STUDY % DESIGNS[name], ASKED, pd.DataFrame({"none": []}), files)


@pytest.mark.parametrize("name", list(DESIGNS))
def test_who_moved_is_as_r_finds(name: str, r_moves: dict, tmp_path: Path) -> None:
    released = panel(tmp_path, name)
    flows = released.estimates[released.estimates["measure"] == "flow"].set_index(["item", "category"])
    rows = released.changes[released.changes["comparison"] == "persons"].set_index(
        ["item", "level", "category"]
    )
    assert set(flows["wave"]) == {"2025"}
    assert set(rows["from_wave"]) == {"2023"}
    for item in ("help", "clear"):
        of_r = r_moves[name][item]
        for pair, wanted in of_r["flow"].items():
            row = flows.loc[(item, pair)]
            np.testing.assert_allclose([row["estimate"], row["se"]], list(wanted.values()), rtol=1e-9)
            assert row["n"] == of_r["n"]
        for category, wanted in of_r["net"].items():
            row = rows.loc[(item, "category", category)]
            assert row["test"] == "mcnemar"
            found = row[["difference", "se", "statistic", "df", "p"]].to_numpy(float)
            np.testing.assert_allclose(found, list(wanted.values()), rtol=1e-9)
    whole = rows.loc[("clear", "item", "")]
    wanted = list(r_moves[name]["clear"]["all"].values())
    np.testing.assert_allclose(whole[["statistic", "df", "p"]].to_numpy(float), wanted, rtol=1e-9)
    assert whole["test"] == "wald_f"
    net = rows.loc[("clear", "category", "geen")]
    assert net["difference"] == pytest.approx(-rows.loc[("clear", "category", "a")]["difference"])
    assert rows.loc[("help", "item", "")]["p"] == pytest.approx(rows.loc[("help", "category", "j")]["p"])
    assert set(rows["family"]) == {"persons"}
