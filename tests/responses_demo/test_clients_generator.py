"""Truth: the committed files and hashes. The generator writes the same bytes every time."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

STUDY = Path(__file__).resolve().parents[2] / "responses_demo" / "clients"
KEPT = (
    "controls_2021.csv",
    "controls_2023.csv",
    "controls_2025.csv",
    "generated.sha256",
    "mergers.csv",
    "municipalities.csv",
    "planted_changes.csv",
    "planted_faults.csv",
    "planted_truth.csv",
)
ON_DEMAND = {
    *(f"{kind}_{wave}.csv" for kind in ("responses", "dispositions") for wave in ("2021", "2023", "2025")),
    "planted_municipalities.csv",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, "-B", STUDY / "generate.py", "--out", folder], check=True)
    return folder


def listed_hashes() -> dict[str, str]:
    lines = (STUDY / "generated.sha256").read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_the_generator_writes_these_files_and_leaves_no_drafts(made: Path):
    assert {path.name for path in made.iterdir()} == {*KEPT, *ON_DEMAND}


def test_the_files_in_the_repository_are_what_the_generator_writes(made: Path):
    for name in KEPT:
        assert (made / name).read_bytes() == (STUDY / name).read_bytes(), name


def test_every_file_made_on_demand_has_the_hash_in_the_repository(made: Path):
    assert set(listed_hashes()) == ON_DEMAND
    for name, digest in listed_hashes().items():
        assert hashlib.sha256((made / name).read_bytes()).hexdigest() == digest, name


def test_files_made_on_demand_are_ignored_by_git():
    ignored = (STUDY / ".gitignore").read_text(encoding="ascii").split()
    assert {"responses_*.csv", "dispositions_*.csv", "planted_municipalities.csv"} <= set(ignored)


def test_the_readme_names_every_item_that_was_made_to_change():
    text = (STUDY.parent / "README.md").read_text(encoding="utf-8")
    lines = (STUDY / "planted_changes.csv").read_text(encoding="utf-8").splitlines()[1:]
    changed = {line.split(",")[3] for line in lines} - {"prob_count", "prob_classes", "prob_stacked"}
    assert len(changed) == 18
    assert [item for item in sorted(changed) if f"`{item}`" not in text] == []
