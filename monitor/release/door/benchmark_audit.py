"""What the rows of a benchmark may not tell: anything of a municipality whose own figure is not told, or finer than it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.release.door.beside_tables import WITH_NUMBERS
from monitor.release.results.keys import by_key, values_of
from monitor.release.results.released_set import ReleasedSet
from monitor.release.results.rounding import as_displayed, digits_of
from monitor.schema import CHANGES, ESTIMATES, Table
from monitor.schema_words import EARLIER, OF_BENCHMARK, SPREAD, in_benchmark, with_survey
from monitor.statistics.benchmark.verdicts import BETWEEN
from monitor.statistics.change.told_intervals import CHANGED
from monitor.study.study import Study

SAME = 1e-9
SIDES = (*BETWEEN, *CHANGED)
FIGURE = ["wave", "item", "category", "breakdown", "group"]


def benchmark_of_untold(released: ReleasedSet) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of estimates and of changes that hold a number or a side although the figure of the municipality is not told, in
    either wave."""
    if released.benchmark is None:
        return released.estimates[:0], released.changes[:0]
    raw = released.estimates[released.estimates["status"].isin(WITH_NUMBERS)]
    told = set(values_of(raw, FIGURE))
    estimates, changes = released.benchmark.estimates, released.benchmark.changes
    untold = _lacks(estimates, told) & (estimates["measure"] != SPREAD).to_numpy()
    beside = (
        changes["comparison"].map(with_survey).to_numpy(bool)
    )  # the wave that it starts from is of another survey
    before = _lacks(_in_wave(changes, "from_wave"), told) & ~beside
    lacks = before | _lacks(_in_wave(changes, "to_wave"), told)
    return (
        estimates[untold & _holds_numbers(estimates, ESTIMATES)],
        changes[lacks & (_holds_numbers(changes, CHANGES) | changes["verdict"].isin(SIDES).to_numpy())],
    )


def benchmark_that_tells_more(released: ReleasedSet, study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with a number that is finer than a report displays, another base than the figure itself has, or a measure or
    comparison that a benchmark does not make."""
    if released.benchmark is None:
        return released.estimates[:0], released.changes[:0]
    raw = released.estimates[released.estimates["status"].isin(WITH_NUMBERS)]
    bases = {key[:-1]: float(key[-1]) for key in values_of(raw, [*FIGURE, "n"])}
    estimates, changes = released.benchmark.estimates, released.benchmark.changes
    other = ~estimates["measure"].isin(OF_BENCHMARK).to_numpy()
    strange = ~changes["comparison"].map(in_benchmark).to_numpy(bool)
    base = _other_base(_in_wave(changes, "to_wave"), "n_to", bases)
    before = (changes["comparison"] == EARLIER).to_numpy()
    base |= before & _other_base(_in_wave(changes, "from_wave"), "n_from", bases)
    return (
        estimates[other | _finer(estimates, ESTIMATES, study) | _other_base(estimates, "n", bases)],
        changes[strange | _finer(changes, CHANGES, study) | base],
    )


def _in_wave(changes: pd.DataFrame, end: str) -> pd.DataFrame:
    return changes.assign(wave=changes[end])


def _lacks(rows: pd.DataFrame, told: set[tuple[str, ...]]) -> np.ndarray:
    return ~by_key(rows, FIGURE, lambda *key: key in told, bool)


def _holds_numbers(rows: pd.DataFrame, table: Table) -> np.ndarray:
    return rows[list(table.numbers)].notna().any(axis=1).to_numpy()


def _finer(rows: pd.DataFrame, table: Table, study: Study) -> np.ndarray:
    everything = np.ones(len(rows), bool)
    shown = as_displayed(rows, everything, table, digits_of(rows, study.questionnaire))
    one, other = (frame[list(table.numbers)].to_numpy(float) for frame in (rows, shown))
    return ~(np.isclose(one, other, rtol=0.0, atol=SAME) | (np.isnan(one) & np.isnan(other))).all(axis=1)


def _other_base(rows: pd.DataFrame, column: str, bases: dict[tuple[str, ...], float]) -> np.ndarray:
    known = by_key(rows, FIGURE, lambda *key: bases.get(key, np.nan), float)
    own = rows[column].to_numpy(float)
    return np.isfinite(own) & ~(own == known)
