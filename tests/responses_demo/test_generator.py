"""Truth: the committed files. The generator writes the same bytes, or stops with one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

STUDY = Path(__file__).resolve().parents[2] / "responses_demo" / "klantmanagers"
GENERATED = (
    "responses_2020.csv",
    "responses_2022.csv",
    "coded_2022.csv",
    "municipalities.csv",
    "planted_faults.csv",
    "planted_personal_data.csv",
)


def copy_sources(folder: Path) -> None:
    for path in STUDY.iterdir():
        if path.suffix in (".py", ".yaml"):
            (folder / path.name).write_bytes(path.read_bytes())


def test_the_generator_writes_the_committed_bytes(tmp_path):
    subprocess.run([sys.executable, "-B", STUDY / "generate.py", "--out", tmp_path], check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(GENERATED)
    for name in GENERATED:
        assert (tmp_path / name).read_bytes() == (STUDY / name).read_bytes(), name


def test_counts_that_do_not_fit_their_base_stop_the_generator(tmp_path):
    copy_sources(tmp_path)
    targets = (tmp_path / "targets.yaml").read_text(encoding="utf-8")
    wrong = targets.replace("bar_budget: {counts: {strong: 12,", "bar_budget: {counts: {strong: 13,")
    (tmp_path / "targets.yaml").write_text(wrong, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", tmp_path / "generate.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "bar_budget: counts add up to 104, but 103 respondents are to answer"


def test_a_planted_fault_that_fits_nobody_stops_the_generator(tmp_path):
    copy_sources(tmp_path)
    planted = (tmp_path / "planted_faults.yaml").read_text(encoding="utf-8")
    wrong = planted.replace("must_choose_attention: [hardly]", "must_choose_attention: [never]")
    (tmp_path / "planted_faults.yaml").write_text(wrong, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-B", tmp_path / "generate.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no respondent left that meets" in done.stderr
