"""The released set of the survey that a study is held against: a folder or a zip, as its run left it."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from os.path import normpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from monitor.errors import MonitorError
from monitor.input_files import is_file, is_folder
from monitor.messages.catalogue import text
from monitor.outputs import MANIFEST, check_results, home_of_run, read_manifest
from monitor.stages.options import Tell
from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.reference_summary import Reference
    from monitor.release.results.released_set import ReleasedSet

RESULTS = "results"
MOST_UNPACKED = 2_000_000_000  # bytes of one file
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def read_reference(study: Study, tell: Tell) -> Reference | None:
    """What another survey released, as far as the study is held against it; None where it is held against none.

    **Raises** ReleaseError for a reference that is not there, was changed since its run, is of another version or does not fit
    (see `reference_of`), before anything is computed.
    """
    if study.reference is None:
        return None
    from monitor.release.door.benchmark_figures import reference_figures
    from monitor.release.results.reference import reference_of

    shown = {one.item: (one.category, one.measure) for one in reference_figures(study)}
    with tempfile.TemporaryDirectory(prefix="monitor-") as work:
        reference = reference_of(_released(study, Path(work)), study, shown)
    tell("beside", text("run.reference", title=reference.title, wave=reference.label))
    return reference


def _released(study: Study, work: Path) -> ReleasedSet:
    from monitor.release.results.reference import fail
    from monitor.release.results.released_set import read_results

    assert study.reference is not None
    path = Path(normpath(study.reference.reference))
    if not (is_folder(path) or is_file(path)):
        raise fail(study, "release.reference_is_not_there", got=path)
    home = home_of_run(path) if is_folder(path) else _unpacked(path, work, study)
    if not is_folder(home / RESULTS) or not is_file(home / MANIFEST):
        raise fail(study, "release.reference_is_no_run", got=path)
    try:
        check_results(home, read_manifest(home)["outputs"])
        return read_results(home / RESULTS)
    except MonitorError as failure:
        raise fail(study, "release.reference_cannot_be_used", failure=failure) from None


def _unpacked(path: Path, work: Path, study: Study) -> Path:
    """What a zip holds of a run, in a folder of its own; nothing of it is written anywhere else.

    **Raises** ReleaseError for a file that is no zip of a run.
    """
    from monitor.release.results.reference import fail

    try:
        with zipfile.ZipFile(path) as archive:
            found = [part for part in archive.infolist() if PurePosixPath(part.filename).name == MANIFEST]
            if not found:
                raise fail(study, "release.reference_is_no_run", got=path)
            top = PurePosixPath(min(found, key=lambda part: len(part.filename)).filename).parent
            for part in archive.infolist():
                name = PurePosixPath(part.filename)
                if name.parent in (top, top / RESULTS) and not part.is_dir():
                    _unpack(archive, part, work / Path(*name.relative_to(top).parts), study)
    except UNREADABLE:
        raise fail(study, "release.reference_is_no_zip", got=path.name) from None
    return work


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path, study: Study) -> None:
    from monitor.release.results.reference import fail

    if part.file_size > MOST_UNPACKED:
        raise fail(study, "release.reference_is_too_large", got=part.filename)
    target.parent.mkdir(exist_ok=True)
    with archive.open(part) as packed, target.open("wb") as file:
        shutil.copyfileobj(packed, file)
