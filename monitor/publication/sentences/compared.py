"""How many questions two waves asked alike, how many of them were tested, and at how many a difference was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from monitor.study.study import Study

if TYPE_CHECKING:
    from monitor.release.results.released_set import ReleasedSet

MOVED = ("increased", "decreased")
FOUND = (*MOVED, "changed")
TESTED = (*FOUND, "equivalent", "undecided")


@dataclass(frozen=True)
class Compared:
    """The questions that the reported wave and one before it asked alike; a set of options or parts is one question.

    `verdicts` has an outcome for each, empty where nothing was tested. `computed` where some of them were not asked
    but follow from answers.
    """

    verdicts: tuple[str, ...] = ()
    computed: bool = False

    @property
    def asked(self) -> int:
        return len(self.verdicts)

    @property
    def tests(self) -> int:
        return sum(verdict in TESTED for verdict in self.verdicts)

    @property
    def found(self) -> int:
        return sum(verdict in FOUND for verdict in self.verdicts)

    def of(self, verdict: str) -> int:
        """How many have an outcome."""
        return self.verdicts.count(verdict)


def compared_with(released: ReleasedSet, study: Study) -> dict[str, Compared]:
    """By earlier wave, the latest first: that before the reported one always, others where something was compared."""
    rows = _of_questions(released.changes)
    earlier = [wave.id for wave in study.waves[:-1]][::-1]
    found = {wave: _compared(rows[rows["from_wave"].eq(wave)], study) for wave in earlier}
    return {wave: one for wave, one in found.items() if one.asked or wave == earlier[0]}


def _of_questions(changes: pd.DataFrame) -> pd.DataFrame:
    """The tests of whole questions of everybody against the wave before; across a break nothing was asked alike."""
    whole = changes["comparison"].eq("previous") & changes["level"].eq("item")
    everybody = changes["breakdown"].fillna("").eq("")
    alike = changes["verdict"].fillna("").ne("not_comparable")
    return changes[whole & everybody & alike].drop_duplicates("item")


def _compared(rows: pd.DataFrame, study: Study) -> Compared:
    verdicts = rows["verdict"].fillna("").mask(rows["p_adjusted"].isna() & rows["verdict"].isin(TESTED), "")
    return Compared(tuple(verdicts), any(_is_computed(name, study) for name in rows["item"]))


def _is_computed(name: str, study: Study) -> bool:
    questionnaire = study.questionnaire
    first = name if name in questionnaire.items else questionnaire.groups[name].items[0]
    return questionnaire.items[first].derived
