"""The files of a study, written whole, and put back as they were where the check of them fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from monitor.errors import IntakeError

Check = Callable[[Path], tuple[str, ...]]
"""Looks at a study file that has been written, and says what there is to say; raises where the study cannot be used."""


def unchecked(study: Path) -> tuple[str, ...]:
    """Nobody looks at the study that was written."""
    return ()


def refuse_existing(paths: Iterable[Path], code: str = "exchange.there_already") -> None:
    """**Raises** IntakeError of a code for a file that is there: nothing is overwritten."""
    for path in paths:
        if path.exists():
            raise IntakeError(code, where=path)


def written(changed: Mapping[Path, str | Path], study: Path, check: Check) -> tuple[str, ...]:
    """Write files by their place and check the study; returns what the check says.

    A path in place of a text is a file that is copied with its rights. New files come first, so that what is named is
    there. **Raises** what `check` raises, once every file is as it was before.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in changed}
    folders = [folder for path in changed for folder in _missing(path.parent)]
    try:
        for path, content in sorted(changed.items(), key=lambda one: before[one[0]] is not None):
            _write(path, content)
        return check(study)
    except BaseException:
        _put_back(before, folders)
        raise


def _write(path: Path, content: str | Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    if isinstance(content, Path):
        shutil.copy(content, beside)
    else:
        beside.write_text(content, encoding="utf-8", newline="\n")
    beside.replace(path)


def _missing(folder: Path) -> list[Path]:
    """Folders that have to be made, the innermost first."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


def _put_back(before: Mapping[Path, bytes | None], folders: Iterable[Path]) -> None:
    for path, content in before.items():
        path.with_name(f".{path.name}.new").unlink(missing_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
    for folder in sorted(set(folders), key=lambda one: -len(one.parts)):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
