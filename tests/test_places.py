"""Truth: what a system has besides files and folders, made for real; and what stands on the disk afterwards."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.errors import IntakeError
from monitor.input_files import read_bytes, read_text, size_of
from monitor.output_places import check_places
from monitor.outputs import OutputError, disk_error, staged

MOST = 1000
NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "a pipe or a device"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "a pipe or a device"),
    "terminal": (lambda path: path.symlink_to("/dev/tty"), "a pipe or a device"),
    "link to itself": (lambda path: path.symlink_to(path), "leads back to itself"),
    "large": (lambda path: path.write_bytes(b"x" * 1001), "too large.*1,001 bytes.*at most 1,000"),
}


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_refused_before_it_is_opened(tmp_path: Path, kind: str) -> None:
    make, says = NO_FILES[kind]
    make(tmp_path / "antwoorden.csv")
    for read in (size_of, read_bytes, read_text):
        with pytest.raises(IntakeError, match=says):
            read(tmp_path / "antwoorden.csv", IntakeError, MOST)


def test_a_socket_and_a_name_that_no_file_can_have_are_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
        with pytest.raises(IntakeError, match="a pipe or a device"):
            size_of(Path("s"), IntakeError, MOST)
    for name in ("x" * 300, "x/" * 3000, "a\x00b"):
        with pytest.raises(IntakeError, match="no file can have this name") as refused:
            size_of(tmp_path / name, IntakeError, MOST)
        assert len(str(refused.value)) < 500
        assert "\x00" not in str(refused.value)


def test_a_file_is_read_as_far_as_it_said_it_went(tmp_path: Path) -> None:
    """Files of the system that say they are empty are, whatever they would give."""
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa\r\nb")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert read_text(tmp_path / "link", IntakeError, MOST) == "a\nb"
    assert read_bytes(Path("/proc/self/environ"), IntakeError, MOST) == b""
    with pytest.raises(IsADirectoryError):
        size_of(tmp_path, IntakeError, MOST)
    with pytest.raises(FileNotFoundError):
        size_of(tmp_path / "none", IntakeError, MOST)


def _places(out: Path, confidential: Path, *inputs: Path, policy: Path | None = None) -> None:
    targets = [root / "study" / "2025" for root in (out, confidential)]
    check_places({"--out": out, "--confidential": confidential}, targets, inputs, policy)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("out", "confidential", "says"),
    [
        ("o", "o/secret", "--confidential lies inside --out"),
        ("c/public", "c", "--out lies inside --confidential"),
        ("c/x/../y", "c", "--out lies inside --confidential"),
        ("o", "o", "are one folder"),
        ("o", "x/../o", "are one folder"),
        ("real", "link/inner", "--confidential lies inside --out"),
        ("link", "c", "this is a link"),
        ("o", "link", "this is a link"),
        ("loop", "c", "this is a link|no folder can be made"),
        ("loop/x", "c", "no folder can be made"),
        ("file", "c", "a file stands where a folder should be"),
        ("x" * 300, "c", "no folder can be made"),
        (".", "c", "--out is the current folder"),
        ("real/..", "c", "--out is the current folder|--confidential lies inside --out"),
        ("o", ".", "--confidential is the current folder"),
        ("/", "c", "--out is the current folder"),
    ],
)
def test_folders_that_are_not_apart_are_refused(
    here: Path, monkeypatch, out: str, confidential: str, says: str
) -> None:
    monkeypatch.chdir(here)
    with pytest.raises(OutputError, match=says):
        _places(Path(out), Path(confidential))
    with pytest.raises(OutputError, match=says):
        _places(here / out, here / confidential)


@pytest.mark.parametrize("made", ["o/study", "o/study/2025", "c/study", "c/study/2025"])
def test_a_folder_of_a_wave_that_is_a_link_or_file_is_refused(here: Path, made: str) -> None:
    (here / made).parent.mkdir(parents=True)
    (here / made).symlink_to(here / "real")
    with pytest.raises(OutputError, match="this is a link"):
        _places(here / "o", here / "c")
    (here / made).unlink()
    (here / made).write_text("")
    with pytest.raises(OutputError, match="a file stands where a folder should be"):
        _places(here / "o", here / "c")


def test_a_policy_stands_outside_and_is_no_link(here: Path) -> None:
    for inside in ("o/policy.yaml", "c/study/policy.yaml"):
        with pytest.raises(OutputError, match="--policy lies inside"):
            _places(here / "o", here / "c", policy=here / inside)
    (here / "policy.yaml").symlink_to(here / "file")
    with pytest.raises(OutputError, match="this is a link"):
        _places(here / "o", here / "c", policy=here / "policy.yaml")
    _places(here / "o", here / "c", policy=here / "file")


def test_a_folder_that_holds_the_study_is_not_replaced(here: Path) -> None:
    study = here / "o" / "study" / "2025" / "study.yaml"
    study.parent.mkdir(parents=True)
    study.write_text("")
    with pytest.raises(OutputError, match=r"would be replaced, and it holds study.yaml"):
        _places(here / "o", here / "c", study)
    _places(here / "o", here / "c", here / "file", here / "gone")


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_confidential_folders_are_the_owners_from_the_top_whatever_the_umask(
    umask: int, tmp_path: Path
) -> None:
    targets = {
        "public": tmp_path / "o" / "study" / "2025",
        "confidential": tmp_path / "x" / "c" / "study" / "2025",
    }
    with staged(targets, owner_only=("confidential",)) as folders:
        assert _mode(folders["confidential"]) == 0o700
        (folders["confidential"] / "sub").mkdir()
        for name, folder in folders.items():
            (folder / "a.txt").write_text(name)
    for folder in ("x", "x/c", "x/c/study", "x/c/study/2025", "x/c/study/2025/sub"):
        assert _mode(tmp_path / folder) == 0o700
    assert _mode(tmp_path / "x/c/study/2025/a.txt") == 0o600
    assert _mode(tmp_path / "o/study/2025") & 0o700 == 0o700


def test_a_folder_that_was_there_keeps_its_mode_above_the_study(tmp_path: Path) -> None:
    (tmp_path / "c" / "study").mkdir(parents=True)
    (tmp_path / "c").chmod(0o755)
    (tmp_path / "c" / "study").chmod(0o755)
    with staged({"confidential": tmp_path / "c" / "study" / "2025"}, owner_only=("confidential",)):
        pass
    assert (_mode(tmp_path / "c"), _mode(tmp_path / "c" / "study")) == (0o755, 0o700)


def test_a_lock_is_never_a_link_and_a_pipe_does_not_hold_a_run_up(tmp_path: Path) -> None:
    lock = tmp_path / ".2025.lock"
    lock.symlink_to("/dev/zero")
    with pytest.raises(OutputError), staged({"public": tmp_path / "2025"}):
        pass
    assert not (tmp_path / "2025").exists()
    lock.unlink()
    os.mkfifo(lock)
    with staged({"public": tmp_path / "2025"}):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["2025"]


class _FromALibrary(Exception):
    pass


@pytest.mark.parametrize(
    "failure",
    [
        OSError(28, "x"),
        _FromALibrary(OSError(28, os.strerror(28))),
        _FromALibrary("failed to write PDF file (No space left on device (os error 28))"),
    ],
)
def test_a_full_disk_is_told_whoever_noticed_it(tmp_path: Path, failure: Exception) -> None:
    with pytest.raises(OutputError, match="the disk is full"), staged({"public": tmp_path / "2025"}):
        _hiding(failure)


def _hiding(failure: Exception) -> None:
    try:
        raise failure
    except Exception:
        raise IntakeError("response_files.file_is_empty") from None


def test_another_failure_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="this file is empty"), staged({"public": tmp_path / "2025"}):
        raise IntakeError("response_files.file_is_empty")
    assert "disk is full" in str(disk_error(OSError(28, "x"), tmp_path))
