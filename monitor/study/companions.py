"""Another survey that stands beside this one, and the figures of both that are set side by side.

Two surveys are never one sample: each side keeps its own respondents, wave, base and unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from monitor.study.fields import File, Identifier, LeftOut, Text, Words, declared, declared_by_name

if TYPE_CHECKING:
    from monitor.study.study import Study


@declared
class CompanionEntry:
    """Another survey: its study file, and where its results are."""

    study: File
    """The study file of the other survey."""
    results: File | None = None
    """Folder of its released set; where this is left out, that is where a run leaves it."""
    wave: Text | None = None
    """Wave that is shown, where that is not its latest."""


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

    def wave_in(self, study: Study) -> str:
        """The latest wave of its survey that asked it, "" where none did."""
        asked = study.questionnaire.items[self.item].asked
        return next((wave.id for wave in reversed(study.waves) if wave.id in asked), "")


@declared
class Row:
    """What this survey and another asked about the same thing."""

    id: Identifier
    """Name of the row."""
    title: Text
    """What both were asked about."""
    theme: Annotated[Identifier, LeftOut()]
    """Theme under which it is reported; that of the own item where this is left out."""
    companion: Identifier
    """Name of the other survey, under `companions`."""


@declared_by_name
class SideBySideEntry(Row):
    """A row as a study file says it."""

    own: Text
    """Item and answer of this survey: item.category, item.net or item.mean."""
    own_text: Words = ""
    """What the own respondents say by that answer; ends the sentence "48% says that ..."."""
    other: Text
    """The same of the other survey."""
    other_text: Words = ""
    """What the other respondents say by theirs."""


@dataclass(frozen=True)
class SideBySide(Row):
    """One row, with the figures of both sides looked up."""

    own: Side
    other: Side
    line: int | None = field(default=None, compare=False)
