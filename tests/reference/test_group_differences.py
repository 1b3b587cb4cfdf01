"""Truth: R survey 4.1.1 on differences between the groups of one wave, through study file, weights and door."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import fdtrc

from tests.reference.studies import CONTROLS, RAKED, released_set

HERE = Path(__file__).parent
ASKED = """\
survey: groepen
title: Groepen
respondents: {singular: inwoner, plural: inwoners}
waves: [%s]
themes: {a: Hulp}
scales:
  geslacht: {kind: nominal, categories: {f: vrouw, m: man}}
  leeftijd: {kind: ordinal, categories: {%s}}
  top: {kind: nominal, categories: {"0": laag, "1": hoog}}
  y: {kind: ordinal, categories: {%s}}
questions:
  - {id: sex, scale: geslacht, theme: a, text: Geslacht}
  - {id: age, scale: leeftijd, theme: a, text: Leeftijd}
  - {id: top, scale: top, theme: a, text: Hoog}
  - {id: y, kind: single, scale: y, theme: a, text: Klasse}
  - {id: mean, kind: number, range: [0, 100], theme: a, text: Waarde}
"""
STUDY = """\
study: groepen
title: Groepen
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {%s}
design: {sampling: probability%s}
%s
breakdowns:
  - {id: age, label: Leeftijd, test_groups: true, population_at_least: {n: 100, source: R}}
  - {id: sex, label: Geslacht, test_groups: true, population_at_least: {n: 100, source: R}}
reports: [inspectorate]
"""
ONE = '"2022": {responses: responses.csv}'
DESIGNS = {
    "element": (", weights: b", ""),
    "cluster": (", weights: b, psu: psu", ""),
    "element_raked": ("", RAKED),
    "cluster_raked": (", psu: psu", RAKED),
    "strata_fpc": (", weights: pw, strata: stype, fpc: on, population: fpc", "comparison: {fpc: on}"),
}


def _codes(values: pd.Series) -> str:
    return ", ".join(f'"{value}": Klasse {value}' for value in sorted(values.unique()))


def _changes(
    folder: Path, name: str, data: pd.DataFrame, compared: str = "", asked: str = ASKED
) -> pd.DataFrame:
    drawn, more = DESIGNS[name]
    waves, files = ONE, {"controls.csv": CONTROLS}
    asked = asked % ('"2022"', _codes(data["age"]), _codes(data["y"]))
    study = (STUDY % (waves, drawn, more)).replace(
        "Leeftijd, test_groups: true", f"Leeftijd, test_groups: true{compared}"
    )
    return released_set(folder, study, asked, data, files).changes


def _corrected(of_r: dict) -> list[float]:
    """R's Wald F is Wald/q on df - q; this product's corrects for few units, (df - q + 1)/(df q) x Wald on df - q + 1."""
    q, df = of_r["df"], of_r["ddf"] + of_r["df"]
    statistic = of_r["F"] * (df - q + 1) / df
    return [statistic, q, fdtrc(q, df - q + 1, statistic)]


def _held(changes: pd.DataFrame, wanted: dict) -> None:
    """Every number of R against ours, to 1e-9."""
    whole = changes[changes["comparison"] == "groups:age"].set_index("item")
    rest = changes[(changes["comparison"] == "rest:age")].set_index(["item", "category", "group"])
    for item in ("y", "top"):
        of_r = wanted[f"chisq_{item}"]
        np.testing.assert_allclose(
            whole.loc[item, ["statistic", "df", "p"]].to_numpy(float),
            [of_r["F"], of_r["d0"], of_r["p"]],
            rtol=1e-9,
        )
        assert whole.loc[item, "test"] == "rao_scott_f"
    if "chisq_y_by_sex" in wanted and wanted["chisq_y_by_sex"]:
        (two,) = changes[(changes["comparison"] == "groups:sex") & (changes["item"] == "y")].itertuples()
        of_r = wanted["chisq_y_by_sex"]
        np.testing.assert_allclose(
            [two.statistic, two.df, two.p], [of_r["F"], of_r["d0"], of_r["p"]], rtol=1e-9
        )
    assert whole.loc["mean", "test"] == "wald_f"
    np.testing.assert_allclose(
        whole.loc["mean", ["statistic", "df", "p"]].to_numpy(float), _corrected(wanted["wald_y"]), rtol=1e-9
    )
    for figure, key in (("rest_top", ("top", "1")), ("rest_y3", ("y", "3")), ("rest_mean", ("mean", ""))):
        for group, of_r in wanted[figure].items():
            row = rest.loc[(*key, group)]
            np.testing.assert_allclose(
                row[["difference", "statistic", "df", "p"]].to_numpy(float),
                [of_r[part] for part in ("difference", "t", "df", "p")],
                rtol=1e-9,
            )
            assert row["test"] == "t"


def _data(name: str, stacked: pd.DataFrame) -> pd.DataFrame:
    """The answers of a design, with the columns it names."""
    if name == "strata_fpc":
        data = pd.read_csv(HERE / "groups_strata.csv").assign(
            sex=lambda rows: np.where(rows.index % 2, "f", "m")
        )
    else:
        data = stacked.assign(b=stacked["w"] ** 2)
    named = [part.split(": ")[1] for part in DESIGNS[name][0].split(", ") if ": " in part]
    columns = {"sex", "age", "top", "y", *(column for column in named if column in data)}
    columns |= {"b"} if DESIGNS[name][1] == RAKED else set()
    return data[[column for column in data if column in columns]].assign(mean=data["y"])


@pytest.mark.parametrize("name", list(DESIGNS))
def test_groups_differ_as_r_finds(name, stacked, r_groups, tmp_path) -> None:
    _held(_changes(tmp_path, name, _data(name, stacked)), r_groups[name])


@pytest.mark.parametrize("name", list(DESIGNS))
def test_every_two_groups_differ_as_r_finds(name, stacked, r_groups, tmp_path) -> None:
    found = _changes(tmp_path, name, _data(name, stacked), ", compared: pairs")
    pairs = found[found["comparison"] == "pairs:age"].set_index(["item", "category", "group"])
    sparse = (
        "c>d" if name == "strata_fpc" else ""
    )  # 3.6 expected answers: tested by exact limits, which R does not
    for figure, key in (("pairs_y3", ("y", "3")), ("pairs_mean", ("mean", ""))):
        for two, of_r in r_groups[name][figure].items():
            row = pairs.loc[(*key, two)]
            if (key[0], two) == ("y", sparse):
                assert row["test"] == "mover"
                continue
            wanted = [of_r[part] for part in ("difference", "t", "df", "p")]
            np.testing.assert_allclose(
                row[["difference", "statistic", "df", "p"]].to_numpy(float), wanted, rtol=1e-9
            )
    assert not found["comparison"].eq("rest:age").any()
    assert found["comparison"].eq("rest:sex").any()


def test_groups_differ_from_a_reference_as_r_finds(stacked, r_groups, tmp_path) -> None:
    compared = ", compared: reference, reference: b"
    found = _changes(tmp_path, "cluster_raked", _data("cluster_raked", stacked), compared)
    rows = found[found["comparison"] == "reference:age"].set_index(["item", "category", "group"]).sort_index()
    assert set(rows.index.get_level_values("group")) == {"a", "c"}
    of_r = r_groups["cluster_raked"]["pairs_y3"]
    for group, two, sign in (("a", "a>b", 1), ("c", "b>c", -1)):
        row = rows.loc[("y", "3", group)]
        assert row["difference"] == pytest.approx(sign * of_r[two]["difference"], rel=1e-9)
        assert row["p"] == pytest.approx(of_r[two]["p"], rel=1e-9)
    n = rows.loc[("y", "3")]
    assert n.loc["a", "n_to"] == n.loc["c", "n_to"]  # the answers of the reference stand last


MEANS = """
indicators:
  - {id: klasse, items: [y], figure: means, primary_test: %s}
