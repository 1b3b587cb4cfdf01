"""The own survey held against what another one released, as it is released: every number follows from displayed figures.

Both are surveys of their own. People who answered both, and those of the own municipality among all, make a difference less
likely to be chance than is computed here, not more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from monitor.release.door.benchmark_figures import reference_figures
from monitor.release.door.beside_tables import WITH_NUMBERS
from monitor.release.results.reasons import ESTIMATE_SUPPRESSED
from monitor.release.results.reference_summary import Reference, ReferenceFigure
from monitor.release.results.released_set import BenchmarkTables
from monitor.release.results.rounding import as_displayed, decimals, digits_of, half_up, unit_of
from monitor.release.results.table_files import typed
from monitor.schema import CHANGES, ESTIMATES, Table
from monitor.schema_words import SHRUNKEN, SURVEY
from monitor.statistics.benchmark.against_rest import AgainstRest, FigureScale, against_rest
from monitor.statistics.benchmark.against_survey import drawn_to
from monitor.statistics.benchmark.verdicts import (
    TOO_FEW,
    Shrunken,
    adjusted,
    least_difference,
    shrunken,
    told_interval,
    too_few,
    verdicts,
)
from monitor.study.study import Study

NOT_COMPARABLE = "not_comparable"


def reference_rows(
    reference: Reference, released: pd.DataFrame, of_weights: float, study: Study
) -> BenchmarkTables:
    """Rows of estimates (`shrunken`) and of changes (`survey:STUDY`) of the latest wave, one for each figure that it asked.

    `of_weights` is Kish's design effect of the weights of that wave, as the method tells it.
    """
    scales = {one.item: one.scale for one in reference_figures(study)}
    figures = [(one, _own_row(one, released, study)) for one in reference.figures]
    compared = [
        _Compared(one, row, scales[one.item], study, reference, of_weights)
        for one, row in figures
        if row is not None
    ]
    changes = _judged(compared) if compared else []
    estimates = [one.estimate for one in compared if not one.figure.broken]
    return BenchmarkTables(_displayed(estimates, ESTIMATES, study), _displayed(changes, CHANGES, study))


def _own_row(figure: ReferenceFigure, released: pd.DataFrame, study: Study) -> dict[str, Any] | None:
    """The released row of a figure of the own survey, None where its latest wave has none."""
    wanted = {
        "wave": study.current.id, "item": figure.item, "category": figure.category, "measure": figure.measure,
        "breakdown": "", "indicator": study.indicator_of(figure.item).id, "peer_set": "",
    }  # fmt: skip
    mask = np.ones(len(released), bool)
    for name, value in wanted.items():
        mask &= (released[name] == value).to_numpy()
    rows: list[dict[Any, Any]] = released[mask].to_dict("records")
    return rows[0] if rows else None


def _judged(compared: Sequence[_Compared]) -> list[dict[str, Any]]:
    """The comparisons as one family of tests, in which one that is hidden counts with p = 1."""
    p = np.array([[one.p for one in compared]])
    hidden = np.array([[one.is_hidden for one in compared]])
    found, tests = adjusted(p, hidden)
    return [one.change(found[0, [place]], tests) for place, one in enumerate(compared)]


def _displayed(rows: list[dict[str, Any]], table: Table, study: Study) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(table.names))
    if len(frame):
        digits = digits_of(frame, study.questionnaire)
        frame = as_displayed(typed(frame, table, table.name), np.ones(len(frame), bool), table, digits)
    return typed(frame, table, table.name)


@dataclass(frozen=True)
class _Compared:
    """One figure: that of the reference, and the released row of the own survey. Arrays are of length one."""

    figure: ReferenceFigure
    row: dict[str, Any]
    scale: FigureScale
    study: Study
    reference: Reference
    of_weights: float

    @property
    def told(self) -> bool:
        return self.row["status"] in WITH_NUMBERS

    @property
    def is_hidden(self) -> bool:
        return not self.told and not self.figure.broken

    @property
    def bears(self) -> bool:
        """Whether there is a test."""
        return self.told and not self.figure.broken and not self.few[0]

    @property
    def p(self) -> float:
        return float(self.numbers.p[0]) if self.bears else np.nan

    @cached_property
    def own(self) -> np.ndarray:
        """The own figure as it is displayed."""
        return self._shown(np.array([self.row["estimate"]], float))

    @cached_property
    def k(self) -> np.ndarray:
        return _factor(self.row["n"], self.row["deff"], self.of_weights)

    @cached_property
    def k_reference(self) -> np.ndarray:
        return _factor(_number(self.figure.n), _number(self.figure.deff))

    @cached_property
    def level(self) -> np.ndarray:
        return np.array([_number(self.figure.estimate)])

    @cached_property
    def s2(self) -> float:
        return _number(self.figure.s2 or None)

    @cached_property
    def numbers(self) -> AgainstRest:
        """The reference as the rest of which the own people are no part."""
        nothing = np.zeros(1)
        return against_rest(self.own, self.level, nothing, self.k, self.k_reference, self.s2, self.scale)

    @cached_property
    def few(self) -> np.ndarray:
        least, expected = self.study.disclosure.anonymous.minimum_base, self.study.comparison.sparse_below
        return too_few(np.array([self.row["n"]]), self.k, self.level, least, expected, self.scale)

    @cached_property
    def drawn(self) -> Shrunken:
        """The own figure drawn to that of the whole country, as far as municipalities are known to be alike."""
        variance, of_level = self.s2 * self.k, self.s2 * self.k_reference
        mean, se = drawn_to(self.own, variance, self.level, of_level, np.array([_number(self.figure.tau)]))
        return shrunken(mean, se, variance, self.s2, self.study.comparison.alpha, self.scale)

    def _shown(self, values: np.ndarray) -> np.ndarray:
        figure = self.figure
        kind = self.study.questionnaire.items[figure.item].traits
        return half_up(values, decimals()[unit_of(figure.measure, figure.category, kind)])

    @property
    def estimate(self) -> dict[str, Any]:
        """The row of estimates."""
        keys = {name: self.row[name] for name in (*ESTIMATES.key, "study", "status", "reason")}
        keys["measure"] = SHRUNKEN
        if not self.told or np.isnan(self.drawn.estimate[0]):
            return keys if not self.told else {**keys, "status": "suppressed", "reason": "few_answers"}
        drawn, few = self.drawn, self.drawn.effective[0] < self.study.disclosure.anonymous.unreliable_below
        return keys | {
            "estimate": drawn.estimate[0], "ci_low": drawn.low[0], "ci_high": drawn.high[0], "se": drawn.se[0],
            "n": self.row["n"], "deff": self.row["n"] * self.k[0], "n_effective": drawn.effective[0],
            "status": "unreliable" if few else "released", "reason": "few_effective" if few else "",
        }  # fmt: skip

    def change(self, p_adjusted: np.ndarray, tests: np.ndarray) -> dict[str, Any]:
        """The row of changes, by its p in the family and how many tests that has."""
        reference, figure = self.reference, self.figure
        comparison = f"{SURVEY}:{reference.study}"
        keys = {
            name: self.row[name]
            for name in ("study", "indicator", "item", "category", "breakdown", "group", "measure")
        }
        keys |= {
            "comparison": comparison, "level": "category", "from_wave": reference.wave, "to_wave": self.row["wave"],
            "family": comparison, "test": "",
        }  # fmt: skip
        if figure.broken:
            return keys | {"verdict": NOT_COMPARABLE, "reason": figure.broken}
        if not self.told:
            return keys | {"verdict": TOO_FEW, "reason": ESTIMATE_SUPPRESSED}
        return keys | self._told(p_adjusted) | (self._tested(p_adjusted, tests) if self.bears else {})

    def _told(self, p_adjusted: np.ndarray) -> dict[str, Any]:
        numbers, alpha = self.numbers, self.study.comparison.alpha
        interval = self._shown(self.drawn.low), self._shown(self.drawn.high)
        verdict = verdicts(p_adjusted, self.few, numbers.difference, self.level, interval, alpha)
        low, high = told_interval(interval, self.level, verdict)
        least = self.study.disclosure.anonymous.minimum_base
        why = "few_answers" if self.row["n"] < least else "few_effective"
        return {
            "n_from": self.figure.n, "n_to": self.row["n"], "difference": numbers.difference[0],
            "se": numbers.se[0], "told_low": (low - self.level)[0], "told_high": (high - self.level)[0],
            "verdict": verdict[0], "reason": why if self.few[0] else "",
        }  # fmt: skip

    def _tested(self, p_adjusted: np.ndarray, tests: np.ndarray) -> dict[str, Any]:
        policy = self.study.comparison
        mdd = least_difference(self.numbers.rest_se, self.drawn.weight, tests, policy.alpha, policy.power)
        return {
            "test": self.numbers.test, "p": self.p, "p_adjusted": p_adjusted[0], "mdd": mdd[0],
            "level_in_force": policy.alpha / max(tests[0], 1),
        }  # fmt: skip


def _factor(n: float, deff: float, of_weights: float = 1.0) -> np.ndarray:
    """The variance of a figure over that of one answer. Never less than of so many simple answers, with weights as unequal as
    these: a finite population or known totals make the figure of these people more precise, not what it says of others, and a
    design effect that rests on the own answers is small where heavy ones happen to be alike."""
    shown = half_up(np.array([deff, of_weights]), decimals()["deff"])
    return np.array([np.nanmax([*shown, 1.0]) / n])


def _number(known: float | None) -> float:
    return np.nan if known is None else known
