"""Truth: R survey on totals in the population and ratios of totals, through study file, weights and door."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from monitor.publication.language.numbers import number
from monitor.publication.sentences.variables import Variables
from monitor.publication.workbook.tablebook import write_tablebook
from monitor.release.door.amounts import untold_amounts, with_amounts
from monitor.release.door.audit import audit
from monitor.release.door.beside_tables import taken_apart
from monitor.release.results.released_set import ReleasedSet
from monitor.schema import ESTIMATES
from monitor.study.study_reader import read_study
from tests.reference.studies import CONTROLS, RAKED, released_set
from tests.words import voice_of

HERE = Path(__file__).parent
ASKED = """\
survey: sommen
title: Sommen
respondents: {singular: inwoner, plural: inwoners}
waves: [%s]
themes: {a: Hulp}
scales:
  geslacht: {kind: nominal, categories: {f: vrouw, m: man}}
  leeftijd: {kind: ordinal, categories: {a: jong, b: midden, c: oud}}
  top: {kind: nominal, categories: {"0": laag, "1": hoog}}
questions:
  - {id: sex, scale: geslacht, theme: a, text: Geslacht}
  - {id: age, scale: leeftijd, theme: a, text: Leeftijd}
  - {id: top, scale: top, theme: a, text: Hoog}
  - {id: hours, kind: number, range: [0, 100], unit: uur, theme: a, text: Uren}
  - {id: children, kind: number, range: [0, 20], unit: kinderen, theme: a, text: Kinderen}
"""
STUDY = """\
study: sommen
title: Sommen
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {%s}
design: {sampling: probability, stable_ids: off%s}
%s
indicators:
  - {id: uren, items: [hours], totals: true, ratio_to: children}
  - {id: hoog, items: [top], totals: true}
