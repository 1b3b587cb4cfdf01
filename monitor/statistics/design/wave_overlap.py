"""People whose id occurs in two waves: how many there are, and whether they can be the same people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import VALID, Answers
from monitor.messages.catalogue import text
from monitor.statistics.design.unit_column import design_column
from monitor.study.study_file import DesignPlan


@dataclass(frozen=True)
class SharedIds:
    """How many ids of a later wave occur in an earlier one."""

    first: str
    second: str
    n_first: int
    n_second: int
    n_both: int


@dataclass(frozen=True)
class WaveOverlap:
    """The ids that two waves share, pair by pair, and the people whose fixed facts contradict each other, by fact."""

    shared: tuple[SharedIds, ...] = ()
    contradictions: Mapping[str, int] = field(default_factory=dict)


def overlap_of_waves(answers: Answers, plan: DesignPlan) -> WaveOverlap:
    """What the ids say of who took part in several waves.

    Facts are compared only where one id is declared to be one person.
    **Raises** StatisticsError where ids occur in two waves and the study does not say what that means.
    """
    unit = pd.factorize(design_column(answers, plan.unit), sort=False)[0]
    shared = _shared(answers, unit)
    if shared and plan.stable_ids is None:
        raise _undeclared(shared, plan)
    if not plan.stable_ids or not shared:
        return WaveOverlap(shared)
    facts = {fact: _contradictions(answers, unit, fact) for fact in plan.fixed_facts}
    return WaveOverlap(shared, {fact: n for fact, n in facts.items() if n})


def _shared(answers: Answers, unit: np.ndarray) -> tuple[SharedIds, ...]:
    present = np.zeros((int(unit.max(initial=-1)) + 1, len(answers.waves)), dtype=bool)
    present[unit, answers.wave] = True
    pairs = (
        SharedIds(
            answers.waves[one],
            answers.waves[other],
            int(present[:, one].sum()),
            int(present[:, other].sum()),
            int((present[:, one] & present[:, other]).sum()),
        )
        for one, other in combinations(range(len(answers.waves)), 2)
    )
    return tuple(pair for pair in pairs if pair.n_both)


def _undeclared(shared: tuple[SharedIds, ...], plan: DesignPlan) -> StatisticsError:
    said = [
        text("statistics.also_in", both=pair.n_both, n=pair.n_second, wave=pair.second, other=pair.first)
        for pair in shared
    ]
    return StatisticsError("statistics.ids_in_occur_in_more_than", shared=said, unit=plan.unit)


def _contradictions(answers: Answers, unit: np.ndarray, fact: str) -> int:
    """People who gave two different answers to what cannot change; no answer contradicts nothing."""
    known, value = _fact(answers, fact)
    pairs = pd.DataFrame({"unit": unit[known], "value": value[known]}).drop_duplicates()
    return int((pairs["unit"].value_counts() > 1).sum())


def _fact(answers: Answers, fact: str) -> tuple[np.ndarray, np.ndarray]:
    """Who told a fact, and what; nobody where the survey does not have it."""
    variable = answers.variables.get(fact)
    if variable is not None:
        values = variable.codes if variable.codes is not None else variable.values
        return variable.state == VALID, np.zeros(len(answers)) if values is None else values
    if fact in answers.design.columns:
        column = answers.design[fact]
        return column.notna().to_numpy(), pd.factorize(column)[0]
    return np.zeros(len(answers), dtype=bool), np.zeros(len(answers))
