"""Truth: an installation of which a package or a file is gone, as a Python that cannot import or open it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from monitor import shipped
from monitor.commands import ending, screen
from monitor.commands.ending import exit_code_of
from monitor.errors import DeclarationError, MonitorError
from monitor.study.declarations import read_declaration

STUDY = "tests/cases/inputs/17-excel-mess/study.yaml"
WITHOUT = """
import sys
for name in {gone!r}:
    sys.modules[name] = None
sys.argv = ["monitor", *{arguments!r}]
from monitor.start import main
main()
"""
NO_MESSAGES = """
import pathlib, sys
import monitor.messages.catalogue as catalogue
catalogue.FOLDER = catalogue.FOLDER / "gone"
sys.argv = ["monitor", "check", "a.yaml"]
from monitor.start import main
main()
"""


def ran(repository: Path, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("package", ["typer", "ruamel", "pydantic", "phonenumbers", "monitor.messages"])
def test_a_package_that_is_gone_is_named_with_the_command_that_mends_it(
    package: str, repository: Path, tmp_path: Path
) -> None:
    arguments = ["check", STUDY, "--out", str(tmp_path / "build")]
    done = ran(repository, WITHOUT.format(gone=[package], arguments=arguments))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    part = package.replace(".", "/")
    assert part in done.stderr
    assert shipped.mending(part, is_package="/" not in part) in done.stderr


def test_a_package_that_only_the_reader_of_a_file_needs_is_named(repository: Path, tmp_path: Path) -> None:
    """That reader works in a process of its own."""
    package = tmp_path / "hidden" / "python_calamine.py"
    package.parent.mkdir()
    package.write_text("raise ModuleNotFoundError('gone', name='python_calamine')", encoding="utf-8")
    program = f"import os; os.environ['PYTHONPATH'] = {str(package.parent)!r}\n"
    arguments = ["check", STUDY, "--out", str(tmp_path / "build"), "--json"]
    done = ran(repository, program + WITHOUT.format(gone=[], arguments=arguments))
    said = json.loads(done.stdout)["error"]
    assert said["code"] == "errors.missing_from_installation"
    assert "python_calamine" in said["what"]


def test_a_file_of_the_program_that_is_gone_is_no_wrong_file_of_the_user(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone = shipped.PACKAGE / "study" / "gone.yaml"
    with pytest.raises(MonitorError) as caught:
        read_declaration(gone)
    screen.use("run", quiet=False, as_json=True)
    assert exit_code_of(caught.value) == 1
    said = json.loads(capsys.readouterr().out)["error"]
    assert said["code"] == "errors.missing_from_installation"
    assert said["what"].startswith("monitor/study/gone.yaml ")


@pytest.mark.parametrize(("gone", "told"), [(["monitor/a.yaml"], "monitor/a.yaml "), (["a", "b"], "2 ")])
def test_any_other_failure_says_that_files_are_gone(
    gone: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONITOR_LANG", "en")
    monkeypatch.setattr(ending, "absent_files", lambda: gone)
    screen.use("run", quiet=False, as_json=False)
    assert exit_code_of(DeclarationError("declared.is_no_yaml_at_all", where="study.yaml")) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines][0] == "Error"
    assert lines[1].startswith(told)


def test_messages_that_are_gone_are_told_in_both_languages(repository: Path) -> None:
    done = ran(repository, NO_MESSAGES)
    assert done.returncode == 1
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == ["Fout", "Error"]
    assert "git restore monitor/messages" in done.stderr


@pytest.mark.parametrize(
    ("prefix", "installer", "source", "command"),
    [
        ("/srv/a/.local/pipx/venvs/bijstandsmonitor", "pip", "{}", "pipx reinstall bijstandsmonitor"),
        ("/srv/a/.local/share/uv/tools/bijstandsmonitor", "uv", '{"url": "file:///d/b.whl"}',
         "uv tool install --reinstall /d/b.whl"),
        ("/srv/venv", "uv", "{}", f"uv pip install --python {sys.executable} --reinstall bijstandsmonitor"),
        ("/srv/venv", "pip", '{"url": "file:///d%20e/b.whl"}',
         f'{sys.executable} -m pip install --force-reinstall "/d e/b.whl"'),
        ("/srv/venv", "pip", '{"url": "https://x.nl/b", "vcs_info": {"vcs": "git", "commit_id": "c"}}',
         f"{sys.executable} -m pip install --force-reinstall git+https://x.nl/b"),
    ],
)  # fmt: skip
def test_the_command_is_that_of_what_installed_the_program(
    prefix: str, installer: str, source: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Noted(Distribution):
        def read_text(self, filename: str) -> str | None:
            return {"INSTALLER": f"{installer}\n", "direct_url.json": source}.get(filename)

        def locate_file(self, path: object) -> Path:
            raise NotImplementedError

    monkeypatch.setattr(shipped, "_installed", Noted)
    monkeypatch.setattr(shipped, "is_checkout", lambda: False)
    monkeypatch.setattr(shipped, "find_spec", lambda name: name)
    monkeypatch.setattr(sys, "prefix", prefix)
    assert shipped.mending("pandas", is_package=True) == command
