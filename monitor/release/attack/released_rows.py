"""What each row of a released table says about a count or a total of its group, to whoever reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from monitor.release.attack.nesting import Nesting
from monitor.release.results.item_values import scale_ends
from monitor.release.results.keys import by_key, positions_by_key
from monitor.release.results.rounding import decimals, units
from monitor.schema import STATE_COUNTS
from monitor.study.questionnaire import Questionnaire

PRECISION = 1e-6
"""Relative precision of a figure that is not rounded: files hold 10 significant digits."""
MEASURES = ("share", "mean")


@dataclass(frozen=True)
class Rows:
    """Columns of some rows, as arrays of one length.

    `group` is the place of the group in its breakdown, `block` the number of the block. `n` and `states`
    [rows, 4] are in respondents, NaN where not published. `low` and `high` bound the count behind a share, or the
    total behind a mean in full-scale answers (an answer at the upper end of its scale is 1, at the lower end 0).
    `published` rows can be read, `suppressed` ones may not be worked out, in `empty` groups is nobody.
    """

    category: np.ndarray
    measure: np.ndarray
    group: np.ndarray
    block: np.ndarray
    n: np.ndarray
    states: np.ndarray
    low: np.ndarray
    high: np.ndarray
    published: np.ndarray
    suppressed: np.ndarray
    empty: np.ndarray

    def take(self, chosen: np.ndarray) -> Rows:
        """The chosen rows, by mask or position."""
        return Rows(*(getattr(self, column.name)[chosen] for column in fields(self)))


@dataclass(frozen=True)
class ReleasedRows:
    """The rows of shares and means of a table, as a reader takes them.

    `position` gives their positions in the table; `by_table` the positions, among these rows, of the
    rows of a wave, item and breakdown.
    """

    rows: Rows
    position: np.ndarray
    by_table: Mapping[tuple[str, str, str], np.ndarray]

    def table(self, wave: str, item: str, breakdown: str) -> Rows | None:
        """The rows of one table; None where there are none."""
        own = self.by_table.get((wave, item, breakdown))
        return None if own is None else self.rows.take(own)

    def has_suppressed(self, wave: str, items: Collection[str]) -> bool:
        """Whether any row of these items is suppressed."""
        return any(
            self.rows.suppressed[own].any()
            for (of_wave, item, _), own in self.by_table.items()
            if of_wave == wave and item in items
        )

    def items(self, wave: str) -> tuple[str, ...]:
        """Items that have rows in a wave, in order of appearance."""
        return tuple(dict.fromkeys(item for of_wave, item, _ in self.by_table if of_wave == wave))

    def breakdowns(self, wave: str) -> frozenset[str]:
        """Breakdowns that have rows in a wave."""
        return frozenset(name for of_wave, _, name in self.by_table if of_wave == wave)

    def with_states(self, published: np.ndarray, suppressed: np.ndarray, empty: np.ndarray) -> ReleasedRows:
        """The same rows with other states, given for all rows of the table."""
        states = {"published": published, "suppressed": suppressed, "empty": empty}
        own = {name: state[self.position] for name, state in states.items()}
        return replace(self, rows=replace(self.rows, **own))


def released_rows(
    frame: pd.DataFrame, block: np.ndarray, rounded: np.ndarray, nesting: Nesting, weighted: bool
) -> ReleasedRows:
    """Read the rows of a table; which are published, suppressed or empty is filled in by the caller.

    `block` numbers the block of each row, `rounded` marks rows whose figures are rounded as displayed.
    A share without a count is read from share and base within its rounding; with weights that reading
    would be wrong, and is not made. In a weighted study the total behind a mean cannot be added up over
    groups: there every group is read as having the mean of the whole sample, so that what is audited
    is which rows are published, whatever their values.
    """
    questionnaire = nesting.questionnaire
    chosen = (frame["measure"].isin(MEASURES) & (frame["peer_set"] == "")).to_numpy()
    own = frame[chosen].reset_index(drop=True)
    half = np.where(rounded[chosen], 0.5 * 10.0 ** -_decimals(own, questionnaire), np.nan)
    shares = (own["measure"] == "share").to_numpy()
    counts, totals = _count_bounds(own, half, weighted), _total_bounds(own, half, questionnaire, weighted)
    low, high = (np.where(shares, count, total) for count, total in zip(counts, totals, strict=True))
    nothing = np.zeros(len(own), bool)
    rows = Rows(
        category=own["category"].to_numpy(object),
        measure=own["measure"].to_numpy(object),
        group=_group_places(own, nesting),
        block=block[chosen],
        n=own["n"].to_numpy(),
        states=own[list(STATE_COUNTS)].to_numpy(),
        low=low,
        high=high,
        published=~nothing,
        suppressed=nothing,
        empty=nothing,
    )
    return ReleasedRows(rows, np.flatnonzero(chosen), positions_by_key(own, ["wave", "item", "breakdown"]))


def _group_places(rows: pd.DataFrame, nesting: Nesting) -> np.ndarray:
    places = {
        (name, group): place
        for name, breakdown in nesting.breakdowns.items()
        for place, group in enumerate(breakdown.groups)
    }
    return by_key(rows, ["breakdown", "group"], lambda *key: places[key], np.int64)


def _decimals(rows: pd.DataFrame, questionnaire: Questionnaire) -> np.ndarray:
    """Decimals that each row's estimate is displayed with."""
    of_unit = decimals()
    return np.array([of_unit[unit] for unit in units(rows, questionnaire)], dtype=float)


