"""Truth: a made survey of forty municipalities, worked out again with pandas from its response file."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from monitor.release.door.benchmark_figures import benchmark_figures
from monitor.release.results.method import Method
from monitor.stages.measuring import measure
from monitor.stages.releasing import pass_the_door
from monitor.stages.taking_in import take_in
from monitor.statistics.benchmark.measured_areas import measured_figures
from monitor.statistics.design.declared_design import build_design
from monitor.study.study_reader import read_study

ASKED = """\
survey: gemeenten
title: Gemeenten
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {a: Hulp}
scales:
  eens: {kind: likert, categories: {"1": oneens, "2": neutraal, "3": eens}, nets: {agree_net: ["2", "3"]}}
  cijfer: {kind: grade, range: [1, 10]}
questions:
  - {id: brief, scale: eens, theme: a, text: De brieven zijn duidelijk}
  - {id: cijfer, kind: grade, scale: cijfer, theme: a, text: Welk cijfer geeft u}
"""
STUDY = """\
study: gemeenten
title: Gemeenten
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: r.csv}}
municipalities:
  file: frame.csv
  column: gemeente
  population: people
  attributes: {size: {label: Grootte, categories: {s: Klein, l: Groot}}}
breakdowns: [size, {id: gemeente, label: Gemeente}]
comparison: {headlines: [brief, cijfer]}
benchmark: {breakdown: gemeente, peers: size, traits: [size]}
design: {weights: w, strata: gemeente}
reports: [inspectorate]
"""
AREAS = 40


def responses(areas: int = AREAS) -> pd.DataFrame:
    random = np.random.default_rng(5)
    n = random.integers(4, 40, areas)
    area = np.repeat(np.arange(areas), n)
    level = random.normal(0.5, 0.1, areas)[area]
    brief = np.where(random.random(len(area)) < level, random.integers(2, 4, len(area)), 1).astype(str)
    grade = np.clip(np.round(random.normal(5 + 3 * level, 1.5)), 1, 10).astype(int).astype(str)
    brief[random.random(len(area)) < 0.05] = ""
    codes = [f"G{one:03d}" for one in area]
    weights = random.uniform(0.5, 2, len(area)).round(3)
    ids = [f"r{one}" for one in range(len(area))]
    columns = {"respondent_id": ids, "brief": brief, "cijfer": grade, "gemeente": codes, "w": weights}
    return pd.DataFrame(columns)


def written(folder: Path, areas: int = AREAS, study: str = STUDY) -> Path:
    rows = "".join(f"G{one:03d},Aa {one},{200 + 3 * one},{'sl'[one % 2]}\n" for one in range(areas))
    (folder / "frame.csv").write_text(f"code,name,people,size\n{rows}", encoding="utf-8")
    (folder / "questionnaire.yaml").write_text(ASKED, encoding="utf-8")
    responses(areas).to_csv(folder / "r.csv", index=False)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return folder / "study.yaml"


def measured(path: Path) -> SimpleNamespace:
    study = read_study(path)
    taken_in = take_in(study, lambda *_: None, {})
    estimates, changes, statistics = measure(study, taken_in, lambda *_: None)
    released = pass_the_door(study, taken_in, estimates, changes, statistics, lambda *_: None)
    answers = taken_in.answers
    design = build_design(answers, study.design)
    return SimpleNamespace(study=study, answers=answers, design=design, released=released)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    return measured(written(tmp_path_factory.mktemp("benchmark")))


def test_the_figures_are_those_that_a_municipality_shows(run) -> None:
    found = {(one.item, one.category, one.measure): one.scale for one in benchmark_figures(run.study)}
    assert list(found) == [("brief", "agree_net", "share"), ("cijfer", "", "mean")]
    assert [scale.largest_tau for scale in found.values()] == [0.5, 4.5]


@pytest.mark.parametrize("fpc", [False, True], ids=["off", "on"])
def test_areas_are_what_pandas_makes_of_the_responses(run, fpc, tmp_path) -> None:
    study = run.study
    if fpc:
        text = STUDY.replace("traits: [size]", "traits: [size], fpc: on")
        study = read_study(written(tmp_path, study=text))
    share, grade = measured_figures(run.answers, run.design, study, benchmark_figures(study))
    for figure, of in ((share, "brief"), (grade, "cijfer")):
        rows = responses()
        rows = rows[rows[of] != ""]
        value = (
            rows["brief"].isin(["2", "3"]).astype(float) if of == "brief" else rows["cijfer"].astype(float)
        )
        for code, own in rows.assign(value=value).groupby("gemeente"):
            weight = own["w"] / own["w"].sum()
            mean = (weight * own["value"]).sum()
            people = 200 + 3 * int(str(code)[1:])
            k = (weight**2).sum() * (1 - len(own) / people if fpc else 1)
            variance = (weight * (own["value"] - mean) ** 2).sum()
            assert figure.areas.loc[code].tolist() == pytest.approx([len(own), k, mean, variance, people])
    assert share.traits.shape == (40, 1)  # twenty of a size are fewer than 25


def test_method_tells_of_all_municipalities_together_in_two_digits(run) -> None:
    told = run.released.method.benchmark
    assert (told.breakdown, told.peers, told.traits, told.fpc) == ("gemeente", "size", ("size",), False)
    assert (told.members, told.largest, told.fitted) == (10, 0.3, 25)
    share, grade = told.figures
    assert (share.item, share.category, share.measure, share.wave) == ("brief", "agree_net", "share", "2025")
    assert share.municipalities == grade.municipalities == AREAS
    assert 0.2 < share.s2 < 0.26
    assert 2 < grade.s2 < 3
    for one in (share.s2, share.phi, grade.s2, grade.phi_bound):
        assert one == float(f"{one:.2g}")
    assert Method.from_json(run.released.method.to_json()).benchmark == told


def test_with_fewer_municipalities_than_a_coefficient_needs_no_number_is_told(tmp_path) -> None:
    told = measured(written(tmp_path, 24)).released.method.benchmark
    assert [one.municipalities for one in told.figures] == [24, 24]
    assert {number for one in told.figures for number in (one.s2, one.phi, one.phi_bound)} == {None}


def test_a_study_without_its_municipalities_has_no_benchmark(run) -> None:
    assert run.study.without(["gemeente"]).benchmark is None
    assert run.study.without(["size"]).benchmark is None
    assert "benchmark" not in Method().to_json()