breakdowns: [{id: age, population_at_least: {n: 100, source: R}}]
reports: [inspectorate]
"""


@pytest.fixture(scope="module")
def r_amounts() -> dict:
    return json.loads((HERE / "golden_amounts.json").read_text(encoding="utf-8"))


def held(released: ReleasedSet, wave: str, wanted: dict) -> None:
    """Every total and ratio of one wave, to 1e-9."""
    rows = released.estimates[released.estimates["wave"] == wave]
    rows = rows.set_index(["item", "measure", "category", "group"])
    keys = {"hours": ("hours", "total", ""), "ratio": ("hours", "ratio", ""), "top": ("top", "total", "1")}
    for name, key in keys.items():
        groups = {"": wanted[name], **wanted[f"{name}_by"]}
        for group, of_r in groups.items():
            row = rows.loc[(*key, group)]
            np.testing.assert_allclose(
                [row["estimate"], row["se"]], [of_r["est"], of_r["se"]], rtol=1e-9, err_msg=f"{key} {group}"
            )
            assert row["ci_low"] < row["estimate"] < row["ci_high"]


@pytest.mark.parametrize("name", ["element", "cluster"])
def test_amounts_after_raking_are_those_of_r(name: str, r_amounts: dict, tmp_path: Path) -> None:
    data = pd.read_csv(HERE / "amounts.csv").drop(columns=["y", "small", "wave"])
    drawn = ", psu: psu" if name == "cluster" else ""
    study = STUDY % ('"2022": {responses: responses.csv}', drawn, RAKED)
    data = data if drawn else data.drop(columns="psu")
    held(
        released_set(tmp_path, study, ASKED % '"2022"', data, {"controls.csv": CONTROLS}),
        "2022",
        r_amounts[name],
    )


def test_the_total_of_a_wave_is_that_of_its_own_sample(r_amounts: dict, tmp_path: Path) -> None:
    data = pd.read_csv(HERE / "amounts.csv").drop(columns=["y", "small"])
    waves = [str(wave) for wave in sorted(data["wave"].unique())]
    files = {
        f"r{wave}.csv": part.drop(columns="wave").assign(respondent_id=part.index).to_csv(index=False)
        for wave, part in data.groupby("wave")
    }
    declared = ", ".join(f'"{wave}": {{responses: r{wave}.csv}}' for wave in waves)
    study = STUDY % (declared, ", psu: psu, weights: b", "")
    asked = ASKED % ", ".join(f'"{wave}"' for wave in waves)
    released = released_set(tmp_path, study, asked, data.drop(columns="wave"), files)
    for wave in waves:
        held(released, wave, r_amounts["waves"][wave])


def test_amounts_by_delivered_replicate_weights_are_those_of_r(r_amounts: dict, tmp_path: Path) -> None:
    data = pd.read_csv(HERE / "amounts_replicates.csv").drop(columns=["y", "small", "wave"])
    drawn = ', weights: b, replicates: {columns: "rep_*", type: JK1}'
    study = STUDY % ('"2022": {responses: responses.csv}', drawn, "")
    study = study.replace("stable_ids: off, ", "")
    held(released_set(tmp_path, study, ASKED % '"2022"', data), "2022", r_amounts["replicates"])


@pytest.fixture
def told(tmp_path: Path) -> tuple[ReleasedSet, Path]:
    data = pd.read_csv(HERE / "amounts.csv").drop(columns=["y", "small", "wave", "psu"])
    study = STUDY % ('"2022": {responses: responses.csv}', "", RAKED)
    return released_set(tmp_path, study, ASKED % '"2022"', data, {"controls.csv": CONTROLS}), tmp_path


def test_amounts_are_told_in_words_and_in_the_table_book(told, r_amounts: dict) -> None:
    released, folder = told
    voice = voice_of(read_study(folder / "study.yaml"))
    variables = Variables(released, voice)
    total, people = r_amounts["element"]["hours"]["est"], r_amounts["element"]["top"]["est"]
    assert variables.resolve("hours.total.all.now.sentence") == (
        f"Alle inwoners die deze vraag beantwoordden, komen bij ‘Uren’ samen op naar schatting {number(total)} uur (560 inwoners antwoordden)."
    )
    assert variables.resolve("top.c1_total.all.now.sentence") == (
        f"Naar schatting {number(people)} inwoners antwoorden ‘hoog’ op ‘Hoog’ (600 inwoners antwoordden)."
    )
    ratio = number(r_amounts["element"]["ratio"]["est"], 1)
    assert variables.resolve("hours.ratio.all.now.sentence") == (
        f"Het totaal bij ‘Uren’ is {ratio} uur voor elke eenheid van ‘Kinderen’ (560 inwoners gaven beide)."
    )
    assert "top.c1.all.now.pct" not in variables.resolve("top.c1.all.now.sentence")
    book = CalamineWorkbook.from_path(write_tablebook(released, voice, folder / "tabellenboek.xlsx"))
    lines = [line for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python()]
    (line,) = [line for line in lines if "hoog: geschat aantal inwoners" in line and "Totaal" in line]
    assert pytest.approx(people) in line
    assert [line for line in lines if "totaal, gedeeld door totaal van ‘Kinderen’" in line and "jong" in line]


def test_a_breakdown_with_one_hidden_group_has_no_totals(told) -> None:
    released, folder = told
    study = read_study(folder / "study.yaml")
    apart = taken_apart(released.estimates)
    rest, amounts = apart.tables, apart.amounts
    assert not untold_amounts(amounts, rest, study).any()
    hours = (rest["item"] == "hours") & (rest["group"] == "a")
    hidden = rest.assign(
        status=rest["status"].mask(hours, "suppressed"), reason=rest["reason"].mask(hours, "small_group")
    )
    untold = amounts[untold_amounts(amounts, hidden, study)]
    assert set(untold["item"]) == {"hours"}
    assert set(untold["group"]) == {"a", "b", "c"}
    assert set(untold["measure"]) == {"total", "ratio"}
    closed = with_amounts(hidden, amounts, study)
    gone = closed[
        closed["measure"].isin(["total", "ratio"]) & (closed["item"] == "hours") & (closed["group"] != "")
    ]
    assert gone[list(ESTIMATES.numbers)].isna().all(axis=None)
    children = (rest["item"] == "children") & (rest["group"] == "b")
    hidden = rest.assign(status=rest["status"].mask(children, "few"))
    assert set(amounts[untold_amounts(amounts, hidden, study)]["measure"]) == {"ratio"}


def test_the_audit_finds_a_total_beside_a_hidden_group(told) -> None:
    released, folder = told
    study = read_study(folder / "study.yaml")
    assert audit([released], [study]).passed
    estimates = released.estimates
    mine = (estimates["item"] == "top") & (estimates["group"] == "a") & (estimates["measure"] == "share")
    planted = estimates.copy()
    planted.loc[mine, list(ESTIMATES.numbers)] = np.nan
    planted["status"] = planted["status"].mask(mine, "suppressed")
    planted["reason"] = planted["reason"].mask(mine, "small_group")
    found = audit([replace(released, estimates=planted)], [study]).findings
    totals = found[(found["kind"] == "small_base") & (found["item"] == "top")]
    assert set(totals["group"]) == {"a", "b", "c"}
