"""Made-up studies of many designs, written as files and run through the real rooms up to the released files.

Each has nested and overlapping classes of one number, derived and routed items, a set of options, means and a
grade, in municipalities and in regions by size class, and changes between waves in those.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from monitor import pipeline
from monitor.release.door.audit import audit
from monitor.release.results.released_set import ReleasedSet, write_results
from monitor.stages.options import RunOptions
from monitor.study.study import Study
from monitor.study.study_reader import read_study

QUESTIONNAIRE = """\
survey: made
title: Vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2021", "2023", "2025"]
themes: {work: Werk}
scales:
  band3: {kind: ordinal, categories: {young: jong, mid: midden, old: oud}}
  years4: {kind: ordinal, categories: {y0: minder dan 2, y2: 2 tot 5, y5: 5 tot 10, y10: 10 of meer}}
  years2: {kind: ordinal, categories: {short: minder dan 5, long: 5 of meer}}
  years3: {kind: ordinal, categories: {new: minder dan 2, some: 2 tot 10, much: 10 of meer}}
  uses3: {kind: ordinal, categories: {often: vaak, seldom: zelden, never: nooit}}
  agree5:
    kind: likert
    categories: {sa: helemaal eens, a: eens, n: neutraal, d: oneens, sd: helemaal oneens}
    nets: {agree_net: [sa, a], disagree_net: [d, sd]}
  grade10:
    kind: grade
    range: [1, 10]
    nets: {low: ["1", "2", "3", "4", "5"], mid: ["6", "7"], high: ["8", "9", "10"]}
    special: {na: {label: n.v.t., means: not_applicable}}
questions:
  - {id: band, scale: band3, theme: work, text: Leeftijd}
  - {id: years, kind: number, range: [0, 40], theme: work, text: Jaren}
  - {id: clear, scale: agree5, theme: work, text: Duidelijk}
  - {id: uses, scale: uses3, theme: work, text: Gebruikt}
  - {id: content, scale: agree5, theme: work, text: Tevreden, asked_if: "uses in [often, seldom]"}
  - {id: share, kind: percentage, theme: work, text: Aandeel}
  - {id: mark, kind: grade, scale: grade10, theme: work, text: Cijfer}
  - {id: set, kind: multi, theme: work, text: Kies, exclusive: [set_none],
     options: {set_a: A, set_b: B, set_none: geen}}
derived:
  years_four: {label: Jaren in vieren, kind: recode, scale: years4, theme: work,
    cases: {y0: years < 2, y2: years >= 2 and years < 5, y5: years >= 5 and years < 10, y10: years >= 10}}
  years_two: {label: Jaren in tweeën, kind: recode, scale: years2, theme: work,
    cases: {short: years < 5, long: years >= 5}}
  years_three: {label: Jaren in drieën, kind: recode, scale: years3, theme: work,
    cases: {new: years < 2, some: years >= 2 and years < 10, much: years >= 10}}
  any_use: {label: Gebruikt wel eens, kind: yes_no, theme: work, value: "uses in [often, seldom]"}
  often_use: {label: Gebruikt vaak, kind: yes_no, theme: work, value: "uses == often"}
  seldom_use: {label: Gebruikt zelden, kind: yes_no, theme: work, value: "uses == seldom"}
  rest: {label: Rest, kind: percentage, theme: work, value: 100 - share}
"""
STUDY = """\
study: made
title: Bedacht
published: 2026-01-01
questionnaire: questionnaire.yaml
municipalities:
  file: municipalities.csv
  column: municipality
  attributes:
    region: {label: Landsdeel, categories: {noord: Noord, zuid: Zuid}}
    size_class: {label: Grootte, categories: {small: klein, large: groot}}