"""


@pytest.mark.parametrize("name", ["element", "cluster_raked"])
@pytest.mark.parametrize("declared", ["mean", "wilcoxon"])
def test_a_study_that_shows_means_has_its_groups_tested_by_them(
    declared, name, stacked, r_groups, tmp_path
) -> None:
    asked = ASKED.replace("y: {kind: ordinal, categories: {%s}}", "y: {kind: grade, range: [1, 10]}  # %s")
    asked = asked.replace("kind: single, scale: y", "kind: grade, scale: y")
    drawn, more = DESIGNS[name]
    data = _data(name, stacked)
    study = STUDY % (ONE, drawn, more + MEANS % declared)
    texts = asked % ('"2022"', _codes(data["age"]), "")
    changes = released_set(tmp_path, study, texts, data, {"controls.csv": CONTROLS}).changes
    found = changes[(changes["item"] == "y") & changes["comparison"].str.endswith(":age")]
    (whole,) = found[found["level"] == "item"].itertuples()
    of_r = _corrected(r_groups[name][{"mean": "wald_y", "wilcoxon": "rank_y"}[declared]])
    np.testing.assert_allclose([whole.statistic, whole.df, whole.p], of_r, rtol=1e-9)
    assert whole.test == {"mean": "wald_f", "wilcoxon": "wilcoxon"}[declared]
    inside = found[found["level"] == "category"]
    assert set(inside.loc[inside["p_adjusted"].notna(), "measure"]) == {"mean"}
    assert set(inside.loc[inside["measure"] == "share", "reason"]) <= {"left_out"}


def test_the_last_of_three_waves_with_shared_units_differs_as_r_finds(stacked, r_groups, tmp_path) -> None:
    data = stacked[["sex", "age", "top", "y", "w", "psu", "wave"]].assign(mean=stacked["y"])
    waves = [str(wave) for wave in sorted(data["wave"].unique())]
    files = {
        f"r{wave}.csv": part.drop(columns="wave")
        .assign(respondent_id=[f"{wave}-{row}" for row in part.index])
        .to_csv(index=False)
        for wave, part in data.groupby("wave")
    }
    declared = ", ".join(f'"{wave}": {{responses: r{wave}.csv}}' for wave in waves)
    study = STUDY % (declared, ", weights: w, psu: psu, stable_ids: off", "")
    asked = ASKED % (", ".join(f'"{wave}"' for wave in waves), _codes(data["age"]), _codes(data["y"]))
    found = released_set(tmp_path, study, asked, data.drop(columns="wave"), files)
    _held(found.changes, r_groups["waves"])
