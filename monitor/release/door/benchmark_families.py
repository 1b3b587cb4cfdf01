"""The families of tests of a benchmark: all figures of one municipality against one reference, or against an earlier wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.release.door.benchmark_references import Displayed
from monitor.statistics.benchmark.verdicts import adjusted, least_difference
from monitor.study.study import Study


@dataclass(frozen=True)
class Tested:
    """A figure with p by row (NaN is no test), and whether the test is `hidden`: it stays in its family."""

    of: Displayed
    p: np.ndarray
    hidden: np.ndarray


@dataclass(frozen=True)
class Judged:
    """By row p adjusted by Holm, and how many `tests` the family has."""

    p_adjusted: np.ndarray
    tests: np.ndarray

    def numbers(self, se: np.ndarray, weight: np.ndarray, study: Study) -> dict[str, np.ndarray]:
        """The columns of a row of changes that hang on its family; `se` and `weight` are those of `least_difference`."""
        policy = study.comparison
        return {
            "p_adjusted": self.p_adjusted,
            "mdd": least_difference(se, weight, self.tests, policy.alpha, policy.power),
            "level_in_force": policy.alpha / np.maximum(self.tests, 1),
        }


def in_families(figures: Sequence[Tested]) -> list[Judged]:
    """Each figure judged with the other figures of the same municipality."""
    groups = list(dict.fromkeys(code for figure in figures for code in figure.of.raw["group"]))
    place = {code: at for at, code in enumerate(groups)}
    p = np.full((len(groups), len(figures)), np.nan)
    hidden = np.zeros(p.shape, bool)
    rows = [[place[code] for code in figure.of.raw["group"]] for figure in figures]
    for column, figure in enumerate(figures):
        p[rows[column], column], hidden[rows[column], column] = figure.p, figure.hidden
    found, tests = adjusted(p, hidden)
    return [Judged(found[own, column], tests[own]) for column, own in enumerate(rows)]


def judged_rows(
    of: Displayed,
    comparison: str,
    told: np.ndarray,
    bears: np.ndarray,
    columns: Mapping[str, np.ndarray],
    tested: Mapping[str, np.ndarray],
) -> pd.DataFrame:
    """Rows of changes that lead to a figure of the latest wave: `columns` where something is `told`, of these `tested` where
    the answers bear a test."""
    shown = {name: np.where(told, values, np.nan) for name, values in {"n_to": of.n, **columns}.items()}
    shown |= {name: np.where(told & bears, values, np.nan) for name, values in tested.items()}
    reference = comparison.split(":")[0]
    return of.raw[["study", "indicator", "item", "category", "breakdown", "group", "measure"]].assign(
        comparison=comparison, level="category", to_wave=of.raw["wave"], **shown,
        family=[f"{row.breakdown}:{row.group}:{reference}" for row in of.raw.itertuples(index=False)],
    )  # fmt: skip
