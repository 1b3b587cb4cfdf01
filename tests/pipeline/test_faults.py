"""Truth: the bytes of the previous output after a run was killed, starved of disk or refused.

The study has one closed question and runs in about two seconds; each fault is done for real.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.ci

QUESTIONNAIRE = """\
survey: klein
title: Kleine vragenlijst
respondents: {singular: klant, plural: klanten}
waves: ["2025"]
themes: {werk: Werk}
scales:
  eens: {kind: likert, categories: {a: eens, n: neutraal, d: oneens}}
questions:
  - {id: clear, nr: "1", scale: eens, theme: werk, text: "De brief is duidelijk"}
"""
STUDY = """\
study: klein
title: Kleine studie
published: 2025-11-01
questionnaire: questionnaire.yaml
waves: {"2025": {responses: antwoorden.csv}}
reports: [inspectorate]
"""
STAGES = ("taken in", "published")
KILLS = 100
OTHER_STAGES = ("declared", "weighted", "estimated", "compared", "released", "checked", "written")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("klein")
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    rows = [f"R{number:03d},{'and'[number % 3]}" for number in range(40)]
    (folder / "antwoorden.csv").write_text("\n".join(["respondent_id,clear", *rows]) + "\n", encoding="utf-8")
    return folder / "study.yaml"


def _arguments(study: Path, out: Path | None = None) -> list[str]:
    return ["run", str(study), "--out", str(out or study.parent / "build"), "--format", "html"]


def _start(process, study: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "monitor", *_arguments(study)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(process.repository)},
    )


def _bytes(study: Path) -> dict[str, bytes]:
    """Everything that a reader of the output would see, public and confidential."""
    return {
        str(path.relative_to(study.parent)): path.read_bytes()
        for folder in ("build", "build-confidential")
        for path in sorted((study.parent / folder / "klein" / "2025").rglob("*"))
        if path.is_file()
    }


def _check_previous_stands_and_rerun_succeeds(command, study: Path, before: dict[str, bytes]) -> None:
    assert _bytes(study) == before
    again = command(*_arguments(study))
    assert again.returncode == 0, again.stderr
    assert _bytes(study) == before
    left = [path.name for path in (study.parent / "build" / "klein").iterdir()]
    assert left == ["2025"]


@pytest.fixture(scope="module")
def previous(command, study: Path) -> dict[str, bytes]:
    done = command(*_arguments(study))
    assert done.returncode == 0, done.stderr
    return _bytes(study)


def _wait_for(run: subprocess.Popen, stage: str) -> None:
    assert run.stderr is not None
    if not any(line.strip().startswith(stage) for line in run.stderr):
        pytest.fail(f"the run never came to the stage {stage}")


@pytest.mark.parametrize(
    "stage", [*STAGES, *(pytest.param(stage, marks=pytest.mark.slow) for stage in OTHER_STAGES)]
)
def test_a_run_killed_at_a_stage_leaves_the_previous_output(
    command, process, study: Path, previous, stage: str
) -> None:
    with _start(process, study) as run:
        _wait_for(run, stage)
        run.send_signal(signal.SIGKILL)
    _check_previous_stands_and_rerun_succeeds(command, study, previous)


@pytest.mark.slow
def test_a_run_killed_at_random_moments_leaves_one_whole_output(
    command, process, study: Path, previous
) -> None:
    """Of two versions of the answers in turn: what stands is all of the one or all of the other."""
    answers = study.with_name("antwoorden.csv")
    one = answers.read_text(encoding="utf-8")
    texts = [one, one.replace(",a\n", ",d\n")]
    answers.write_text(texts[1], encoding="utf-8")
    assert command(*_arguments(study)).returncode == 0
    wholes, stands, changed, moments = [previous, _bytes(study)], 1, 0, random.Random(20240901)
    for number in range(KILLS):
        answers.write_text(texts[1 - stands], encoding="utf-8")
        with _start(process, study) as run:
            if number % 2:  # mostly while the folders are exchanged; else anywhere before
                _wait_for(run, STAGES[-1])
            time.sleep(moments.random() ** 3 if number % 2 else 2 * moments.random())
            run.send_signal(signal.SIGKILL)
        now = wholes.index(_bytes(study))
        changed, stands = changed + (now != stands), now
    assert 0 < changed < KILLS
    answers.write_text(one, encoding="utf-8")
    assert command(*_arguments(study)).returncode == 0
    _check_previous_stands_and_rerun_succeeds(command, study, previous)


def test_a_stopped_run_says_that_nothing_changed(command, process, study: Path, previous) -> None:
    with _start(process, study) as run:
        assert run.stderr is not None
        run.stderr.readline()
        run.send_signal(signal.SIGINT)
        said = run.stderr.read()
    assert run.returncode == 130
    assert "the previous output is untouched" in said
    _check_previous_stands_and_rerun_succeeds(command, study, previous)


def test_two_runs_at_once_leave_one_whole_output(command, process, study: Path, previous) -> None:
    runs = [_start(process, study) for _ in range(2)]
    said = [run.communicate()[1] for run in runs]
    codes = sorted(run.returncode for run in runs)
    assert codes in ([0, 0], [0, 1]), said
    if codes == [0, 1]:
        assert any("another run is writing to this folder" in text for text in said)
    _check_previous_stands_and_rerun_succeeds(command, study, previous)


def _in_small_filesystem(
    process, study: Path, size: str, options: str, *more: str
) -> subprocess.CompletedProcess:
    """Run with OUT on a file system of its own, which goes when the process ends; temporary files stand there too."""
    place = study.parent / "schijf"
    place.mkdir(exist_ok=True)
    script = (
        f'mount -t tmpfs -o size={size} tmpfs "$0" && mkdir -p "$0/build/klein/2025" && echo old > "$0/build/klein/2025/report.txt"'
        f' && mount -o remount,{options} "$0" && shift 0; "$@"; code=$?; cat "$0/build/klein/2025/report.txt"; exit $code'
    )
    call = [sys.executable, "-m", "monitor", "run", str(study), "--out", str(place / "build"), *more]
    return subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", script, str(place), *call],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(process.repository)},
    )


SIZES = ("200k", "1200k")  # of which the project has no room, and a document
OTHER_SIZES = ("16k", "60k", "100k", "400k", "700k", "1000k", "1500k", "1600k")


@pytest.mark.ci
@pytest.mark.parametrize(
    "size", [*SIZES, *(pytest.param(size, marks=pytest.mark.slow) for size in OTHER_SIZES)]
)
def test_a_full_disk_is_said_whatever_is_being_written_and_the_previous_output_stands(
    process, study, size
) -> None:
    done = _in_small_filesystem(process, study, size, "rw", "--confidential", str(study.parent / "apart"))
    assert done.returncode == 1, done.stderr
    assert "the disk is full" in done.stderr
    assert done.stdout.endswith("old\n")


@pytest.mark.ci
@pytest.mark.parametrize("size", ["12k", pytest.param("8k", marks=pytest.mark.slow)])
def test_a_full_disk_below_what_is_confidential_is_said(process, study, size) -> None:
    confidential = str(study.parent / "schijf" / "apart")
    done = _in_small_filesystem(
        process, study, size, "rw", "--confidential", confidential, "--format", "html"
    )
    assert done.returncode == 1, done.stderr
    assert "the disk is full" in done.stderr


@pytest.mark.ci
def test_a_disk_that_cannot_be_written_is_said(process, study) -> None:
    done = _in_small_filesystem(process, study, "4m", "ro", "--confidential", str(study.parent / "apart"))
    assert done.returncode == 1, done.stderr
    assert "cannot be written to" in done.stderr
    assert done.stdout.endswith("old\n")


@pytest.mark.ci
@pytest.mark.parametrize("arguments", [["--help"], ["check", "STUDY", "--json"]])
def test_a_screen_on_a_full_disk_is_no_fault_of_the_program(process, study, arguments) -> None:
    call = [str(study) if one == "STUDY" else one for one in arguments]
    call += ["--out", str(study.parent / "build")] if len(call) > 1 else []
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *call], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(process.repository)},
        )  # fmt: skip
    assert done.returncode == 1
    assert "what there is to say cannot be written" in done.stderr
