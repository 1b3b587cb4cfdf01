"""Where the report templates live."""

from __future__ import annotations

from pathlib import Path

from monitor.shipped import shipped

STACKED_BELOW = (
    22,
    30,
    38,
    46,
    50,
)  # rem: below the first of these that it needs, a table of the page stands in rows;
# the last is the widest that the page gives a table


def templates_root() -> Path:
    """The folder that holds `shared/` and one folder per audience.

    **Raises** MonitorError where the installation carries no templates.
    """
    return shipped("report_templates", "shared")


def shared_root() -> Path:
    """The files that every report shares: theme, styles, Typst and Word templates, filters."""
    return templates_root() / "shared"
