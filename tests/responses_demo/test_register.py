"""Truth: planted_truth.csv: what a register has to find again, at a date and nowhere else."""

from __future__ import annotations

import filecmp
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from monitor.commands.demonstration import make_panel
from tests.registers import Told, documents, released, silent


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    make_panel(repository / "responses_demo", silent)
    return repository / "responses_demo/register"


@pytest.fixture(scope="module")
def told(folder: Path) -> Told:
    return released(folder / "study.yaml")


def test_the_seed_makes_the_same_bytes(generator: ModuleType, folder: Path, tmp_path: Path) -> None:
    generator.main(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["generated.sha256", "panel.csv", "planted_truth.csv"]
    match, mismatch, errors = filecmp.cmpfiles(folder, tmp_path, names, shallow=False)
    assert (sorted(match), mismatch, errors) == (names, [], [])


def test_every_planted_verdict_is_found_again(told: Told, folder: Path) -> None:
    truth = pd.read_csv(folder / "planted_truth.csv")
    assert told.public.register is not None
    assert told.study.register is not None
    scale = {event.id: event.scale for event in told.study.register.events}
    found = told.public.register.changes
    found = found[found["comparison"] == "break"].assign(scale=lambda rows: rows["indicator"].map(scale))
    found = found.set_index(["item", "scale", "to_wave"])
    assert len(truth) == len(found) == 4
    for one in truth.itertuples():
        row = found.loc[(one.count, one.scale, one.month)]
        assert row["verdict"] == one.verdict, one


def test_the_planted_step_lies_within_its_interval(told: Told, folder: Path) -> None:
    truth = pd.read_csv(folder / "planted_truth.csv").set_index("verdict")
    assert told.public.register is not None
    changes = told.public.register.changes.set_index("verdict")
    found = changes.loc["break_at_date"]
    assert found["ci_low"] <= truth.loc["break_at_date", "step"] <= found["ci_high"]
    flat = changes[changes["indicator"] == "funding"].loc["undecided"].iloc[0]
    assert flat["ci_low"] <= 0 <= flat["ci_high"]


def test_342_municipalities_and_72_months_are_whole(told: Told) -> None:
    summary = told.public.method.register
    assert summary is not None
    assert (summary.municipalities, summary.first, summary.last) == (342, "2019-01", "2024-12")
    assert (summary.merged, summary.left_out) == (8, ())
    assert summary.kept_back > 0


def test_the_report_tells_what_is_planted(told: Told) -> None:
    texts = documents(told)
    breaks = texts["texts/register-breaks.qmd"]
    assert (
        "geen knik in de groei van het aantal lopende trajecten met loonkostensubsidie aangetoond" in breaks
    )
    assert (
        "Sinds januari 2022 (de andere bekostiging) groeit het aantal lopende trajecten met een lage loonwaarde"
        in breaks
    )
    assert "De groei vlakt al jaren af; de datum zegt dus niets." in breaks
    assert "Vanaf januari 2023 (de nieuwe registratie) wordt anders geteld." in breaks
    assert "Het hogere aantal beëindigde trajecten kan daardoor komen." in texts["texts/register-series.qmd"]
