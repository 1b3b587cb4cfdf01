"""What each row of a released table says about a count or a total of its group, to whoever reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from monitor.release.attack.nesting import Nesting
from monitor.release.results.item_values import scale_ends
from monitor.release.results.keys import by_key, numbered, positions_by_key
from monitor.release.results.rounding import base_rounding, class_rule, decimals, half_up, units
from monitor.schema import STATE_COUNTS
from monitor.study.questionnaire import Questionnaire

PRECISION = 1e-6
"""Relative precision of a figure that is not rounded: files hold 10 significant digits."""
MEASURES = ("share", "mean")
WHOLE_PERCENT = 2


@dataclass(frozen=True)
class Rows:
    """Columns of some rows, as arrays of one length.

    `figure` numbers the combinations of category and measure, `group` is the place of the group in its breakdown,
    `block` the number of the block. `n_low` and `n_high` bound the
    base in respondents, `states` [rows, 4] are those without a valid answer; NaN where not published. `low` and `high`
    bound the count behind a share, or the total behind a mean in full-scale answers (an answer at the upper end of
    its scale is 1, at the lower end 0).
    `published` rows can be read, `suppressed` ones may not be worked out, in `empty` groups is nobody. `shown` marks
    what is left of an item once its table is coarsened. `share_low` and `share_high` bound a share of a base that is
    not known exactly: count and base then go together. `estimate_low` and `estimate_high` bound the figure itself.
    """

    category: np.ndarray
    measure: np.ndarray
    figure: np.ndarray
    group: np.ndarray
    block: np.ndarray
    n_low: np.ndarray
    n_high: np.ndarray
    states: np.ndarray
    low: np.ndarray
    high: np.ndarray
    estimate: np.ndarray
    estimate_low: np.ndarray
    estimate_high: np.ndarray
    share_low: np.ndarray
    share_high: np.ndarray
    published: np.ndarray
    suppressed: np.ndarray
    empty: np.ndarray
    shown: np.ndarray

    def take(self, chosen: np.ndarray) -> Rows:
        """The chosen rows, by mask or position."""
        return Rows(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def by_figure(self) -> Iterator[tuple[str, str, np.ndarray]]:
        """Category, measure and positions of the rows of each kind, in order of first appearance."""
        first = np.sort(np.unique(self.figure, return_index=True)[1])
        for place in first:
            own = np.flatnonzero(self.figure == self.figure[place])
            yield self.category[place], self.measure[place], own


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
    frame: pd.DataFrame,
    block: np.ndarray,
    rounded: np.ndarray,
    nesting: Nesting,
    weighted: bool,
    shown: np.ndarray,
    respondents: np.ndarray | None = None,
    by_weight: np.ndarray | None = None,
) -> ReleasedRows:
    """Read the rows of a table; which are published, suppressed or empty is filled in by the caller.

    `block` numbers the block of each row, `shown` as in `Rows`, `rounded` marks rows whose bases and figures are rounded: they are read
    as everything that rounds to them. `by_weight` marks rows of which only the figures are, told without a
    count and of known weights: they are read by weight alone (see weighted_shares.py). A share without a count is read from share and base; in a weighted study as
    far as its design effect lets the share of respondents differ from it, or, where the caller knows the share of
    `respondents` itself, as if all weights were equal. In a weighted study the total behind a mean cannot be added up over
    groups: there every group is read as having the mean of the whole sample, so that what is audited
    is which rows are published, whatever their values.
    """
    questionnaire = nesting.questionnaire
    chosen = (frame["measure"].isin(MEASURES) & (frame["peer_set"] == "")).to_numpy()
    own, fuzzy = frame[chosen].reset_index(drop=True), rounded[chosen]
    unread = np.zeros(len(own), bool)
    if by_weight is not None:
        unread = by_weight[chosen] & ~fuzzy & own["count"].isna().to_numpy()
    coarse = fuzzy | unread
    half = np.where(coarse, 0.5 * 10.0 ** -_decimals(own, questionnaire), np.nan)
    shares = (own["measure"] == "share").to_numpy()
    bases = _base_bounds(own, fuzzy)
    reading = _Shares(own, bases, half, weighted, None if respondents is None else respondents[chosen])
    totals = _total_bounds(own, bases, half, questionnaire, weighted)
    low, high = (np.where(shares, count, total) for count, total in zip(reading.counts, totals, strict=True))
    counted = shares & unread & own["estimate"].notna().to_numpy()
    low, high = np.where(counted, 0.0, low), np.where(counted, bases[1], high)
    low, high = _with_classes(own, low, high)
    n_low, n_high = (np.where(shares, by_share, n) for by_share, n in zip(reading.bases, bases, strict=True))
    nothing = np.zeros(len(own), bool)
    estimate = own["estimate"].to_numpy(float)
    room = np.where(coarse, half, np.where(np.isin(estimate, [0.0, 1.0]), 0.0, PRECISION))
    rows = Rows(
        category=own["category"].to_numpy(object),
        measure=own["measure"].to_numpy(object),
        figure=numbered(own, ["category", "measure"]),
        group=_group_places(own, nesting),
        block=block[chosen],
        n_low=n_low,
        n_high=n_high,
        states=own[list(STATE_COUNTS)].to_numpy(),
        low=low,
        high=high,
        estimate=estimate,
        estimate_low=estimate - room,
        estimate_high=estimate + room,
        share_low=np.where(shares & (n_low < n_high), reading.low, np.nan),
        share_high=np.where(shares & (n_low < n_high), reading.high, np.nan),
        published=~nothing,
        suppressed=nothing,
        empty=nothing,
        shown=shown[chosen],
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


def _with_classes(rows: pd.DataFrame, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of counts, with those of classes: few stands for 0 or 1, nearly all for all or all but one."""
    n, edge = rows["n"].to_numpy(float), class_rule().edge
    share = (rows["measure"] == "share").to_numpy()
    few, most = (share & (rows["status"] == word).to_numpy() for word in ("few", "nearly_all"))
    low = np.where(few, 0.0, np.where(most, n - edge, low))
    return low, np.where(few, edge, np.where(most, n, high))


