"""Truth: each defence of the door taken away or each number made finer, and the second attacker finds it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from monitor.release.attack import crossed_breakdowns, nesting
from monitor.release.door import blocks, released_tables, secondary_suppression
from monitor.release.door.rounded_changes import behind_the_door
from monitor.release.door.rounded_estimates import rounded_estimates
from monitor.schema import CHANGES, ESTIMATES

from .derived_again import Row, rows_of
from .designs import IDENTIFIABLE, Design, run, run_written, write
from .second_attacker import SecondAttacker

pytestmark = pytest.mark.slow

LOCAL = ("region", "region*size_class", "municipality")
TWO_WAVES = Design(5, size=900, municipalities=4, waves=2, weights="raked", seldom=0.2, breakdowns=LOCAL)
ONE_WAVE = Design(77, size=420, municipalities=4, waves=1, seldom=0.2, breakdowns=("band", *LOCAL))


# every column of the two tables

FINER = {"n": 1.0, "n_from": 1.0, "n_to": 1.0, "df": 1.0, "n_effective": 1.0, "deff": 0.1, "statistic": 0.1,
         "p": 0.001, "p_adjusted": 0.001}  # fmt: skip
LEAST = 0.01
NOT_TOLD = ("count", "n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable")
DECLARED = ("margin",)
"""Stands in the study file, and is no number about anybody."""


@pytest.fixture(scope="module")
def two_waves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("columns")
    run(TWO_WAVES, folder)
    assert SecondAttacker(folder / "results", TWO_WAVES).findings(most=0) == []
    return folder / "results"


def is_told(row: Row, name: str) -> bool:
    """Whether a row of a recognisable group is one in which a number can be made finer."""
    if row["breakdown"] not in IDENTIFIABLE or row["measure"] not in ("share", "") or row.get("peer_set"):
        return False
    return bool(row.get("difference") or row.get("estimate")) and (name in NOT_TOLD or bool(row[name]))


@pytest.mark.parametrize(
    ("table", "name"),
    [(table, name) for table, columns in (("estimates", ESTIMATES), ("changes", CHANGES)) for name in columns.numbers
     if name not in DECLARED],
)  # fmt: skip
def test_a_number_of_a_recognisable_group_that_is_one_digit_off_is_found(
    two_waves: Path, tmp_path: Path, table: str, name: str
) -> None:
    results = shutil.copytree(two_waves, tmp_path / "results")
    rows = rows_of(results / f"{table}.csv")
    row = next(row for row in rows if is_told(row, name))
    row[name] = str(round(float(row[name] or 40) + FINER.get(name, LEAST), 10))
    _write(results / f"{table}.csv", rows)
    assert SecondAttacker(results, TWO_WAVES).findings(most=0)


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


# every defence of the door


def no_rounding(patch: pytest.MonkeyPatch) -> None:
    """Standard errors of what was not rounded, as 0.1.0 made them."""

    def finer(estimates: pd.DataFrame, identifiable: np.ndarray, *more) -> pd.DataFrame:
        made = rounded_estimates(estimates, identifiable, *more)
        return made.assign(se=np.where(identifiable, estimates["se"].round(2), made["se"]))

    patch.setattr(blocks, "rounded_estimates", finer)


def effect_of_the_answers(patch: pytest.MonkeyPatch) -> None:
    """A design effect that rests on the answers; all that follows from it is made of it."""

    def other(estimates: pd.DataFrame, *more) -> pd.DataFrame:
        share = estimates["estimate"].where(estimates["measure"] == "share", 0.5)
        return rounded_estimates(estimates.assign(deff=estimates["deff"] + share), *more)

    patch.setattr(blocks, "rounded_estimates", other)


def no_classes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(blocks, "classes_of", lambda estimates, identifiable: np.full(len(estimates), "", object))


def no_nested_classes(patch: pytest.MonkeyPatch) -> None:
    """A door that does not know that two breakdowns classify one number, nor who answers so in a group of the other."""
    patch.setattr(nesting, "nested_classes", lambda *of_items: {})
    patch.setattr(crossed_breakdowns, "MAX_CROSSED", 0)


def no_attack(patch: pytest.MonkeyPatch) -> None:
    """Thresholds alone, without the next smallest and the attacker's problem."""
    patch.setattr(secondary_suppression.SecondarySuppression, "protect", lambda door, pattern: None)