def _count_bounds(rows: pd.DataFrame, half: np.ndarray, weighted: bool) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that the count behind a share can be.

    `half` is half a unit of the last displayed decimal, NaN for figures that are not rounded.
    """
    count, n, share = (rows[name].to_numpy() for name in ("count", "n", "estimate"))
    if weighted:
        return count, count
    margin = np.where(np.isnan(half), PRECISION, half) * n + PRECISION * n
    low, high = np.ceil(share * n - margin), np.floor(share * n + margin)
    return np.where(np.isnan(count), low, count), np.where(np.isnan(count), high, count)


def _total_bounds(
    rows: pd.DataFrame, half: np.ndarray, questionnaire: Questionnaire, weighted: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that the total behind a mean can be, in full-scale answers."""
    low, length = _scales(rows, questionnaire)
    mean = _mean_of_whole_sample(rows, questionnaire) if weighted else rows["estimate"].to_numpy()
    n = rows["n"].to_numpy()
    total = n * (mean - low) / length
    exact = PRECISION * np.maximum(np.abs(mean), 1.0)
    margin = n * np.where(np.isnan(half) | weighted, exact, half + exact) / length
    return np.maximum(total - margin, 0.0), np.minimum(total + margin, n)


def _scales(rows: pd.DataFrame, questionnaire: Questionnaire) -> tuple[np.ndarray, np.ndarray]:
    """Lower end and length of the scale of each row's item.

    The open end of a number is taken at twice its largest released mean.
    """
    largest = rows[rows["measure"] == "mean"].groupby("item")["estimate"].max().to_dict()

    def ends(item: str) -> tuple[float, float]:
        low, high = scale_ends(questionnaire.items[item])
        low = 0.0 if np.isnan(low) else low
        top = 2 * float(np.nan_to_num(largest.get(item, np.nan), nan=1.0))
        return low, (max(top - low, 1.0) if np.isnan(high) else high - low)

    start, length = (by_key(rows, ["item"], lambda item, at=side: ends(item)[at], float) for side in (0, 1))
    return start, length


def _mean_of_whole_sample(rows: pd.DataFrame, questionnaire: Questionnaire) -> np.ndarray:
    """The mean of the whole sample for numbers; nothing for scores, whose categories are counted."""
    whole = rows[((rows["breakdown"] == "") & (rows["measure"] == "mean")).to_numpy()]
    means = dict(zip(zip(whole["wave"], whole["item"], strict=True), whole["estimate"], strict=True))
    items = questionnaire.items

    def mean(wave: str, item: str) -> float:
        return means.get((wave, item), np.nan) if items[item].traits.numeric else np.nan

    return np.where(rows["estimate"].isna(), np.nan, by_key(rows, ["wave", "item"], mean, float))
