"""Truth: a small run, made again from inputs that are the same, or in which one thing was changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .test_other_survey import _write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def finished(command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with its run, as nobody has touched it."""
    folder = tmp_path_factory.mktemp("again")
    done = command("run", str(_write(folder)), "--out", str(folder / "build"), "--format", "html")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(finished, tmp_path / "ouders"))


def verified(command, folder: Path):
    run, study = folder / "build" / "ouders" / "2025", folder / "study.yaml"
    return command("verify", str(run), "--study", str(study))


def test_a_run_from_the_same_inputs_is_the_same_to_the_byte(command, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = verified(command, folder)
    assert done.returncode == 0, done.stderr
    assert "Every byte is the same" in done.stdout
    assert f"Made again from {folder / 'study.yaml'}" in done.stdout
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_answer_that_was_changed_is_named_by_its_file(command, folder: Path) -> None:
    answers = folder / "ouders_2025.csv"
    rows = answers.read_text(encoding="utf-8").splitlines()
    answers.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    done = verified(command, folder)
    assert done.returncode == 1
    assert "results/estimates.csv" in done.stderr
    assert "What is not as it was: the answers ouders_2025.csv." in done.stderr
    assert "ouders_2023.csv" not in done.stderr.partition("Error: ")[2]


def test_a_word_in_the_study_file_is_named_by_that_file(command, folder: Path) -> None:
    study = folder / "study.yaml"
    title = next(line for line in study.read_text(encoding="utf-8").splitlines() if line.startswith("title:"))
    study.write_text(study.read_text(encoding="utf-8").replace(title, "title: Anders"), encoding="utf-8")
    done = verified(command, folder)
    assert done.returncode == 1
    assert "the study file study.yaml" in done.stderr
    assert "reports/inspectorate/report.html" in done.stderr


def test_a_figure_that_somebody_typed_over_is_named(command, folder: Path) -> None:
    table = folder / "build" / "ouders" / "2025" / "results" / "estimates.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    done = verified(command, folder)
    assert done.returncode == 1
    assert "1 file was changed or taken away since the run; got results/estimates.csv" in done.stderr
