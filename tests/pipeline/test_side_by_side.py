"""Truth: hand counts of two surveys of one school: 16 of 64 parents and 24 of 32 teachers find the letters clear."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

QUESTIONNAIRE = """\
survey: {name}
title: Vragenlijst voor {many}
respondents: {{singular: {one}, plural: {many}}}
waves: ["{wave}"]
themes: {{letters: Brieven van de school}}
scales: {{agree2: {{kind: ordinal, categories: {{agree: eens, not: oneens}}}}}}
questions:
  - {{id: clear, nr: "1", scale: agree2, theme: letters, text: "De brieven zijn duidelijk", short: Duidelijke brieven}}
"""
STUDY = """\
study: {name}
title: Wat {many} vinden
published: {wave}-11-01
questionnaire: {name}.yaml
waves: {{"{wave}": {{responses: {name}.csv}}}}
reports: [inspectorate]
"""
BESIDE = """\
companions: {teachers: teachers_study.yaml}
side_by_side:
  - {id: letters, title: Brieven, companion: teachers, own: clear.agree, own_text: de brieven duidelijk zijn,
     other: clear.agree, other_text: ouders de brieven begrijpen}
"""
SURVEYS = (("parents", "ouder", "ouders", "2025", 64, 4), ("teachers", "leraar", "leraren", "2023", 32, 1))


def _write(folder: Path) -> Path:
    for name, one, many, wave, size, every in SURVEYS:
        values = {"name": name, "one": one, "many": many, "wave": wave}
        (folder / f"{name}.yaml").write_text(QUESTIONNAIRE.format(**values), encoding="utf-8")
        (folder / f"{name}_study.yaml").write_text(STUDY.format(**values), encoding="utf-8")
        agree = size // 4 if every == 4 else size * 3 // 4
        answers = ["agree"] * agree + ["not"] * (size - agree)
        rows = [f"{name}{number},{answer}" for number, answer in enumerate(answers)]
        (folder / f"{name}.csv").write_text(
            "\n".join(["respondent_id,clear", *rows]) + "\n", encoding="utf-8"
        )
    study = folder / "parents_study.yaml"
    study.write_text(study.read_text(encoding="utf-8") + BESIDE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("school"))


@pytest.fixture(scope="module")
def too_early(command, folder: Path):
    """The first run of all: nobody has run the study of the teachers."""
    return command("run", "parents_study.yaml", "--format", "html", cwd=folder)


@pytest.fixture(scope="module")
def parents(command, folder: Path, too_early) -> Path:
    """The released folder of the parents, run after the teachers."""
    for study in ("teachers", "parents"):
        done = command("run", f"{study}_study.yaml", cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder / "build" / "parents" / "2025"


def test_without_the_other_results_nothing_is_computed_and_the_command_is_told(
    too_early, folder: Path
) -> None:
    assert too_early.returncode == 1
    assert 'parents_study.yaml:7: the results of "teachers" are not there' in too_early.stderr
    assert "monitor run teachers_study.yaml --wave 2023" in too_early.stderr
    assert "taken in" not in too_early.stderr


def test_the_page_tells_both_sides_with_their_own_base_and_year(parents: Path) -> None:
    page = (parents / "reports" / "inspectorate" / "report.html").read_text(encoding="utf-8")
    text = " ".join(page.split())
    assert "Twee kanten van hetzelfde onderwerp" in text
    assert "Van de ouders zegt 25% dat de brieven duidelijk zijn (2025, 16 van de 64)." in text
    assert "Van de leraren zegt 75% dat ouders de brieven begrijpen (2023, 24 van de 32)." in text
    assert "% van de leraren" in text
    assert "Naast de eigen cijfers staan cijfers uit een ander onderzoek" in text


def test_the_manifest_names_what_was_read_of_the_other_survey(parents: Path, folder: Path) -> None:
    inputs = json.loads((parents / "manifest.json").read_text(encoding="utf-8"))["inputs"]
    results = folder / "build" / "teachers" / "2023" / "results"
    for path in (
        *(results / name for name in ("estimates.csv", "changes.csv", "method.json")),
        folder / "teachers.yaml",
    ):
        assert inputs[f"teachers/{path.name}"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_no_figure_of_the_other_survey_is_in_the_released_set(parents: Path) -> None:
    estimates = (parents / "results" / "estimates.csv").read_text(encoding="utf-8")
    assert {line.split(",")[0] for line in estimates.splitlines()[1:]} == {"parents"}


@pytest.mark.slow
def test_another_process_with_named_results_gives_the_same_bytes(
    process, parents: Path, folder: Path
) -> None:
    before = {path.relative_to(parents): path.read_bytes() for path in parents.rglob("*") if path.is_file()}
    done = process(
        "run", "parents_study.yaml", "--out", "again",
        "--companion", "teachers=build/teachers/2023/results", cwd=folder, PYTHONHASHSEED="2", TZ="America/Caracas",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    again = folder / "again" / "parents" / "2025"
    assert {
        path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()
    } == before


def test_a_companion_that_the_study_does_not_have_names_the_nearest(
    command, parents: Path, folder: Path
) -> None:
    done = command("run", "parents_study.yaml", "--companion", "teacher=build", cwd=folder)
    assert done.returncode == 1
    assert 'this study has no companion "teacher"; expected teachers. Did you mean "teachers"?' in done.stderr
    assert command("run", "parents_study.yaml", "--companion", "teachers", cwd=folder).returncode == 2


def test_variables_of_the_other_survey_are_listed(command, parents: Path, folder: Path) -> None:
    done = command("variables", "parents_study.yaml", "companion teachers clear", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (
        "companion.teachers.clear.agree.all.now.pct  =  75%  (teachers: results/estimates.csv" in done.stdout
    )
