"""The study file that goes with results, where somebody names only the results."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.commands.demonstration import demonstration_studies
from monitor.errors import MonitorError, ReleaseError
from monitor.outputs import home_of_run

if TYPE_CHECKING:
    from monitor.study.organisation_policy import OrganisationPolicy
    from monitor.study.study import Study

DEEPEST, MOST_FOLDERS = 6, 20_000
PASSED_OVER = ("project", "node_modules")
STUDY_FILE = re.compile(r"study.*\.yaml")


def read_under(path: Path, policy: OrganisationPolicy | None) -> Study:
    """A study, under the policy where that names it."""
    from monitor.study.study_reader import named_by, read_study

    return read_study(path, policy if policy and named_by(policy, path) else None)


def study_called(name: str, policy: OrganisationPolicy | None = None, results: Path | None = None) -> Study:
    """The declaration of a study: below the current folder, beside the folder that holds `results`, or shipped.

    Of several files the one that those results were made with counts, by the hash in their manifest.
    **Raises** ReleaseError where there is none.
    """
    found = [path for folder in _folders(results) for path in _files_of(name, folder)]
    if not found:
        raise ReleaseError("program.study_file_of_was_not_found", name=name)
    hashes = _hashes(results)
    return read_under(next((path for path in found if _is_of(path, hashes)), found[0]), policy)


def _folders(results: Path | None) -> Iterator[Path]:
    yield Path.cwd()
    if results is not None:
        wave = home_of_run(results).resolve()
        holding = wave.parents[2:4]  # what holds the output folder, and what holds that
        yield from (folder for folder in holding if folder != Path(folder.anchor))
    yield demonstration_studies()


def _files_of(name: str, folder: Path) -> Iterator[Path]:
    wanted = re.compile(rf"^study:\s*{re.escape(name)}\s*$", re.MULTILINE)
    for path in _study_files(folder):
        try:
            if path.is_file() and wanted.search(path.read_text(encoding="utf-8", errors="replace")):
                yield path
        except OSError:  # not for us, or gone by now
            continue


def _study_files(folder: Path) -> Iterator[Path]:
    for place, (here, folders, files) in enumerate(os.walk(folder)):
        if place == MOST_FOLDERS:
            return
        deep = len(Path(here).relative_to(folder).parts) >= DEEPEST
        folders[:] = (
            [] if deep else sorted(one for one in folders if one not in PASSED_OVER and one[0] != ".")
        )
        yield from (Path(here) / name for name in sorted(files) if STUDY_FILE.fullmatch(name))


def _hashes(results: Path | None) -> dict[str, str]:
    from monitor.outputs import read_manifest

    try:
        return dict(read_manifest(home_of_run(results)).get("inputs", {})) if results is not None else {}
    except MonitorError:
        return {}


def _is_of(path: Path, hashes: dict[str, str]) -> bool:
    from monitor.outputs import file_hash

    return path.name in hashes and file_hash(path) == hashes[path.name]
