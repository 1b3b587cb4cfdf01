"""Outputs appear whole or not at all: written aside, then exchanged for what was there.

A run writes into a staging folder beside its target. Only when everything is written does the
target change, in one step where the system can exchange two folders. A run that is killed leaves
the previous output as it was; the next run clears what was left behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitor.errors import MonitorError, ReleaseError
from monitor.input_files import read_text
from monitor.messages.catalogue import text

MANIFEST, MOST_MANIFEST = "manifest.json", 100_000_000
RUN_AGAIN, PUT_BACK = "program.run_again", "program.put_back"
OWNER_ONLY, OWNER_FILE = 0o700, 0o600
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_IN_WORDS = tuple(os.strerror(number) for number in _FULL)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_EXCHANGE = 2
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # nor a pipe that waits for a reader
_HERE = -100


class OutputError(MonitorError):
    """The disk refuses, or a folder is not one to write to."""


@contextlib.contextmanager
def staged(targets: dict[str, Path], owner_only: tuple[str, ...] = ()) -> Iterator[dict[str, Path]]:
    """Staging folders for each target; they take the targets' place when the block ends well.

    **Raises** OutputError when another run writes to the same place, or the disk refuses.
    """
    with contextlib.ExitStack() as locks:
        for name, target in targets.items():
            locks.enter_context(_locked(target, name in owner_only))
        folders = {name: _fresh(target, name in owner_only) for name, target in targets.items()}
        try:
            yield folders
            for name, folder in folders.items():
                _flush(folder, name in owner_only)
            for name, folder in folders.items():
                _take_place(folder, targets[name])
        except Exception as failure:
            refusal = _refusal_of_disk(failure)
            if refusal is None:
                raise
            raise disk_error(refusal, *targets.values()) from None
        finally:
            for folder in folders.values():
                shutil.rmtree(folder, ignore_errors=True)


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(folder: Path, facts: dict[str, Any]) -> None:
    """manifest.json: hashes of every file in the folder, with the facts of the run."""
    write_json(folder / MANIFEST, {**facts, "outputs": file_hashes(folder, folder)})


def read_manifest(folder: Path) -> dict[str, Any]:
    """What manifest.json says: the facts of the run, and `outputs` with the hash of every file.

    **Raises** OutputError for a folder without a manifest, and for one that is damaged.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(read_text(path, OutputError, MOST_MANIFEST))
    except FileNotFoundError:
        raise OutputError("program.folder_has_no_manifest", where=path, hint=RUN_AGAIN) from None
    except (OSError, ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("outputs"), dict):
        raise OutputError("program.file_is_no_manifest_of_run", where=path, hint=RUN_AGAIN)
    return manifest


def home_of_run(results: Path) -> Path:
    """The folder of a finished run, which has its manifest, from itself or from its results."""
    return results.parent if results.name == "results" else results


def check_results(home: Path, outputs: Mapping[str, str]) -> None:
    """**Raises** ReleaseError for results in the folder of a run that are not those which its manifest says it left."""
    for name, digest in outputs.items():
        path = home / name
        if not name.startswith("results/"):
            continue
        if not path.is_file():
            raise ReleaseError("program.file_of_run_is_no_longer", where=path, hint=PUT_BACK)
        if file_hash(path) != digest:
            raise ReleaseError("program.file_is_not_as_run_left", where=path, hint=RUN_AGAIN)


