"""Truth: planted_truth.csv and planted_faults.csv: what a study of vignettes has to find again, and what it has to set apart."""

from __future__ import annotations

import filecmp
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pandas as pd
import pytest

from monitor.release.door.audit import audit
from monitor.statistics.quality.summarised_vignettes import summary_of_vignettes
from tests.pipeline.test_file_check import released, row


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    return repository / "responses_demo/vignettes"


@pytest.fixture(scope="module")
def told(folder: Path) -> SimpleNamespace:
    return released(folder / "study.yaml")


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[tuple[str, str], int]:
    rows = pd.read_csv(folder / "planted_truth.csv")
    return {
        (str(one.vignette), str(one.figure)): int(str(one.count)) for one in rows.itertuples(name="Planted")
    }


def test_the_seed_makes_the_same_bytes(generator: ModuleType, folder: Path, tmp_path: Path) -> None:
    generator.main(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 4
    match, mismatch, errors = filecmp.cmpfiles(folder, tmp_path, names, shallow=False)
    assert (sorted(match), mismatch, errors) == (names, [], [])


def test_the_planted_truth_is_what_is_counted(told, truth) -> None:
    waves = summary_of_vignettes(told.taken_in.answers, told.study).waves
    for one in waves["2025"].vignettes:
        planted = {figure: count for (vignette, figure), count in truth.items() if vignette == one.vignette}
        assert one.pairs is not None
        assert one.expectation is not None
        assert (one.pairs.pairs, one.pairs.alike) == (planted["pairs"], planted["pairs_alike"])
        assert one.pairs.with_rule == planted["municipalities_with_rule"]
        assert one.expectation.came_true == planted["came_true"]
        answers = told.estimates.set_index(["item", "category"])["count"]
        assert answers[f"{one.vignette}_recognised", "yes"] == planted["recognised"]
        assert answers[f"{one.vignette}_expects", "same"] == planted["expects_same"]
        if "sees_room" in planted:
            assert answers[f"{one.vignette}_room", "yes"] == planted["sees_room"]
        for figure, count in planted.items():
            if figure.startswith("decides_"):
                assert answers[f"{one.vignette}_decides", figure.removeprefix("decides_")] == count


def test_the_first_case_has_the_published_counts(told) -> None:
    assert row(told.public.estimates, "washing_room")["count"] == 12
    assert row(told.public.estimates, "washing_decides", "reject")["count"] == 18 - 8


def test_planted_faults_are_set_apart_or_counted(told, folder: Path) -> None:
    faults = pd.read_csv(folder / "planted_faults.csv")
    assert faults["fault"].tolist() == ["decision_of_another_case"]
    ledger = told.taken_in.ledgers["2025"]
    assert (ledger.n_read, ledger.n_accepted, ledger.reasons) == (19, 18, {"unknown_code": 1})
    assert ledger.flags["departs_without_room"] == 4


def test_pairs_are_told_as_a_number_as_a_class_and_not_at_all(told) -> None:
    waves = told.public.method.vignettes.waves["2025"]
    assert (waves.respondents, waves.municipalities) == (18, 9)
    pairs = {one.vignette: one.pairs for one in waves.vignettes}
    assert {name: one.told for name, one in pairs.items()} == {
        "washing": "", "gifts": "hidden", "course": "nearly_all",
    }  # fmt: skip
    assert pairs["washing"].verdict == "undecided"
    assert pairs["course"].single == 1


def test_the_audit_works_nothing_out(told) -> None:
    assert audit([told.public], [told.study]).passed