def no_known_weights(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(secondary_suppression, "known_margins", lambda *of_method: {})


def no_thresholds(patch: pytest.MonkeyPatch) -> None:
    original = released_tables.minimum_count

    def nothing(*of_table):
        check = original(*of_table)
        return replace(check, mask=np.zeros_like(check.mask))

    patch.setattr(released_tables, "minimum_count", nothing)


NESTED = Design(3, size=60, municipalities=4, waves=1, breakdowns=("years_four", "years_two"))
SMALL = Design(9, size=110, municipalities=4, waves=1, breakdowns=("band",))
FEW = Design(13, size=200, municipalities=4, waves=1, breakdowns=("band", *LOCAL))
WEIGHTED = Design(31, size=70, waves=1, weights="raked", breakdowns=("band",), seldom=0.3)
DEFENCES: dict[str, tuple[str, Design, Callable[[pytest.MonkeyPatch], None]]] = {
    "rounding first": ("se of", ONE_WAVE, no_rounding),
    "Kish's design effect": ("deff of", ONE_WAVE, effect_of_the_answers),
    "classes of few and nearly all": ("class", SMALL, no_classes),
    "nested classes": ("inferred", NESTED, no_nested_classes),
    "known weights": ("inferred", WEIGHTED, no_known_weights),
    "secondary suppression": ("inferred", FEW, no_attack),
    "the least count of a recognisable group": ("small", FEW, no_thresholds),
}


@pytest.mark.parametrize("defence", DEFENCES)
def test_a_door_without_one_of_its_defences_is_found_out(
    defence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, design, take_away = DEFENCES[defence]
    take_away(monkeypatch)
    run(design, tmp_path)
    findings = SecondAttacker(tmp_path / "results", design).findings(most=40)
    assert any(text.startswith(found) for text in findings), findings


@pytest.mark.parametrize("design", dict.fromkeys(design for _, design, _ in DEFENCES.values()), ids=str)
def test_the_same_doors_with_their_defences_are_shut(design: Design, tmp_path: Path) -> None:
    run(design, tmp_path)
    assert SecondAttacker(tmp_path / "results", design).findings(most=40) == []


# the family of a hidden test


def written_with_a_hidden_change(folder: Path) -> tuple[Design, Path]:
    """In the largest municipality everybody uses the website often in the last wave: hidden, and a change beyond doubt."""
    design = Design(5, size=900, municipalities=4, waves=2, seldom=0.2, breakdowns=("municipality",))
    path = write(design, folder)
    answers = pd.read_csv(folder / "r2025.csv", dtype=str, keep_default_na=False)
    answers.loc[answers["municipality"] == "M000", "uses"] = "often"
    answers.loc[(answers["uses"] == "often") & (answers["content"] == ""), "content"] = "a"
    answers.to_csv(folder / "r2025.csv", index=False, lineterminator="\n")
    return design, path


@pytest.mark.parametrize("is_planted", [False, True])
def test_a_hidden_test_that_counts_in_its_family_is_found(
    is_planted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_hidden(measured, *more):
        behind = behind_the_door(measured, *more)
        p = np.where(behind.rows["hidden"], measured.rows["p"], behind.rows["p"])
        return replace(behind, rows=behind.rows | {"p": p})

    design, path = written_with_a_hidden_change(tmp_path)
    if is_planted:
        monkeypatch.setattr(released_tables, "behind_the_door", with_hidden)
    run_written(path, tmp_path)
    found = SecondAttacker(tmp_path / "results", design).findings(most=0)
    assert any(text.startswith("selected of") for text in found) == is_planted, found


# several runs


def test_two_runs_that_hide_other_groups_are_read_together(tmp_path: Path) -> None:
    """One run hides young and mid, another mid and old: neither tells mid by itself."""
    design = replace(ONE_WAVE, breakdowns=("band",))
    study, released = run(design, tmp_path / "made")
    folders = []
    for name, hidden in (("one", ["young", "mid"]), ("other", ["mid", "old"])):
        frame = released.estimates.copy()
        rows = frame["breakdown"].eq("band") & frame["group"].isin(hidden) & frame["item"].isin(["clear"])
        frame.loc[rows, list(ESTIMATES.numbers)] = np.nan
        frame.loc[rows, ["status", "reason"]] = "suppressed", "small_group"
        folders.append(shutil.copytree(tmp_path / "made" / "results", tmp_path / name))
        frame.to_csv(tmp_path / name / "estimates.csv", index=False, float_format="%.10g")
        frame.to_parquet(tmp_path / name / "estimates.parquet", index=False)
    assert all(SecondAttacker(folder, design).findings(most=60) == [] for folder in folders)
    together = SecondAttacker(folders[0], design, beside=folders[1:]).findings(most=60)
    assert any(text.startswith("inferred") and " mid" in text for text in together), together