def file_hashes(folder: Path, root: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder but the manifest, by its path from `root`."""
    return {
        path.relative_to(root).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def write_json(path: Path, data: Any) -> None:
    """Write data as `json_text` does."""
    path.write_text(json_text(data), encoding="utf-8", newline="\n")


def json_text(data: Any) -> str:
    """JSON with sorted keys, one trailing newline."""
    return f"{json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)}\n"


def write_over(path: Path, data: bytes, option: str) -> None:
    """Give a file its contents, or new ones, whole or not at all. **Raises** OutputError where the disk refuses."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_bytes(data)
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    except OSError as failure:
        raise disk_error(failure, path, option=option) from None
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


def _staging(target: Path) -> Path:
    return target.with_name(f".{target.name}.staging")


def _fresh(target: Path, owner_only: bool) -> Path:
    folder = _staging(target)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        make_folders(folder, owner_only)
    except OSError as failure:
        raise disk_error(failure, target) from None
    return folder


def _refusal_of_disk(failure: Exception) -> OSError | None:
    """What the disk refused, also where a library tells of it in an error of its own; None where it was something else."""
    if isinstance(failure, OSError) and failure.errno in (*_FULL, *_REFUSED, errno.EIO):
        return failure
    link: BaseException | None = failure
    while link is not None:
        if getattr(link, "errno", None) in _FULL or any(text in str(link) for text in _FULL_IN_WORDS):
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        link = link.__cause__ or link.__context__
    return None


def make_folders(folder: Path, owner_only: bool) -> None:
    """Make a folder and all above it that are not there, whatever the umask; those for the owner only from the top."""
    mode = OWNER_ONLY if owner_only else None
    for part in (one for one in (*reversed(folder.parents), folder) if not one.exists()):
        try:
            part.mkdir(mode=mode or 0o777)
        except FileExistsError:
            continue
        part.chmod(mode or part.stat().st_mode | OWNER_ONLY)


def make_home(folder: Path) -> None:
    """Make a folder that everything of a command goes into. **Raises** OutputError where the disk refuses."""
    try:
        make_folders(folder, owner_only=False)
    except OSError as failure:
        raise disk_error(failure, folder) from None


@contextlib.contextmanager
def _locked(target: Path, owner_only: bool) -> Iterator[None]:
    """One run at a time per target; the system drops the lock when a run dies."""
    path = target.with_name(f".{target.name}.lock")
    try:
        make_folders(path.parent, owner_only)
        if owner_only:
            path.parent.chmod(OWNER_ONLY)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, OWNER_FILE)
    except OSError as failure:
        raise disk_error(failure, target) from None
    stream = os.fdopen(descriptor, "r+b", buffering=0)
    with stream:
        if not (_lock(stream.fileno()) and _still_there(path, stream.fileno())):
            raise OutputError("program.another_run_is_writing_to_folder", where=target)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _still_there(path: Path, descriptor: int) -> bool:
    """Whether the locked file is the one others would find: a run that ended removes it."""
    return path.exists() and path.stat().st_ino == os.fstat(descriptor).st_ino


def _flush(folder: Path, owner_only: bool) -> None:
    """Bytes on the disk before the exchange, so that a power cut cannot leave empty files."""
    for path in folder.rglob("*"):
        if owner_only:
            path.chmod(OWNER_ONLY if path.is_dir() else OWNER_FILE)
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _take_place(folder: Path, target: Path) -> None:
    if not target.exists():
        folder.rename(target)
    elif not _exchange(folder, target):
        aside = target.with_name(f".{target.name}.previous")
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
        folder.rename(target)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux); False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def disk_error(failure: OSError, *targets: Path, option: str = "--out") -> OutputError:
    """What the disk refused, for the user; `option` is what names the target on the command line."""
    where = ", ".join(map(str, targets))
    if failure.errno in _FULL:
        return OutputError("program.disk_full", where=where, option=option)
    if failure.errno in _REFUSED:
        return OutputError("program.no_right_to_write", where=where, option=option)
    if failure.errno == errno.EIO:
        return OutputError("program.disk_fails", where=where, option=option)
    code = _PROBLEMS.get(failure.errno or 0)
    problem = text(code) if code else failure.strerror or type(failure).__name__
    return OutputError("program.writing_failed", where=where, option=option, problem=problem)


_PROBLEMS = {
    errno.EISDIR: "program.is_a_directory",
    errno.ENOTDIR: "program.not_a_directory",
    errno.EEXIST: "program.file_exists",
}
