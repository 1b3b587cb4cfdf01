"""Where the report templates live: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

from monitor.errors import PublicationError

PACKAGE = Path(__file__).resolve().parents[2]


def templates_root() -> Path:
    """The folder that holds `shared/` and one folder per audience.

    **Raises** PublicationError where the installation carries no templates.
    """
    for folder in (PACKAGE.parent / "report_templates", PACKAGE / "report_templates"):
        if (folder / "shared").is_dir():
            return folder
    raise PublicationError(
        "the folder report_templates is missing from this installation",
        hint="Install the package again, or run from a checkout of the repository",
        code="templates",
    )


def shared_root() -> Path:
    """The files that every report shares: theme, styles, Typst and Word templates, filters."""
    return templates_root() / "shared"