"""


@dataclass(frozen=True)
class Design:
    """A made-up study: how many, how weighted (`none`, `given`, `raked`), whether sampled in clusters, how skewed."""

    seed: int
    size: int = 300
    municipalities: int = 8
    waves: int = 2
    weights: str = "none"
    clustered: bool = False
    breakdowns: tuple[str, ...] = (
        "band",
        "years_four",
        "years_two",
        "region",
        "region*size_class",
        "municipality",
    )
    seldom: float = 0.04
    missing: float = 0.05
    benchmark: bool = False
    reference: bool = False  # held against what a national survey of the same questions released


TOTALS = {"young": 4000, "mid": 3500, "old": 2500}
"""Of the margin that a raked design is weighted to: Kish's design effect is about 1.7."""
IDENTIFIABLE = ("region*size_class", "municipality")
BENCHMARKED = {"clear": ("agree_net", "share"), "mark": ("", "mean"), "uses": ("often", "share")}
"""The headlines of a design with a benchmark, and the figure of each that is shown of a municipality."""
BENCHMARK = """\
benchmark: {breakdown: municipality, peers: size_class, traits: [size_class, region]}
"""
COUNTRY = "country"
REFERENCE = f"benchmark: {{reference: {COUNTRY}/build/made/2025}}\n"
PEOPLE = "  column: municipality\n  population: people\n"


