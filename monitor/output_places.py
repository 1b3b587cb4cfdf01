"""Where a run may write: two folders apart from each other, from the study and from the current folder, and no links."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from monitor.input_files import is_file, lies_in, shortened
from monitor.outputs import OutputError


def check_places(
    roots: dict[str, Path], targets: Iterable[Path], inputs: Iterable[Path] = (), policy: Path | None = None
) -> None:
    """Look at the folders of a run before anything is computed.

    `roots` holds the folder of each option that was or could have been given, by option; `targets` the folders of the
    wave under them. **Raises** OutputError for a folder that is a link, a file or the current folder, for one inside the
    other, for a study's file or a policy inside one of them, and for a policy that is a link.
    """
    resolved = {option: _resolved(root, option) for option, root in roots.items()}
    for option, root in roots.items():
        _check_root(root, resolved[option], option)
    _check_apart(resolved)
    for target in targets:
        for folder in (target.parent, target):
            check_folder(folder)
        for path in inputs:
            if is_file(path) and lies_in(path, target):
                raise OutputError("places.holds_the_study", where=shortened(target), file=path.name)
    if policy is not None:
        _check_policy(policy, resolved)


def _resolved(path: Path, option: str) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a link to itself, a name that no file can have
        raise OutputError("places.no_folder", where=shortened(path), option=option) from None


def _check_root(root: Path, resolved: Path, option: str) -> None:
    check_folder(root, option)
    if resolved == Path.cwd() or resolved == Path(resolved.anchor):
        raise OutputError("places.current_folder", where=shortened(root), option=option)


def check_folder(folder: Path, option: str = "") -> None:
    """**Raises** OutputError for a folder to write into that is a link or a file."""
    try:
        if folder.is_symlink():
            raise OutputError("places.link", where=shortened(folder), option=option or None)
        if folder.exists() and not folder.is_dir():
            raise OutputError("places.file", where=shortened(folder), option=option or None)
    except (OSError, ValueError):
        raise OutputError("places.no_folder", where=shortened(folder), option=option) from None


def _check_apart(resolved: dict[str, Path]) -> None:
    for option, folder in resolved.items():
        for other, outer in resolved.items():
            if option < other and folder == outer:
                raise OutputError("places.same", where=shortened(folder), one=option, other=other)
            if option != other and folder != outer and folder.is_relative_to(outer):
                raise OutputError("places.inside", where=shortened(folder), one=option, other=other)


def _check_policy(policy: Path, resolved: dict[str, Path]) -> None:
    if policy.is_symlink():
        raise OutputError("places.link", where=shortened(policy), option="--policy")
    for option, outer in resolved.items():
        if lies_in(policy, outer):
            raise OutputError("places.inside", where=shortened(policy), one="--policy", other=option)
