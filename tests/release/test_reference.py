"""Truth: forty own surveys held against a national one, every number again by hand; and holes made in what was released."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.release.door.audit import audit
from monitor.release.door.reference_rows import reference_rows
from monitor.release.results.reference_summary import Reference, ReferenceFigure
from monitor.release.results.released_set import ReleasedSet, read_results, write_results
from monitor.study.study import Study
from monitor.study.study_reader import read_study
from tests.pipeline.reference_studies import OWN, own_responses, run, write_national, write_own

from .reference_again import ReferenceAgain, figure_of

ENDS = {"cijfer": (1.0, 10.0)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A national run and the own one."""
    base = tmp_path_factory.mktemp("released_reference")
    run(write_national(base / "national"))
    run(write_own(base / "own"))
    return base


def released(folder: Path) -> tuple[ReleasedSet, Study]:
    study = read_study(folder / "own" / "study.yaml")
    return read_results(folder / "own" / "build" / "aasterdam" / "2026" / "results", study), study


def test_every_number_follows_from_displayed_figures(folder) -> None:
    results = folder / "own" / "build" / "aasterdam" / "2026" / "results"
    again = ReferenceAgain(results, ENDS)
    assert len(again.compared) == 2
    assert again.mismatches() == []


def test_what_method_tells_of_the_reference_stands_in_its_files(folder) -> None:
    again = ReferenceAgain(folder / "own" / "build" / "aasterdam" / "2026" / "results", ENDS)
    for item, figure in again.figures.items():
        there = folder / "national" / "build" / "gemeenten" / "2025" / "results"
        row = figure_of(there, item, figure["category"], figure["measure"])
        digits = 2 if figure["category"] else 1
        assert figure["estimate"] == pytest.approx(float(row["estimate"]), abs=0.5 * 10**-digits + 1e-9)
        assert figure["n"] == float(row["n"])
        assert figure["deff"] == pytest.approx(float(row["deff"]), abs=0.05 + 1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_again_for_other_surveys(folder, seed, tmp_path) -> None:
    """Own figures, bases and references at random, some hidden, some of few answers, with and without a spread."""
    own, study = released(folder)
    random = np.random.default_rng(seed)
    shown = own.estimates["measure"].isin(["share", "mean"]) & (own.estimates["breakdown"] == "")
    estimates = own.estimates.copy()
    n, deff = float(random.integers(10, 600)), round(float(random.uniform(0.6, 2.0)), 3)
    share, grade = round(float(random.uniform(0, 1)), 4), round(float(random.uniform(1, 10)), 4)
    for item, value in (("brief", share), ("cijfer", grade)):
        mine = shown & (estimates["item"] == item)
        mine &= (estimates["category"] == "agree_net") | (estimates["measure"] == "mean")
        estimates.loc[mine, ["estimate", "n", "deff"]] = value, n, deff
        if random.random() < 0.15:
            estimates.loc[mine, [name for name in estimates if estimates[name].dtype == float]] = np.nan
            estimates.loc[mine, ["status", "reason"]] = "suppressed", "small_group"
    spread = random.random() < 0.7
    level = round(float(random.uniform(0.02, 0.98)), 2)
    figures = (
        ReferenceFigure("brief", "agree_net", "share", level, 5000.0, 1.4, round(level * (1 - level), 2) or 0.01, 0.06 if spread else None),
        ReferenceFigure("cijfer", "", "mean", round(float(random.uniform(3, 8)), 1), 900.0, 1.2, 3.1, 0.3 if spread else None),
    )  # fmt: skip
    reference = Reference("gemeenten", "Gemeenten", "klanten", "2025", "2025", "2025-11-01", figures)
    made = reference_rows(reference, estimates, 1.0, study)
    method = replace(own.method, reference=reference)
    write_results(replace(own, estimates=estimates, benchmark=made, method=method), tmp_path)
    assert ReferenceAgain(tmp_path, ENDS).mismatches() == []


def finer(changes: pd.DataFrame) -> None:
    changes.loc[changes["item"] == "brief", "difference"] += 0.001


def other_base(changes: pd.DataFrame) -> None:
    changes.loc[changes["item"] == "brief", "n_to"] += 1


def strange(changes: pd.DataFrame) -> None:
    changes.loc[changes["item"] == "brief", "comparison"] = "trend"


@pytest.mark.parametrize("hole", [finer, other_base, strange])
def test_the_audit_finds_a_hole_in_a_comparison(folder, hole: Callable[[pd.DataFrame], None]) -> None:
    own, study = released(folder)
    assert audit([own], [study]).passed
    assert own.benchmark is not None
    changes = own.benchmark.changes.copy()
    hole(changes)
    report = audit([replace(own, benchmark=replace(own.benchmark, changes=changes))], [study])
    assert "tells_more" in set(report.findings["kind"])


def test_the_audit_finds_numbers_and_sides_of_a_hidden_figure(folder) -> None:
    own, study = released(folder)
    estimates = own.estimates.copy()
    mine = estimates["item"] == "brief"
    estimates.loc[mine, [name for name in estimates if estimates[name].dtype == float]] = np.nan
    estimates.loc[mine, ["status", "reason"]] = "suppressed", "small_group"
    found = audit([replace(own, estimates=estimates)], [study]).findings
    assert {"partly_suppressed", "change_of_suppressed"} <= set(found["kind"])


def test_a_hidden_figure_stays_in_its_family(folder) -> None:
    own, study = released(folder)
    estimates = own.estimates.copy()
    mine = estimates["item"] == "brief"
    estimates.loc[mine, [name for name in estimates if estimates[name].dtype == float]] = np.nan
    estimates.loc[mine, ["status", "reason"]] = "suppressed", "small_group"
    assert own.method.reference is not None
    changes = reference_rows(own.method.reference, estimates, 1.0, study).changes.set_index("item")
    assert changes.loc["cijfer", "level_in_force"] == 0.025
    assert changes.loc["brief", "verdict"] == "too_few"
    assert np.isnan(changes.loc["brief", "difference"])


def test_a_census_counts_as_so_many_simple_answers(folder, tmp_path) -> None:
    """A finite population makes the figure of these people more precise, not what it says of others."""
    study = OWN.replace("reports:", "design: {fpc: on, population: people}\nreports:")
    answers = own_responses().assign(people=170)
    home = run(write_own(folder / "census", study=study, answers=answers))
    again = ReferenceAgain(home / "results", ENDS)
    assert float(again.own["brief"]["deff"]) < 0.2
    assert again.mismatches() == []
    assert float(again.compared["brief"]["se"]) >= 0.04


def test_weights_count_in_full_where_heavy_answers_happen_to_be_alike(folder, tmp_path) -> None:
    """Kish's design effect of the weights, 1.64; that of a figure on which nearly all of those with heavy weights agree is less."""
    study = OWN.replace("reports:", "design: {weights: w}\nreports:")
    answers = own_responses()
    heavy = np.arange(len(answers)) % 5 == 0
    answers = answers.assign(w=np.where(heavy, 5.0, 1.0))
    answers.loc[heavy, "brief"] = "3"
    home = run(write_own(folder / "weighted", study=study, answers=answers))
    again = ReferenceAgain(home / "results", ENDS)
    assert float(again.own["brief"]["deff"]) < 1.4
    assert float(again.drawn["brief"]["deff"]) == pytest.approx(160 * 928 / 288**2, abs=0.05)
    assert again.mismatches() == []
