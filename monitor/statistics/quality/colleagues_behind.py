"""How alike colleagues are behind each figure of a study of vignettes: what a standard error with municipalities as sampled units
holds besides how many people gave an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import VALID, Answers, Variable
from monitor.statistics.design.domains import domains_of
from monitor.statistics.design.unit_column import design_column
from monitor.statistics.quality.workers import CELL
from monitor.study.study import Study


def check_several_units(answers: Answers, study: Study) -> None:
    """Whether in each wave colleagues come from more than one municipality or team, so that these can be set side by side.

    **Raises** StatisticsError naming the wave.
    """
    if study.pairs is None:
        return
    units = design_column(answers, study.pairs.within)
    for number, wave in enumerate(answers.waves):
        if units[answers.wave == number].nunique() == 1:
            raise StatisticsError("vignettes.all_in_one_unit", within=study.pairs.within, wave=wave)


def colleagues_behind(answers: Answers, study: Study) -> pd.DataFrame:
    """Pairs of colleagues behind each figure.

    **Rows**: one per wave, item, breakdown and group with answers. **Columns**: those; pairs of colleagues who answered; alike,
    of how many both gave the same answer; least_of_answer, of the answers of two people or more the fewest pairs of which both gave it, or
    one of the two; least_of_size, the fewest municipalities in which equally many answered.
    """
    assert study.pairs is not None
    units = pd.factorize(design_column(answers, study.pairs.within))[0]
    reported = {item for indicator in study.indicators for item in indicator.items}
    rows = []
    for breakdown in (None, *study.breakdowns):
        domains = domains_of(answers, breakdown)
        for item in sorted(reported & answers.variables.keys()):
            variable = answers.variables[item]
            for number, wave in enumerate(answers.waves):
                for place, group in enumerate(domains.names):
                    of_cell = (answers.wave == number) & (domains.group == place) & (variable.state == VALID)
                    if of_cell.any():
                        rows.append((wave, item, domains.breakdown, group, *_pairs(variable, units, of_cell)))
    return pd.DataFrame(rows, columns=[*CELL, "pairs", "alike", "least_of_answer", "least_of_size"])


def _pairs(variable: Variable, units: np.ndarray, rows: np.ndarray) -> Iterator[int]:
    given = variable.codes if variable.codes is not None else variable.values
    assert given is not None
    together = pd.crosstab(units[rows], np.asarray(given)[rows]).to_numpy()
    sizes = together.sum(axis=1)
    shared = (together * (together - 1) // 2).sum(axis=0)
    by_one = (together * (sizes[:, None] - together)).sum(axis=0)
    several = together.sum(axis=0) > 1
    yield int((sizes * (sizes - 1) // 2).sum())
    yield int(shared.sum())
    yield int(min([*shared[several], *by_one[several]], default=0))
    yield min(Counter(sizes.tolist()).values())
