"""A small study of two waves, with municipalities and with names that addresses do not like, run twice, and its site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.commands.site_writing import write_site
from monitor.pipeline import run_study
from monitor.stages.options import RunOptions
from tests.registers import silent, write_register

WAVES = ("2023", "2025")
AREAS = 26
NAMES = {0: "'s-Gravenhage/Oost", 1: "Con", 2: "Bé & <Co>", 3: "Súdwest-Fryslân"}
QUESTIONNAIRE = """\
survey: hulp
title: Hulp
respondents: {singular: klant, plural: klanten}
waves: ["2023", "2025"]
themes: {a: "Brieven & <post>", b: Hulp}
scales:
  eens: {kind: likert, categories: {"1": oneens, "2": neutraal, "3": eens}, nets: {agree_net: ["3"], disagree_net: ["1"]}}
  cijfer: {kind: grade, range: [1, 10]}
  leeftijd: {kind: ordinal, categories: {j: jonger dan 27, m: 27 tot 55, o: 55 of ouder}}
questions:
  - {id: con, scale: eens, theme: a, text: "De brieven zijn </script> duidelijk", short: Duidelijke brieven}
  - {id: cijfer, kind: grade, scale: cijfer, theme: b, text: "Welk cijfer geeft u de hulp?", short: Cijfer voor de hulp}
  - {id: leeftijd, kind: single, scale: leeftijd, theme: b, text: "Hoe oud bent u?", short: Leeftijd}
"""
STUDY = """\
study: hulp
title: Hulp & brieven
subtitle: Wat klanten ervaren
publisher: De inspectie
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2023": {responses: r2023.csv}, "2025": {responses: r2025.csv}}
municipalities:
  file: frame.csv
  column: gemeente
  population: people
  attributes: {size: {label: Grootte, categories: {s: Klein, l: Groot}}}
breakdowns: [leeftijd, size, {id: gemeente, label: Gemeente}]
comparison: {headlines: [con, cijfer]}
benchmark: {breakdown: gemeente, peers: size, traits: [size]}
design: {weights: w, strata: gemeente, stable_ids: off}
demonstration: true
reports: [inspectorate]
"""


def responses(wave: str) -> pd.DataFrame:
    random = np.random.default_rng(int(wave))
    n = random.integers(4, 40, AREAS)
    area = np.repeat(np.arange(AREAS), n)
    level = random.normal(0.5, 0.1, AREAS)[area]
    con = np.where(random.random(len(area)) < level, random.integers(2, 4, len(area)), 1).astype(str)
    grade = np.clip(np.round(random.normal(5 + 3 * level, 1.5)), 1, 10).astype(int).astype(str)
    con[random.random(len(area)) < 0.05] = ""
    ages = random.choice(["j", "m", "o"], len(area), p=[0.02, 0.5, 0.48])
    columns = {
        "respondent_id": [f"r{one}" for one in range(len(area))], "con": con, "cijfer": grade, "leeftijd": ages,
        "gemeente": [f"G{one:03d}" for one in area], "w": random.uniform(0.5, 2, len(area)).round(3),
    }  # fmt: skip
    return pd.DataFrame(columns)


def written(folder: Path, study: str = STUDY) -> Path:
    """The files of the study in a folder; the study file."""
    rows = "".join(
        f'G{one:03d},"{NAMES.get(one, f"Aa {one}")}",{200 + 3 * one},{"sl"[one % 2]}\n'
        for one in range(AREAS)
    )
    (folder / "frame.csv").write_text(f"code,name,people,size\n{rows}", encoding="utf-8")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    for wave in WAVES:
        responses(wave).to_csv(folder / f"r{wave}.csv", index=False)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return folder / "study.yaml"


@dataclass(frozen=True)
class Made:
    """The folder of a study, with `build` of its two runs, `first` the site of the first and `site` that of both."""

    folder: Path

    @property
    def study(self) -> Path:
        return self.folder / "study.yaml"

    @property
    def build(self) -> Path:
        return self.folder / "build"

    @property
    def first(self) -> Path:
        return self.folder / "first"

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def read(self, name: str) -> str:
        return (self.site / name).read_text(encoding="utf-8")


def run(study: Path, wave: str, build: Path) -> None:
    run_study(study, RunOptions(out=build, wave=wave, reports=(), formats=("html",)), lambda *_: None)


@pytest.fixture(scope="session")
def made(once) -> Made:
    def make(folder: Path) -> None:
        study = written(folder)
        for wave, name in zip(WAVES, ("first", "site"), strict=True):
            run(study, wave, folder / "build")
            write_site([study], RunOptions(out=folder / "build"), folder / name, lambda *_: None)

    return Made(once("site", make))


@dataclass(frozen=True)
class Kinds:
    """A check of files, vignettes and a register, with `build` of their runs and `site` of all three."""

    folder: Path
    studies: tuple[Path, ...]

    @property
    def build(self) -> Path:
        return self.folder / "build"

    @property
    def site(self) -> Path:
        return self.folder / "site"


@pytest.fixture(scope="session")
def kinds(once, repository: Path) -> Kinds:
    def make(folder: Path) -> None:
        (folder / "register").mkdir()
        path = write_register(folder / "register")
        path.write_text(f"{path.read_text(encoding='utf-8')}demonstration: true\n", encoding="utf-8")
        options = RunOptions(out=folder / "build", reports=(), formats=("html",))
        for study in (*shipped, path):
            run_study(study, options, silent)
        write_site((*shipped, path), RunOptions(out=folder / "build"), folder / "site", silent)

    shipped = tuple(repository / f"responses_demo/{name}/study.yaml" for name in ("dossiers", "vignettes"))
    folder = once("site-kinds", make)
    return Kinds(folder, (*shipped, folder / "register/study.yaml"))
