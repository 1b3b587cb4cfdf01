"""What comes with the program besides code: templates, questionnaires, demonstrations.

They stand beside the package in a checkout, and inside it in an installed wheel; both from the same source.
"""

from __future__ import annotations

from pathlib import Path

from monitor.errors import MonitorError

PACKAGE = Path(__file__).resolve().parent
INSTALLED = "package_data"  # the folder inside the wheel; pyproject.toml fills it
AGAIN = "pip install --force-reinstall --no-deps bijstandsmonitor"


def shipped(folder: str, holds: str) -> Path:
    """A top-level folder of the project by its name; `holds` is a file or folder that must stand in it.

    **Raises** MonitorError that names what is missing and the command that mends the installation.
    """
    for place in (PACKAGE / INSTALLED, PACKAGE.parent):
        if (place / folder / holds).exists():
            return place / folder
    raise MonitorError("errors.missing_from_installation", folder=folder, holds=holds, command=AGAIN)


def is_checkout() -> bool:
    """Whether the program runs from a checkout, where its folders may be written to."""
    return not (PACKAGE / INSTALLED).is_dir()
