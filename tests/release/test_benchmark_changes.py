"""The change of one municipality: worked out again from displayed figures, and what its rows tell of hidden ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from monitor.release.door.audit import audit
from monitor.release.door.benchmark_figures import benchmark_figures
from monitor.release.door.benchmark_rows import benchmark_rows
from monitor.release.results.released_set import read_results, write_results
from monitor.schema import CHANGES
from monitor.statistics.benchmark.measured_areas import MeasuredFigure, measured_figures
from tests.pipeline.test_benchmark import measured

AREAS = 40
ASKED = """\
survey: gemeenten
title: Gemeenten
respondents: {singular: klant, plural: klanten}
waves: ["2023", "2025"]
themes: {a: Hulp}
scales:
  eens: {kind: likert, categories: {"1": oneens, "2": neutraal, "3": eens}, nets: {agree_net: ["2", "3"]}}
  cijfer: {kind: grade, range: [1, 10]}
questions:
  - {id: brief, scale: eens, theme: a, text: De brieven zijn duidelijk}
  - {id: hulp, scale: eens, theme: a, text: Ik krijg hulp}
  - {id: cijfer, kind: grade, scale: cijfer, theme: a, text: Welk cijfer geeft u}
  - {id: nieuw, scale: eens, theme: a, text: Ik word gehoord, asked: ["2025"]}
  - {id: anders, scale: eens, theme: a, text: Ik weet mijn rechten, comparable_from: "2025", break_reason: wording}
"""
STUDY = """\
study: gemeenten
title: Gemeenten
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2023": {responses: r23.csv}, "2025": {responses: r25.csv}}
municipalities:
  file: frame.csv
  mergers: mergers.csv
  column: gemeente
  population: people
  attributes: {size: {label: Grootte, categories: {s: Klein, l: Groot}}}
