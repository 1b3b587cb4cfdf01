"""Truth: what a script and a person expect of a command line: one JSON object, silence, the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import COMMANDS, app, main
from monitor.commands import screen
from monitor.commands.ending import Stopped, exit_code_of

CHECKED = "tests/cases/inputs/17-excel-mess/study.yaml"


def spoken_by(repository: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        cwd=repository, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", [command.__name__.replace("_", "-") for command in COMMANDS])
def test_every_command_can_be_quiet_and_speak_json(name: str) -> None:
    said = CliRunner().invoke(app, [name, "--help"]).output
    assert "--quiet" in said
    assert "--json" in said


def test_a_failure_is_one_json_object_and_exit_code_1(repository: Path, tmp_path: Path) -> None:
    done = spoken_by(repository, "check", str(tmp_path / "weg.yaml"), "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["ok"], said["command"], done.stderr) == (1, False, "check", "")
    assert said["error"]["where"].endswith("weg.yaml")
    assert said["error"]["what"] in said["error"]["message"]
    assert said["error"]["hint"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("run",), "usage.missing_argument"),
        (("nergens",), "usage.no_such_command"),
        (("run", "a", "--formaat", "pdf"), "usage.no_such_option"),
        (("run", "a", "--format", "odt"), "usage.invalid_value"),
    ],
)
def test_wrong_usage_is_one_json_object_and_exit_code_2(
    typed: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["monitor", *typed, "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    said = json.loads(printed.out)
    assert (ended.value.code, said["ok"], said["command"], printed.err) == (2, False, typed[0], "")
    assert (said["error"]["code"], said["error"]["message"]) == (code, said["error"]["what"])


def test_a_fault_and_a_stop_are_json_objects_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    screen.use("next-wave", quiet=False, as_json=True)
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 / 0
    fault = caught.value
    for failure, code, exit_code in ((fault, "errors.fault", 1), (Stopped(), "errors.stopped", 130)):
        assert exit_code_of(failure) == exit_code
        said = json.loads(capsys.readouterr().out)
        assert (said["command"], said["error"]["code"]) == ("next-wave", code)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_sign_that_an_encoding_lacks_is_no_fault(encoding: str, repository: Path, tmp_path: Path) -> None:
    """A console of Windows writes cp1252, and a script reads what comes out."""
    name = "één 漢 − .yaml"
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "check", name, "--json"],
        cwd=repository, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False,
    )  # fmt: skip
    said = json.loads(done.stdout.decode(encoding))
    assert (done.returncode, said["error"]["where"]) == (1, name)


def test_what_goes_into_a_file_is_utf8_whatever_the_locale(repository: Path) -> None:
    latin = "import sys; sys.stdout.reconfigure(encoding='cp1252'); from monitor.start import main; main()"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    done = subprocess.run(
        [sys.executable, "-c", latin, "check", "--help"],
        cwd=repository, env={**kept, "MONITOR_LANG": "nl"}, capture_output=True, check=False,
    )  # fmt: skip
    assert "één JSON-object" in done.stdout.decode("utf-8")


def test_a_reader_that_stops_reading_is_no_fault(repository: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "schema"],
        cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as asked:  # fmt: skip
        assert asked.stdout is not None
        asked.stdout.close()
        assert asked.stderr is not None
        assert asked.stderr.read() == ""


@pytest.mark.ci
def test_a_check_tells_its_stages_as_json(repository: Path, tmp_path: Path) -> None:
    done = spoken_by(repository, "check", CHECKED, "--out", str(tmp_path / "build"), "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["ok"], done.stderr) == (0, True, "")
    assert [stage["stage"] for stage in said["stages"]][:2] == ["declared", "taken in"]
    assert said["lines"]


@pytest.mark.ci
def test_quiet_silences_what_was_done_and_not_what_was_asked_for(repository: Path, tmp_path: Path) -> None:
    checked = spoken_by(repository, "check", CHECKED, "--out", str(tmp_path / "build"), "--quiet")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    asked = spoken_by(repository, "schema", "study", "--quiet")
    assert asked.stdout.startswith("{")


def test_the_program_alone_tells_five_commands_that_exist() -> None:
    said = CliRunner().invoke(app, []).output
    told = [line.split()[1] for line in said.splitlines() if line.startswith("  monitor ")]
    assert len(told) == 5
    assert set(told) <= {command.__name__ for command in COMMANDS}


@pytest.mark.parametrize(
    "environment", [{"LANG": "xx_YY.klingon"}, {"LC_ALL": "C"}, {"MONITOR_LANG": "tlh", "LANG": ""}]
)
def test_a_locale_that_nobody_knows_gives_english(
    repository: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    plain = {"MONITOR_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}
    done = spoken_by(repository, "check", str(tmp_path / "weg.yaml"), **{**plain, **environment})
    assert (done.returncode, done.stderr.split(":")[0]) == (1, "Error")
    assert "this file does not exist" in done.stderr


def test_no_color_and_a_file_give_plain_lines(repository: Path, tmp_path: Path) -> None:
    done = spoken_by(repository, "check", str(tmp_path / "weg.yaml"), NO_COLOR="1", FORCE_COLOR="")
    assert "\x1b" not in done.stderr + done.stdout
