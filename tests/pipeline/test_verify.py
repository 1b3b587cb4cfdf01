"""Truth: a small run, made again from inputs that are the same, or in which one thing was changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import pytest

from .test_other_survey import _write

pytestmark = pytest.mark.slow

POLICY = """\
name: Gemeente Voorbeeld
function: functionaris gegevensbescherming
date: 2024-06-01
reason: De deelnemers stemden ermee in.
studies: [ouders]
floors: {minimum_base: 5}
"""


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


def test_a_policy_that_is_left_out_or_says_something_else_is_named(command, folder: Path) -> None:
    policy = folder / "policy.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    run, study = folder / "build" / "ouders" / "2025", folder / "study.yaml"
    shutil.rmtree(folder / "build")
    under = ("--policy", str(policy))
    done = command("run", str(study), "--out", str(folder / "build"), "--format", "html", *under)
    assert done.returncode == 0, done.stderr
    assert command("verify", str(run), "--study", str(study), *under).returncode == 0
    left_out = command("verify", str(run), "--study", str(study))
    policy.write_text(POLICY.replace("minimum_base: 5", "minimum_base: 6"), encoding="utf-8")
    another = command("verify", str(run), "--study", str(study), *under)
    for done in (left_out, another):
        assert done.returncode == 1
        assert "policy" in done.stderr.partition("What is not as it was")[2]


def test_another_version_of_a_package_is_named(command, folder: Path) -> None:
    """As if the run had been made with another pandas, which first gave the same bytes and then others."""
    _made_with_another_pandas(folder)
    same = verified(command, folder)
    assert same.returncode == 0, same.stderr
    assert "Every byte is the same" in same.stdout
    assert "the package pandas, 2.0.0 then" in same.stdout
    table = folder / "build" / "ouders" / "2025" / "results" / "estimates.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    _made_with_another_pandas(folder, {"results/estimates.csv": sha256(table.read_bytes()).hexdigest()})
    other = verified(command, folder)
    assert other.returncode == 1
    assert "the package pandas, 2.0.0 then" in other.stderr.partition("What is not as it was")[2]


def _made_with_another_pandas(folder: Path, written: Mapping[str, str] = MappingProxyType({})) -> None:
    for manifest in folder.rglob("manifest.json"):
        made = json.loads(manifest.read_text(encoding="utf-8"))
        made["packages"]["pandas"] = "2.0.0"
        made["outputs"] |= {name: digest for name, digest in written.items() if name in made["outputs"]}
        manifest.write_text(json.dumps(made, indent=2), encoding="utf-8")
