"""What comes with the program: templates, questionnaires, demonstrations; what of an installation is gone, and how it is mended.

They stand beside the package in a checkout, and inside it in an installed wheel; both from the same source.
Nothing here needs a package: it speaks when one is missing.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from monitor.errors import MonitorError

PACKAGE = Path(__file__).resolve().parent
INSTALLED = "package_data"  # the folder inside the wheel; pyproject.toml fills it
NAME = "bijstandsmonitor"
LOCK = "requirements.lock"


def shipped(folder: str, holds: str) -> Path:
    """A top-level folder of the project by its name; `holds` is a file or folder that must stand in it.

    **Raises** MonitorError that names what is missing and the command that mends the installation.
    """
    for place in (PACKAGE / INSTALLED, PACKAGE.parent):
        if (place / folder / holds).exists():
            return place / folder
    raise incomplete(f"{folder}/{holds}")


def incomplete(part: str, is_package: bool = False) -> MonitorError:
    """That a part of the installation is gone, with the command that puts it back."""
    from monitor.errors import MonitorError  # these can be what is gone, and then `mending` is still asked

    return MonitorError("errors.missing_from_installation", part=part, command=mending(part, is_package))


def is_checkout() -> bool:
    """Whether the program runs from a checkout, where its folders may be written to."""
    return (PACKAGE.parent / "pyproject.toml").is_file() and not (PACKAGE / INSTALLED).is_dir()


def missing_part(failure: BaseException) -> str | None:
    """What of the installation is gone, where that is why something failed: a package, or a file of the program itself."""
    if isinstance(failure, ImportError):
        name = failure.name or ""
        return (
            name.replace(".", "/") if name.split(".")[0] == "monitor" else name.split(".")[0] or str(failure)
        )
    file = failure.filename if isinstance(failure, OSError) else None
    return part_at(file) if isinstance(file, str) else None


def part_at(place: str) -> str | None:
    """A file of the program itself by its path, where it is gone; None for every other file."""
    path = Path(place)
    if "\0" in place or not path.is_relative_to(PACKAGE) or path.exists():
        return None
    return path.relative_to(PACKAGE.parent).as_posix()


def absent_files() -> list[str]:
    """The files that an installed wheel brought and that are there no longer; none for a checkout."""
    installed = _installed()
    return [
        file.as_posix()
        for file in (installed and installed.files) or ()
        if file.parts[0] == PACKAGE.name and file.suffix != ".pyc" and not Path(str(file.locate())).exists()
    ]


def mending(part: str, is_package: bool = False) -> str:
    """The command that puts a part of the installation back, by what installed the program; `is_package`: one it needs."""
    python = _quoted(sys.executable)
    if is_checkout():
        lock = _quoted(str(PACKAGE.parent / LOCK))
        return f"{python} -m pip install --force-reinstall -r {lock}" if is_package else f"git restore {part}"
    where = Path(sys.prefix).parts
    if "pipx" in where:
        return f"pipx reinstall {NAME}"
    if "uv" in where and "tools" in where:
        return f"uv tool install --reinstall {_source()}"
    installed = _installed()
    if installed and (installed.read_text("INSTALLER") or "").strip() == "uv":
        return f"uv pip install --python {python} --reinstall {_source()}"
    pip = f"{python} -m pip" if find_spec("pip") else f"pip --python {python}"
    alone = "" if is_package else "--no-deps "
    return f"{pip} install --force-reinstall {alone}{_source()}"


def _installed() -> Distribution | None:
    try:
        return distribution(NAME)
    except PackageNotFoundError:
        return None


def _source() -> str:
    """Where the program was installed from: the wheel or folder that the installer noted, else its name on an index."""
    installed = _installed()
    noted = json.loads((installed and installed.read_text("direct_url.json")) or "{}")
    url = noted.get("url", "")
    if url.startswith("file:"):
        return _quoted(url2pathname(unquote(urlsplit(url).path)))
    if "vcs_info" in noted:
        return f"{noted['vcs_info']['vcs']}+{url}"
    return url or NAME


def _quoted(path: str) -> str:
    """A path as a shell takes it; PowerShell calls what is quoted with &."""
    if " " not in path:
        return path
    return f'& "{path}"' if os.name == "nt" and path == sys.executable else f'"{path}"'
