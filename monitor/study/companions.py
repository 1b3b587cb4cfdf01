"""Another survey that stands beside this one, and the figures of both that are set side by side.

Two surveys are never one sample: each side keeps its own respondents, wave, base and unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitor.study.study import Study


@dataclass(frozen=True)
class CompanionPlan:
    """Another survey as a study file names it: its declaration as it stood at the wave that is shown.

    `results` is the folder of its released set, None where that is where a run leaves it. `line` is that of
    the study file which names it.
    """

    name: str
    study: Study
    results: Path | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Side:
    """One figure of one survey: a category or net, or a mean where there is no category.

    `text` ends the sentence about it: what these respondents say by that answer, or "" for the label.
    """

    item: str
    category: str = ""
    text: str = ""

    @property
    def measure(self) -> str:
        return "share" if self.category else "mean"


@dataclass(frozen=True)
class SideBySide:
    """One row: what this survey and another asked about the same thing."""

    id: str
    title: str
    theme: str
    companion: str
    own: Side
    other: Side
    line: int | None = field(default=None, compare=False)