def write(design: Design, folder: Path) -> Path:
    """The files of a design; returns the study file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    places = [
        (f"M{at:03d}", ("noord", "zuid")[at % 2], ("small", "large")[at // 2 % 2])
        for at in range(design.municipalities)
    ]
    lines = [
        f"{code},Gemeente {code},{region},{size},{people_of(at)}"
        for at, (code, region, size) in enumerate(places)
    ]
    (folder / "municipalities.csv").write_text(
        "\n".join(["code,name,region,size_class,people", *lines]) + "\n"
    )
    waves = ("2021", "2023", "2025")[-design.waves :]
    for at, wave in enumerate(waves):
        answers = respondents(design, places, design.seed + 100 * at)
        answers.to_csv(folder / f"r{wave}.csv", index=False, lineterminator="\n")
    text = _study(design, waves, folder, places)
    if design.reference:
        _run_national(folder / COUNTRY, design.seed)
        text = text.replace("study: made\n", f"study: own\n{REFERENCE}", 1)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return folder / "study.yaml"


def _run_national(folder: Path, seed: int) -> None:
    """A national survey with a benchmark, run as a user does; what it released stands in `build/`."""
    national = Design(
        seed + 1, 1100, 36, 1, "given", breakdowns=("region", "size_class", *IDENTIFIABLE), seldom=0.2, benchmark=True
    )  # fmt: skip
    path = write(national, folder)
    pipeline.run_study(path, RunOptions(out=folder / "build", reports=(), formats=("html",)), _silent)


def people_of(place: int) -> int:
    """How many people a municipality has: public."""
    return 100 + 9 * place


def respondents(design: Design, places: list[tuple[str, str, str]], seed: int) -> pd.DataFrame:
    """Made-up answers; an empty cell is no answer."""
    rng = np.random.default_rng(seed)
    size = design.size
    skew = 1.0 / np.arange(1, len(places) + 1) ** 0.9
    where = rng.choice(len(places), size, p=skew / skew.sum())
    uses = rng.choice(["often", "seldom", "never"], size, p=[0.5, design.seldom, 0.5 - design.seldom])
    share = rng.integers(0, 21, size) * 5
    chosen = rng.random((size, 2)) < [0.5, 0.2]
    frame = pd.DataFrame(
        {
            "respondent_id": [f"r{seed}-{row}" for row in range(size)],
            "municipality": [places[at][0] for at in where],
            "band": rng.choice(["young", "mid", "old"], size, p=[0.12, 0.5, 0.38]),
            "years": np.floor(rng.exponential(5, size)).clip(0, 40).astype(int).astype(str),
            "clear": rng.choice(["sa", "a", "n", "d", "sd"], size, p=[0.2, 0.4, 0.2, 0.15, 0.05]),
            "uses": uses,
            "content": np.where(uses == "never", "", rng.choice(["sa", "a", "n", "d", "sd"], size)),
            "share": share.astype(str),
            "mark": rng.choice([*map(str, range(1, 11)), "na"], size, p=[0.02] * 5 + [0.2, 0.3, 0.2, 0.1, 0.05, 0.05]),
            "set_a": chosen[:, 0].astype(int).astype(str),
            "set_b": chosen[:, 1].astype(int).astype(str),
            "set_none": (~chosen.any(axis=1)).astype(int).astype(str),
            "team": [f"{places[at][0]}-{int(team)}" for at, team in zip(where, rng.integers(0, 4, size), strict=True)],
            "weight": np.round(np.exp(rng.normal(0, 0.7, size)), 3),
        }
    )  # fmt: skip
    for item in ("clear", "share", "mark"):
        frame.loc[rng.random(size) < design.missing, item] = ""
    unused = {"team": not design.clustered, "weight": design.weights != "given"}
    return frame.drop(columns=[column for column, is_unused in unused.items() if is_unused])


def _study(design: Design, waves: tuple[str, ...], folder: Path, places: list[tuple[str, str, str]]) -> str:
    psu = "team" if design.clustered else "respondent_id"
    lines = [STUDY + "waves:"]
    lines += [f'  "{wave}": {{responses: r{wave}.csv}}' for wave in waves]
    given = "weight" if design.weights == "given" else "none"
    lines.append(
        f"design: {{unit: respondent_id, psu: {psu}, strata: none, weights: {given}, fpc: off, stable_ids: off,"
        " sampling: probability}"
    )
    if design.weights == "raked":
        rows = [f"band,{category},{total},Bedacht,2026-01-01" for category, total in TOTALS.items()]
        text = "\n".join(["margin,category,total,source,reference_date", *rows]) + "\n"
        (folder / "controls.csv").write_text(text, encoding="utf-8")
        lines.append("weighting: {method: raking, margins: [[band]], controls: controls.csv}")
    tested = [name for name in IDENTIFIABLE if name in design.breakdowns]
    compared = design.benchmark or design.reference
    headlines = f" headlines: [{', '.join(BENCHMARKED)}]," if compared else ""
    lines.append(
        "comparison: {margins: {share: 0.1, grade: 0.5}, against: [previous, first, trend],"
        f"{headlines} breakdown_families: [{', '.join(repr(name) for name in tested)}]}}"
    )
    if design.benchmark:
        lines.append(BENCHMARK.strip())
    lines.append("breakdowns:")
    known = "population_at_least: {n: 100, source: proef}, anonymous: {reason: proef}"
    lines += [
        f"  - {{id: {name!r}, {'identifiable: true' if name in IDENTIFIABLE else known}}}"
        for name in design.breakdowns
    ]
    text = "\n".join([*lines, "demonstration: true", ""])
    return text.replace("  column: municipality\n", PEOPLE) if design.benchmark else text


def run(design: Design, folder: Path) -> tuple[Study, ReleasedSet]:
    """The study through intake, statistics and the door; its released files stand in `folder/results`."""
    return run_written(write(design, folder), folder)


def run_without_crossings(design: Design, folder: Path, room: ModuleType) -> tuple[Study, ReleasedSet, Path]:
    """The same by a door without the crossings of a module, whose own audit passes; and where the released files stand."""
    with pytest.MonkeyPatch.context() as without:
        without.setattr(room, "MAX_CROSSED", 0)
        study, released = run(design, folder)
        assert audit([released], [study]).passed
    return study, released, folder / "results"


def run_written(path: Path, folder: Path) -> tuple[Study, ReleasedSet]:
    """The same for the files of a design as they stand now."""
    study = read_study(path)
    taken_in = pipeline.take_in(study, _silent, {})
    estimates, changes, statistics = pipeline.measure(study, taken_in, _silent)
    reference = pipeline.read_reference(study, _silent)
    released = pipeline.pass_the_door(study, taken_in, estimates, changes, statistics, _silent, reference)
    write_results(released, folder / "results")
    return study, released


def _silent(stage: str, text: str) -> None:
    """Tells nobody."""
