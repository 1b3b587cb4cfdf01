"""What each row of a released table tells about a count or a total of its group."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from monitor.release.attack.nesting import Nesting
from monitor.release.results.item_values import scale_ends
from monitor.release.results.keys import by_key
from monitor.release.results.rounding import STATE_COUNTS, decimals, units
from monitor.study.questionnaire import Questionnaire

EXACT = 1e-6
MEASURES = ("share", "mean")


@dataclass(frozen=True)
class Rows:
    """Columns of some rows, as arrays of one length.

    `group` is the place of the group in its breakdown; `n` and `states` [rows, 4] in respondents, NaN
    where not told; `low` and `high` bound the count behind a share, or the total behind a mean in
    full-scale answers (an answer at the upper end of its scale is 1, at the lower end 0); `unit` is the
    number of the block. `open` rows are told, `secret` ones may not be found out, in `empty` groups is
    nobody.
    """

    category: np.ndarray
    measure: np.ndarray
    group: np.ndarray
    unit: np.ndarray
    n: np.ndarray
    states: np.ndarray
    low: np.ndarray
    high: np.ndarray
    open: np.ndarray
    secret: np.ndarray
    empty: np.ndarray

    def take(self, positions: np.ndarray) -> Rows:
        return Rows(*(getattr(self, name.name)[positions] for name in fields(self)))

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True)
class Told:
    """The rows of shares and means of a released table, as a reader takes them.

    `position` gives their positions in the table; `by_table` the positions, among these rows, of the
    rows of a wave, item and breakdown.
    """

    rows: Rows
    position: np.ndarray
    by_table: Mapping[tuple[str, str, str], np.ndarray]

    def table(self, wave: str, item: str, breakdown: str) -> Rows | None:
        found = self.by_table.get((wave, item, breakdown))
        return None if found is None else self.rows.take(found)

    def has_secret(self, wave: str, items: Collection[str]) -> bool:
        return any(
            self.rows.secret[found].any()
            for (own, item, _), found in self.by_table.items()
            if own == wave and item in items
        )

    def items(self, wave: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item for own, item, _ in self.by_table if own == wave))

    def breakdowns(self, wave: str) -> frozenset[str]:
        return frozenset(name for own, _, name in self.by_table if own == wave)

    def with_state(self, open_rows: np.ndarray, secret: np.ndarray, empty: np.ndarray) -> Told:
        """The same rows with other states, given for all rows of the table."""
        chosen = [state[self.position] for state in (open_rows, secret, empty)]
        return replace(self, rows=replace(self.rows, open=chosen[0], secret=chosen[1], empty=chosen[2]))


def told(
    frame: pd.DataFrame, unit: np.ndarray, identifiable: np.ndarray, nesting: Nesting, weighted: bool
) -> Told:
    """Read the rows of a table; which are open, secret or empty is filled in by the caller.

    A share without a count is read from share and base within its rounding; with weights that reading
    would be wrong, and is not made. In a weighted study the total behind a mean cannot be added up over
    groups: there every group is read as having the mean of the whole sample, so that what is audited
    is which rows are open, whatever their values.
    """
    questionnaire = nesting.study.questionnaire
    chosen = (frame["measure"].isin(MEASURES) & (frame["peer_set"] == "")).to_numpy()
    own = frame[chosen].reset_index(drop=True)
    half = np.where(identifiable[chosen], 0.5 * 10.0 ** -_digits(own, questionnaire), np.nan)
    shares = (own["measure"] == "share").to_numpy()
    counts, totals = _counts(own, half, weighted), _totals(own, half, questionnaire, weighted)
    low, high = (np.where(shares, count, total) for count, total in zip(counts, totals, strict=True))
    nothing = np.zeros(len(own), bool)
    rows = Rows(
        own["category"].to_numpy(object), own["measure"].to_numpy(object), _places(own, nesting), unit[chosen],
        own["n"].to_numpy(), own[list(STATE_COUNTS)].to_numpy(), low, high, ~nothing, nothing, nothing,
    )  # fmt: skip
    return Told(rows, np.flatnonzero(chosen), own.groupby(["wave", "item", "breakdown"], sort=False).indices)


def _places(rows: pd.DataFrame, nesting: Nesting) -> np.ndarray:
    places = {
        (name, group): place
        for name, found in nesting.breakdowns.items()
        for place, group in enumerate(found.groups)
    }
    return by_key(rows, ["breakdown", "group"], lambda *key: places[key], np.int64)


def _digits(rows: pd.DataFrame, questionnaire: Questionnaire) -> np.ndarray:
    own = decimals()
    return np.array([own[unit] for unit in units(rows, questionnaire)], dtype=float)


def _counts(rows: pd.DataFrame, half: np.ndarray, weighted: bool) -> tuple[np.ndarray, np.ndarray]:
    count, n, share = (rows[name].to_numpy() for name in ("count", "n", "estimate"))
    if weighted:
        return count, count
    margin = np.where(np.isnan(half), EXACT, half) * n + EXACT * n
    low, high = np.ceil(share * n - margin), np.floor(share * n + margin)
    return np.where(np.isnan(count), low, count), np.where(np.isnan(count), high, count)


def _totals(
    rows: pd.DataFrame, half: np.ndarray, questionnaire: Questionnaire, weighted: bool
) -> tuple[np.ndarray, np.ndarray]:
    low, length = _scales(rows, questionnaire)
    mean = _as_in_whole_sample(rows, questionnaire) if weighted else rows["estimate"].to_numpy()
    n = rows["n"].to_numpy()
    total = n * (mean - low) / length
    exact = EXACT * np.maximum(np.abs(mean), 1.0)
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

    return tuple(by_key(rows, ["item"], lambda item, at=side: ends(item)[at], float) for side in (0, 1))


def _as_in_whole_sample(rows: pd.DataFrame, questionnaire: Questionnaire) -> np.ndarray:
    """The mean of the whole sample for numbers; nothing for scores, whose categories are counted."""
    whole = rows[((rows["breakdown"] == "") & (rows["measure"] == "mean")).to_numpy()]
    means = dict(zip(zip(whole["wave"], whole["item"], strict=True), whole["estimate"], strict=True))
    items = questionnaire.items

    def mean(wave: str, item: str) -> float:
        return means.get((wave, item), np.nan) if items[item].traits.numeric else np.nan

    return np.where(rows["estimate"].isna(), np.nan, by_key(rows, ["wave", "item"], mean, float))