def _base_bounds(rows: pd.DataFrame, rounded: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that each base can be."""
    n = rows["n"].to_numpy(float)
    low, high = base_rounding().bounds(n)
    return np.where(rounded, low, n), np.where(rounded, high, n)


class _Shares:
    """Least and most that the count behind each share can be, and the bases that leave any count at all.

    `half` is half a unit of the last displayed decimal, NaN for figures that are not rounded. A count that stands in
    the table is known.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        bases: tuple[np.ndarray, np.ndarray],
        half: np.ndarray,
        weighted: bool,
        respondents: np.ndarray | None,
    ) -> None:
        count, share = (rows[name].to_numpy(float) for name in ("count", "estimate"))
        fuzzy = ~np.isnan(half)
        margin = np.where(fuzzy, half, PRECISION)
        if respondents is not None:
            share = np.where(fuzzy, half_up(respondents, WHOLE_PERCENT), respondents)
        low, high = share - margin, share + margin
        if weighted and respondents is None:
            low, high = _share_of_respondents(low, high, rows["deff"].to_numpy(float))
        self.low, self.high = (np.where(fuzzy, side, np.nan) for side in (low, high))
        least, most, n_low, n_high = _whole_counts(low, high, *bases)
        known = ~np.isnan(count)
        self.counts = np.where(known, count, least), np.where(known, count, most)
        self.bases = tuple(
            np.where(known, base, side) for base, side in zip(bases, (n_low, n_high), strict=True)
        )


def _whole_counts(
    low: np.ndarray, high: np.ndarray, n_low: np.ndarray, n_high: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Least and most count for shares from `low` to `high` on any base in a range, and the bases that have one.

    A rounded share on a small base fits few whole numbers: on 33 to 37 answers 40% is 14 of 35.
    """
    size = len(low)
    least, most, first, last = (np.full(size, start) for start in (np.inf, -np.inf, np.inf, -np.inf))
    span = int(np.nanmax(n_high - n_low, initial=0.0))
    for step in range(span + 1):
        n = n_low + step
        fewest, greatest = np.ceil((low - PRECISION) * n), np.floor((high + PRECISION) * n)
        fits = (n <= n_high) & (fewest <= greatest)
        least, most = (
            np.where(fits, np.fmin(least, fewest), least),
            np.where(fits, np.fmax(most, greatest), most),
        )
        first, last = np.where(fits, np.fmin(first, n), first), np.where(fits, np.fmax(last, n), last)
    found = most >= least
    return (
        np.where(found, np.maximum(least, 0.0), low * n_low),
        np.where(found, np.minimum(most, last), high * n_high),
        np.where(found, first, n_low),
        np.where(found, last, n_high),
    )


def _share_of_respondents(
    low: np.ndarray, high: np.ndarray, deff: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that the unweighted share can be, from bounds of the weighted one and Kish's design effect.

    **Method**: the difference of the two is the covariance of weight and answer over the mean weight, at most
    cv sqrt(q (1 - q)) by Cauchy and Schwarz, with q the unweighted share and cv^2 = deff - 1. That deff is of the
    whole group, and rounded: what an item without some of its answers may have is taken as twice that.
    """
    squared = 2 * np.maximum(np.nan_to_num(deff, nan=1.0) - 1.0, 0.0) + 0.2
    ends = []
    for side, bound in ((-1.0, low), (1.0, high)):
        p = np.clip(bound, 0.0, 1.0)
        middle, room = 2 * p + squared, np.sqrt(np.maximum(squared**2 + 4 * squared * p * (1 - p), 0.0))
        ends.append((middle + side * room) / (2 * (1 + squared)))
    return ends[0], ends[1]


def _total_bounds(
    rows: pd.DataFrame,
    bases: tuple[np.ndarray, np.ndarray],
    half: np.ndarray,
    questionnaire: Questionnaire,
    weighted: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that the total behind a mean can be, in full-scale answers."""
    low, length = _scales(rows, questionnaire)
    mean = _mean_of_whole_sample(rows, questionnaire) if weighted else rows["estimate"].to_numpy()
    exact = PRECISION * np.maximum(np.abs(mean), 1.0)
    margin = np.where(np.isnan(half) | weighted, exact, half + exact) / length
    level = (mean - low) / length
    return np.maximum(bases[0] * (level - margin), 0.0), np.minimum(bases[1] * (level + margin), bases[1])


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
