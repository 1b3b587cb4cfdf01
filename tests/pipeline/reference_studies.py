"""A national survey of forty municipalities and the own survey of one of them, both made up, of the same questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from monitor.pipeline import run_study
from monitor.stages.options import RunOptions
from tests.pipeline.test_benchmark import ASKED, STUDY, responses

OWN = """\
study: aasterdam
title: Klanten van Aasterdam
published: 2026-03-01
questionnaire: questionnaire.yaml
waves: {"2026": {responses: r.csv}}
comparison: {headlines: [brief, cijfer]}
benchmark: {reference: ../national/build/gemeenten/2025}
reports: [inspectorate]
"""
QUESTIONS = ASKED.replace('waves: ["2025"]', 'waves: ["2025", "2026"]')
BROKEN = QUESTIONS.replace(
    "text: De brieven zijn duidelijk",
    "text: De brieven zijn duidelijk, comparable_from: '2026', break_reason: mode",
)


def own_responses(n: int = 160, agrees: float = 0.75, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    brief = np.where(random.random(n) < agrees, random.integers(2, 4, n), 1).astype(str)
    grade = np.clip(np.round(random.normal(6.5, 1.5, n)), 1, 10).astype(int).astype(str)
    return pd.DataFrame({"respondent_id": [f"o{one}" for one in range(n)], "brief": brief, "cijfer": grade})


def write_national(folder: Path, study: str = STUDY, questions: str = ASKED) -> Path:
    """The study file of the national survey, which has not run."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = "".join(f"G{one:03d},Aa {one},{200 + 3 * one},{'sl'[one % 2]}\n" for one in range(40))
    (folder / "frame.csv").write_text(f"code,name,people,size\n{rows}", encoding="utf-8")
    (folder / "questionnaire.yaml").write_text(questions, encoding="utf-8")
    responses().to_csv(folder / "r.csv", index=False)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return folder / "study.yaml"


def write_own(
    folder: Path, study: str = OWN, questions: str = QUESTIONS, answers: pd.DataFrame | None = None
) -> Path:
    """The study file of the own survey, which has not run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "questionnaire.yaml").write_text(questions, encoding="utf-8")
    (own_responses() if answers is None else answers).to_csv(folder / "r.csv", index=False)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    return folder / "study.yaml"


def run(path: Path, reports: tuple[str, ...] | None = (), formats: tuple[str, ...] = ("html",)) -> Path:
    """Run a study into a folder beside its file; returns the folder of its wave."""
    out = path.parent / "build"
    run_study(path, RunOptions(out=out, reports=reports, formats=formats), lambda *_: None)
    return next(folder for study in out.iterdir() for folder in study.iterdir() if folder.is_dir())
