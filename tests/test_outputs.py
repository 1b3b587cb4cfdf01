"""Truth: what stands on the disk after a run was stopped at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor import outputs
from monitor.outputs import OutputError, staged, write_json, write_manifest

SLOW_WRITER = """
import sys, time
from pathlib import Path
from monitor.outputs import staged
target = Path(sys.argv[1])
with staged({"public": target}) as folders:
    (folders["public"] / "report.txt").write_text("half")
    print("writing", flush=True)
    time.sleep(60)
"""


def _write(target: Path, text: str) -> None:
    with staged({"public": target}) as folders:
        (folders["public"] / "report.txt").write_text(text)


def _write_half(target: Path) -> None:
    with staged({"public": target}) as folders:
        (folders["public"] / "report.txt").write_text("half")
        raise ZeroDivisionError


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_a_new_output_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "2022"
    with staged({"public": target}) as folders:
        (folders["public"] / "old.txt").write_text("old")
    _write(target, "new")
    assert _files(target) == ["report.txt"]
    assert _files(tmp_path) == ["2022"]


def test_without_an_exchange_in_one_step_two_renames_do_the_same(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(outputs, "_exchange", lambda one, other: False)
    _write(tmp_path / "2022", "old")
    _write(tmp_path / "2022", "new")
    assert (tmp_path / "2022" / "report.txt").read_text() == "new"
    assert _files(tmp_path) == ["2022"]


def test_a_failing_run_leaves_the_previous_output(tmp_path: Path) -> None:
    target = tmp_path / "2022"
    _write(target, "old")
    with pytest.raises(ZeroDivisionError):
        _write_half(target)
    assert (target / "report.txt").read_text() == "old"
    assert _files(tmp_path) == ["2022"]


def test_a_killed_run_leaves_the_previous_output_and_the_next_run_succeeds(tmp_path: Path) -> None:
    target = tmp_path / "2022"
    _write(target, "old")
    with subprocess.Popen([sys.executable, "-c", SLOW_WRITER, str(target)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"writing\n"
        with pytest.raises(OutputError, match="another run is writing to this folder"):
            _write(target, "second")
        run.send_signal(signal.SIGKILL)
        run.wait()
    assert (target / "report.txt").read_text() == "old"
    _write(target, "new")
    assert (target / "report.txt").read_text() == "new"
    assert _files(tmp_path) == ["2022"]


def test_the_confidential_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    targets = {"public": tmp_path / "a" / "2022", "confidential": tmp_path / "b" / "2022"}
    with staged(targets, owner_only=("confidential",)) as folders:
        (folders["confidential"] / "ledger.json").write_text("{}")
    assert (tmp_path / "b" / "2022").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "b" / "2022" / "ledger.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="writing failed"):
        _write(tmp_path / "file" / "2022", "x")


@pytest.mark.parametrize(
    ("number", "says"), [(28, "the disk is full"), (30, "cannot be written to"), (5, "writing failed")]
)
def test_what_the_disk_refuses_is_said_and_nothing_is_left(tmp_path: Path, number: int, says: str) -> None:
    with pytest.raises(OutputError, match=says), staged({"public": tmp_path / "2022"}):
        raise OSError(number, os.strerror(number))
    assert _files(tmp_path) == []


def test_the_manifest_names_every_file_with_its_hash(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("abc")
    write_manifest(tmp_path, {"study": "x"})
    first = (tmp_path / "manifest.json").read_text()
    assert "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" in first  # SHA-256 of abc
    time.sleep(0.01)
    write_manifest(tmp_path, {"study": "x"})
    assert (tmp_path / "manifest.json").read_text() == first


def test_json_without_a_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "x.json", {"a": float("nan")})