breakdowns: [size, {id: gemeente, label: Gemeente}]
comparison: {headlines: [brief, hulp, cijfer, nieuw, anders]}
benchmark: {breakdown: gemeente, peers: size, traits: [size]}
design: {weights: w, strata: gemeente}
reports: [inspectorate]
"""
ITEMS = ("brief", "hulp", "cijfer")
LEAST = 30


def responses(wave: int) -> pd.DataFrame:
    """Forty municipalities with 4 to 110 answers; G010 changes, all others hardly do."""
    random = np.random.default_rng(wave)
    n = np.concatenate([[4, 9, 12, 29, 30, 31], np.random.default_rng(1).integers(12, 110, AREAS - 6)])
    n[10] = 110
    area = np.repeat(np.arange(AREAS), n)
    level = np.random.default_rng(2).normal(0.5, 0.08, AREAS)[area]
    level = np.where((area == 10) & (wave == 2025), 0.9, np.where(area == 10, 0.2, level))
    columns = {"respondent_id": [f"r{wave}{one}" for one in range(len(area))]}
    for item in ("brief", "hulp", "nieuw", "anders"):
        yes = random.random(len(area)) < level
        columns[item] = np.where(yes, random.integers(2, 4, len(area)), 1).astype(str)
    columns["cijfer"] = np.clip(np.round(random.normal(5 + 3 * level, 1.5)), 1, 10).astype(int).astype(str)
    codes = np.array([f"G{one:03d}" for one in area])
    if wave == 2023:
        codes[np.flatnonzero(area == 20)[:3]] = "DEEL"  # nobody knows in which of its parts these lived
        codes[np.flatnonzero(area == 22)[::2]] = "OUD"
        del columns["nieuw"]
    columns["gemeente"], columns["w"] = codes, random.uniform(0.5, 2, len(area)).round(3)
    return pd.DataFrame(columns)


def written(folder: Path, study: str = STUDY) -> Path:
    rows = "".join(f"G{one:03d},Aa {one},{400 + 3 * one},{'sl'[one % 2]}\n" for one in range(AREAS))
    (folder / "frame.csv").write_text(f"code,name,people,size\n{rows}", encoding="utf-8")
    (folder / "mergers.csv").write_text(
        "old_code,new_code\nOUD,G022\nDEEL,G020\nDEEL,G021\n", encoding="utf-8"
    )
    (folder / "questionnaire.yaml").write_text(ASKED, encoding="utf-8")
    for wave in (2023, 2025):
        responses(wave).to_csv(folder / f"r{wave % 100}.csv", index=False)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return folder / "study.yaml"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return measured(written(tmp_path_factory.mktemp("benchmark")))


@pytest.fixture(scope="module")
def figures(run) -> dict[str, MeasuredFigure]:
    found = measured_figures(run.answers, run.design, run.study, benchmark_figures(run.study))
    return {one.figure.item: one for one in found}


def changes_of(run, item: str) -> pd.DataFrame:
    rows = run.released.benchmark.changes
    return rows[(rows["comparison"] == "earlier") & (rows["item"] == item)].set_index("group")


def raw_of(run, item: str, wave: str) -> pd.DataFrame:
    rows = run.released.estimates
    rows = rows[(rows["breakdown"] == "gemeente") & (rows["item"] == item) & (rows["wave"] == wave)]
    shown = rows["category"] == ("" if item == "cijfer" else "agree_net")
    return rows[shown & rows["measure"].isin(["share", "mean"])].set_index("group")


def is_told(rows: pd.DataFrame) -> pd.Series:
    return rows["status"].isin(["released", "unreliable"])


@pytest.mark.parametrize("item", ITEMS)
def test_a_change_has_numbers_where_both_waves_have(run, item) -> None:
    found, before, now = changes_of(run, item), raw_of(run, item, "2023"), raw_of(run, item, "2025")
    assert len(found) == AREAS
    told = is_told(before) & is_told(now)
    told[["G020", "G021"]] = False
    hidden = told.index[~told].difference(["G020", "G021"])
    assert 0 < len(hidden) < AREAS
    assert found.loc[hidden, list(CHANGES.numbers)].isna().all(axis=None)
    assert set(found.loc[hidden, "verdict"]) == {"too_few"}
    assert set(found.loc[hidden, "reason"]) == {"estimate_suppressed"}
    assert found.loc[told.index[told], "difference"].notna().all()
    assert set(found["from_wave"]) == {"2023"}
    assert set(found["to_wave"]) == {"2025"}
    assert set(found["family"]) == {f"gemeente:{code}:earlier" for code in found.index}


def test_every_number_is_worked_out_again_from_displayed_figures(run, figures) -> None:
    """In code of its own: difference, se, p, Holm, interval, verdict and smallest change."""
    alone: dict[str, dict[str, float]] = {}
    hidden: dict[str, int] = {}
    for item in ITEMS:
        one, before, now = figures[item], raw_of(run, item, "2023"), raw_of(run, item, "2025")
        found = changes_of(run, item)
        for code in found.index.difference(["G020", "G021"]):
            if not (is_told(before)[code] and is_told(now)[code]):
                hidden[code] = hidden.get(code, 0) + 1
                continue
            effective = [rows.loc[code, "n"] / rows.loc[code, "deff"] for rows in (before, now)]
            s2 = [float(f"{value:.2g}") for value in (one.earlier.s2, one.s2)]
            se = np.sqrt(s2[0] / effective[0] + s2[1] / effective[1])
            difference = now.loc[code, "estimate"] - before.loc[code, "estimate"]
            digits = 1 if item == "cijfer" else 2
            told = found.loc[code]
            assert told["difference"] == pytest.approx(difference, abs=1e-9)
            assert told["se"] == pytest.approx(se, abs=0.51 * 10**-digits)
            assert (told["n_from"], told["n_to"]) == (before.loc[code, "n"], now.loc[code, "n"])
            if min(effective) < LEAST:
                assert told["verdict"] == "too_few"
                assert np.isnan([told["p"], told["p_adjusted"], told["mdd"], told["told_low"]]).all()
                continue
            p = 2 * stats.norm.sf(abs(difference) / se)
            assert told["p"] == pytest.approx(p, abs=0.00051)
            alone.setdefault(str(code), {})[item] = p
    assert len(alone) > 10
    moved = set()
    for code, own in alone.items():
        tests = len(own) + hidden.get(code, 0)
        ordered, step = sorted(own, key=lambda item: own[item]), 0.0
        for place, item in enumerate(ordered):
            step = max(step, min(1.0, (tests - place) * own[item]))
            told = changes_of(run, item).loc[code]
            assert told["p_adjusted"] == pytest.approx(step, abs=0.00051)
            assert told["level_in_force"] == pytest.approx(0.05 / tests)
            proven = told["verdict"] in ("increased", "decreased")
            excludes = told["told_low"] > 1e-9 or told["told_high"] < -1e-9
            assert proven == excludes
            assert not proven or step < 0.05
            first = stats.norm.isf(0.05 / (2 * tests))
            assert told["mdd"] > (first + stats.norm.isf(0.2)) * told["se"] * 0.9 - 0.01
            moved |= {code} if proven else set()
    assert moved == {"G010"}
    assert changes_of(run, "brief").loc["G010", "verdict"] == "increased"


def test_the_shrunken_change_lies_between_the_own_change_and_that_of_all(run, figures) -> None:
    told = changes_of(run, "brief")
    told = told[told["told_low"].notna()]
    middle = (told["told_low"] + told["told_high"]) / 2
    usual = float(figures["brief"].earlier.change.usual[0])
    assert abs(usual) < 0.06
    nearer = (middle - usual).abs() <= (told["difference"] - usual).abs() + 0.02
    undecided_reaches = told["verdict"].eq("undecided") & (
        (told["told_low"].abs() < 1e-9) | (told["told_high"].abs() < 1e-9)
    )
    assert (nearer | undecided_reaches).all()


@pytest.mark.parametrize(("item", "reason"), [("nieuw", "not_asked"), ("anders", "wording")])
def test_what_was_not_asked_before_or_otherwise_is_not_comparable(run, item, reason) -> None:
    found = changes_of(run, item)
    assert len(found) == AREAS
    assert set(found["verdict"]) == {"not_comparable"}
    assert set(found["reason"]) == {reason}
    assert found[list(CHANGES.numbers)].isna().all(axis=None)


def test_a_merged_municipality_is_compared_in_its_new_borders_and_a_part_of_a_split_one_is_not(run) -> None:
    for item in ITEMS:
        found = changes_of(run, item)
        parts = found.loc[["G020", "G021"]]
        assert set(parts["verdict"]) == {"not_comparable"}
        assert set(parts["reason"]) == {"borders"}
        assert parts[list(CHANGES.numbers)].isna().all(axis=None)
        assert found.loc["G022", "difference"] == pytest.approx(
            raw_of(run, item, "2025").loc["G022", "estimate"]
            - raw_of(run, item, "2023").loc["G022", "estimate"]
        )


def test_rows_are_a_function_of_what_is_displayed(run, figures) -> None:
    """Answers behind the displayed figures of both waves anew within their rounding, with the models as they are."""
    random = np.random.default_rng(2)
    others = []
    for one in figures.values():
        areas = one.areas.assign(
            estimate=one.areas["estimate"] + random.uniform(-0.004, 0.004, len(one.areas)),
            k=one.areas["k"] * random.uniform(0.5, 2.0, len(one.areas)),
        )
        others.append(replace(one, areas=areas))
    made = benchmark_rows(others, run.released.estimates, run.study)
    pd.testing.assert_frame_equal(made.changes, run.released.benchmark.changes)
    assert not {"areas", "estimate"} & set(vars(others[0].earlier))


def test_the_audit_finds_what_a_change_may_not_tell(run, tmp_path) -> None:
    write_results(run.released, tmp_path)
    released = read_results(tmp_path, run.study)
    assert audit([released], [run.study]).passed
    pd.testing.assert_frame_equal(released.benchmark.changes, run.released.benchmark.changes)
    changes = released.benchmark.changes
    own = changes["comparison"] == "earlier"
    untold = changes.index[own & (changes["reason"] == "estimate_suppressed")][0]
    before = raw_of(run, "brief", "2023")
    now = raw_of(run, "brief", "2025")
    only_now = is_told(now) & ~is_told(before)
    told = changes.index[own & changes["p"].notna()][0]
    planted = [
        (untold, "difference", 0.1, "change_of_suppressed"),
        (untold, "verdict", "increased", "change_of_suppressed"),
        (told, "p", 0.012345, "tells_more"),
        (told, "n_to", 31.0, "tells_more"),
        (told, "n_from", 31.0, "tells_more"),
    ]
    for code in only_now.index[only_now]:
        place = changes.index[own & (changes["item"] == "brief") & (changes["group"] == code)][0]
        planted.append((place, "difference", 0.1, "change_of_suppressed"))
    for place, column, value, kind in planted:
        finer = changes.copy()
        finer.loc[place, column] = value
        made = replace(released.benchmark, changes=finer)
        found = audit([replace(released, benchmark=made)], [run.study])
        assert set(found.findings["kind"]) == {kind}, (column, kind)


def test_with_one_wave_there_is_no_change(run, tmp_path) -> None:
    study = STUDY.replace('"2023": {responses: r23.csv}, ', "")
    asked = ASKED.replace('waves: ["2023", "2025"]', 'waves: ["2025"]').replace(
        ', comparable_from: "2025", break_reason: wording', ""
    )
    path = written(tmp_path, study)
    (tmp_path / "questionnaire.yaml").write_text(asked, encoding="utf-8")
    changes = measured(path).released.benchmark.changes
    assert set(changes["comparison"]) == {"peers:size", "nation"}
