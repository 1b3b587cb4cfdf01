"""Truth: planted_truth.csv and planted_faults.csv: what a check of files has to find again, and what it has to set apart."""

from __future__ import annotations

import filecmp
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from tests.pipeline.test_file_check import released, row


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    return repository / "responses_demo/dossiers"


@pytest.fixture(scope="module")
def told(folder: Path):
    return released(folder / "study.yaml")


def test_the_seed_makes_the_same_bytes(generator: ModuleType, folder: Path, tmp_path: Path) -> None:
    generator.main(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 8
    match, mismatch, errors = filecmp.cmpfiles(folder, tmp_path, names, shallow=False)
    assert (sorted(match), mismatch, errors) == (names, [], [])


def test_the_planted_truth_lies_within_the_limits(told, folder: Path) -> None:
    truth = pd.read_csv(folder / "planted_truth.csv", dtype={"wave": str})
    frame = told.inside.estimates
    for one in truth.itertuples():
        found = row(frame[frame["wave"] == one.wave], f"right_first_time_{one.process}")
        assert found["ci_low"] <= one.right / one.handled <= found["ci_high"], one


def test_planted_faults_are_set_apart_or_counted(told, folder: Path) -> None:
    faults = pd.read_csv(folder / "planted_faults.csv")
    assert sorted(faults["fault"]) == ["not_drawn", "not_reviewed", "not_reviewed"]
    assert told.taken_in.ledgers["2025"].reasons == {"not_drawn": 1}
    wave = told.inside.method.files.waves["2025"]
    assert (wave.drawn, wave.found, wave.accepted) == (144, 142, 142)


def test_nine_applications_bear_no_verdict(told) -> None:
    norms = told.public.norms
    applications = norms[(norms["to_wave"] == "2024") & (norms["item"] == "right_first_time_application")]
    assert applications["verdict"].tolist() == ["too_few"]
    wave = told.inside.method.files.waves["2024"]
    application = next(one for one in wave.processes if one.process == "application")
    assert application.reviewed == 9
    assert application.joined != ()


def test_terminations_are_not_compared_over_other_norms_and_reviews_are(told) -> None:
    changes = told.public.changes.set_index("item")
    terminations = changes.loc[["right_first_time_termination"]]
    assert set(terminations["verdict"]) == {"not_comparable"}
    assert set(terminations["reason"]) == {"norms"}
    assert "increased" in set(changes.loc[["right_first_time_review"]]["verdict"])


def test_terminations_are_undecided_and_first_reviewers_mild(told) -> None:
    norms = told.public.norms
    latest = norms[norms["to_wave"] == "2025"].set_index("item")["verdict"]
    assert latest["right_first_time_termination"] == "undecided"
    whole = next(one for one in told.inside.method.files.waves["2025"].second if not one.norm)
    assert whole.milder > whole.stricter
    assert whole.p < 0.05


def test_what_is_published_counts_no_returned_files_where_those_that_were_right_are_not(told) -> None:
    """The share of applications is rounded, since a norm that they failed is told as a class."""
    public, inside = (
        {one.process: one for one in told_set.method.files.waves["2025"].processes}
        for told_set in (told.public, told.inside)
    )
    latest = told.public.estimates[told.public.estimates["wave"] == "2025"]
    assert np.isnan(row(latest, "right_first_time_application")["count"])
    assert (public["application"].returned, public["application"].kept_back) == (None, True)
    assert inside["application"].returned == 6
    assert public["review"].returned == inside["review"].returned
