"""An attacker who tries whole numbers: a weighted share fits few sets of them. Reads the released files and nothing of the product.

In a study weighted to one margin everybody knows what a respondent of each category weighs. A share p of n answers, of
which c said so, is then sum(w c) / sum(w n) over the categories. `told` tries every way to divide n, and for each every way
to divide c, that gives p to the digits that stand in the file; `total` does the same for the sum behind a mean. What is
found is held against what whole percentages of everybody tell, which are published on purpose.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

Bounds = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Weights:
    """By category of the margin: the weight of a respondent, and how many there are."""

    names: list[str]
    weight: np.ndarray
    respondents: np.ndarray


class WholeNumbers:
    """The released files of a study that is weighted to the one margin `margin`; of other weights what is `known` of them.

    `known` holds by category the weight of a respondent and how many there are.
    """

    def __init__(
        self,
        results: Path,
        margin: str,
        width: float = 5.0,
        known: Mapping[str, tuple[float, int]] | None = None,
    ) -> None:
        self.margin, self.width = margin, width
        frame = pd.read_csv(results / "estimates.csv", dtype=str, keep_default_na=False)
        for name in ("estimate", "count", "n"):
            frame[name] = pd.to_numeric(frame[name], errors="coerce")
        self.frame = frame
        method = json.loads((results / "method.json").read_text(encoding="utf-8"))
        self.weights: dict[str, Weights] = {}
        for wave in frame["wave"].unique():
            if known is not None:
                weight, n = (np.array([one[at] for one in known.values()]) for at in (0, 1))
                self.weights[wave] = Weights(list(known), weight, n)
                continue
            rows = [
                row for row in method["weighting"]["margins"] if row["wave"] == wave and row["respondents"]
            ]
            n = np.array([row["respondents"] for row in rows])
            total = np.array([row["total"] for row in rows])
            self.weights[wave] = Weights([row["category"] for row in rows], total / n, n)

    def findings(self, items: Collection[str] = ()) -> list[str]:
        """Hidden counts of categories of the margin that the shares of everybody tell; of some items only, where named."""
        return [*self._hidden_counts(items), *(() if items else self._hidden_totals())]

    def _hidden_counts(self, items: Collection[str]) -> Iterator[str]:
        shares = self.frame[self.frame["measure"] == "share"]
        shares = shares[shares["item"].isin(list(items))] if items else shares
        for (wave, item), rows in shares.groupby(["wave", "item"]):
            hidden = rows[(rows["breakdown"] == self.margin) & (rows["status"] == "suppressed")]
            if hidden.empty or item == self.margin:
                continue
            found, alone = (self.told(wave, item, "", on_purpose=purpose) for purpose in (False, True))
            for row in hidden.itertuples():
                at = (
                    self.weights[wave].names.index(row.group)
                    if row.group in self.weights[wave].names
                    else None
                )
                if at is None or row.category not in found:
                    continue
                (low, high), (least, most) = (one[row.category] for one in (found, alone))
                span, top = min(self.width, most[at] - least[at]), min(self.width, most[at])
                if high[at] - low[at] < span or high[at] < top:
                    yield f"{wave} {item}.{row.category} {row.group}: {low[at]:.0f} to {high[at]:.0f} of {least[at]:.0f} to {most[at]:.0f}"

    def told(
        self, wave: str, item: str, breakdown: str, group: str = "", on_purpose: bool = False
    ) -> dict[str, Bounds]:
        """By category of an item in one group: least and most who said so, by category of the margin.

        `on_purpose` is what whole percentages tell, as a report prints them.
        """
        rows = self._shares(wave, item, breakdown, group)
        rows = rows[rows["estimate"].notna()]
        found: dict[str, Bounds] = {}
        if rows.empty:
            return found
        known = self._shown(wave, item) if not breakdown else {}
        for n in self._divisions(wave, int(rows["n"].iloc[0]), breakdown, group, known):
            one: dict[str, Bounds] = {}
            for row in rows.itertuples():
                figure = self._figure(row.estimate, item, breakdown, on_purpose)
                fixed = {
                    at: counts[row.category] for at, (_, counts) in known.items() if row.category in counts
                }
                weight = self.weights[wave].weight
                if math.isnan(row.count) or on_purpose:
                    fits = _fitting_share(weight, n, figure, fixed)
                else:
                    fits = _fitting(weight, n, int(row.count), figure, fixed)
                if fits is None:
                    break
                one[row.category] = fits
            else:
                for category, (low, high) in one.items():
                    least, most = found.get(category, (low, high))
                    found[category] = np.minimum(least, low), np.maximum(most, high)
        return found

    def _hidden_totals(self) -> Iterator[str]:
        """Sums of grades of a category of which the mean is hidden, where none is told to come from anything but whole grades."""
        for row in self.frame[
            (self.frame["measure"] == "mean") & (self.frame["item"] == "mark")
        ].itertuples():
            if row.breakdown != self.margin or row.status != "suppressed":
                continue
            at = self.weights[row.wave].names.index(row.group)
            low, high, n = self.total(row.wave, row.item, at)
            if n and (high - low) / 9 < self.width:
                yield f"{row.wave} mean of {row.item} {row.group}: {low:.0f} to {high:.0f}"

    def total(
        self, wave: str, item: str, at: int, ends: tuple[int, int] = (1, 10)
    ) -> tuple[float, float, int]:
        """Least and most that the grades in one category can add up to, and how many ways there are to divide the answers."""
        own = self.frame[
            (self.frame["wave"] == wave) & (self.frame["item"] == item) & (self.frame["breakdown"] == "")
        ]
        row = next(own[own["measure"] == "mean"].itertuples())
        if math.isnan(row.estimate):
            return -math.inf, math.inf, 0
        half = 0.05 if abs(row.estimate * 10 - round(row.estimate * 10)) < 1e-9 else 5e-10 * row.estimate
        weight, low, high, ways = self.weights[wave].weight, math.inf, -math.inf, 0
        for n in self._divisions(wave, int(row.n), "", "", {}):
            sums = [np.arange(ends[0] * many, ends[1] * many + 1) for many in n[:-1]]
            grid = np.stack([one.ravel() for one in np.meshgrid(*sums, indexing="ij")])
            rest = (weight * n).sum()
            side = [
                ((row.estimate + sign * half) * rest - weight[:-1] @ grid) / weight[-1] for sign in (-1, 1)
            ]
            first = np.maximum(np.ceil(side[0]), ends[0] * n[-1])
            last = np.minimum(np.floor(side[1]), ends[1] * n[-1])
            fits = first <= last
            if fits.any():
                ways += 1
                least, most = (grid[at][fits],) * 2 if at < len(grid) else (first[fits], last[fits])
                low, high = min(low, least.min()), max(high, most.max())
        return low, high, ways

    def _shares(self, wave: str, item: str, breakdown: str, group: str) -> pd.DataFrame:
        frame = self.frame
        own = (frame["wave"] == wave) & (frame["item"] == item) & (frame["measure"] == "share")
        return frame[own & (frame["breakdown"] == breakdown) & (frame["group"] == group)]

    def _figure(self, share: float, item: str, breakdown: str, whole: bool) -> tuple[float, float]:
        """Least and most that a share can be, by the digits of its table or to the `whole` percent."""
        if whole:
            percent = math.floor(100 * share + 0.5 + 1e-9) / 100
            return percent - 0.005, percent + 0.005
        frame = self.frame
        own = (frame["item"] == item) & (frame["breakdown"] == breakdown) & (frame["measure"] == "share")
        told = frame.loc[own, "estimate"].dropna() * 100
        half = 0.005 if (abs(told - told.round()) < 1e-7).all() else 5e-10 * max(share, 1e-3)
        return share - half, share + half

    def _shown(self, wave: str, item: str) -> Mapping[int, tuple[int, dict[str, int]]]:
        """Base and counts of the categories of the margin that are published, by their place."""
        found = {}
        for at, name in enumerate(self.weights[wave].names):
            rows = self._shares(wave, item, self.margin, name)
            rows = rows[rows["count"].notna()]
            if len(rows):
                counts = rows["count"].astype(int)
                found[at] = int(rows["n"].iloc[0]), dict(zip(rows["category"], counts, strict=True))
        return found

    def _divisions(
        self, wave: str, n: int, breakdown: str, group: str, known: Mapping[int, tuple[int, dict[str, int]]]
    ) -> Iterator[np.ndarray]:
        """Every way to divide the answers of a group over the categories of the margin."""
        weights = self.weights[wave]
        most = self._sizes(wave, breakdown, group)
        left_out = int(most.sum()) - n
        ranges = [
            range(known[at][0], known[at][0] + 1)
            if at in known
            else range(max(0, int(top) - left_out), int(top) + 1)
            for at, top in enumerate(most)
        ]
        for first in product(*ranges[:-1]):
            last = n - sum(first)
            if last in ranges[-1]:
                yield np.array([*first, last])
        assert len(weights.names) == len(most)

    def _sizes(self, wave: str, breakdown: str, group: str) -> np.ndarray:
        """Most respondents of each category of the margin in a group: what the item of the margin tells of it."""
        weights = self.weights[wave]
        if not breakdown:
            return weights.respondents
        rows = self._shares(wave, self.margin, breakdown, group)
        counts = dict(zip(rows["category"], rows["count"], strict=True))
        return np.array(
            [most if math.isnan(counts.get(name, math.nan)) else counts[name]
             for name, most in zip(weights.names, weights.respondents, strict=True)]
        )  # fmt: skip


def _fitting_share(
    weight: np.ndarray, n: np.ndarray, figure: tuple[float, float], fixed: Mapping[int, int]
) -> Bounds | None:
    """Least and most of each category in whatever way any number of `n` gives a share; None in none."""
    order, grid = _tried(n, fixed, 1)
    last, total = order[-1], (weight * n).sum()
    ends = [(side * total - weight[order[:-1]] @ grid) / weight[last] for side in figure]
    low, high = np.maximum(np.ceil(ends[0] - 1e-7), 0), np.minimum(np.floor(ends[1] + 1e-7), n[last])
    if last in fixed:
        low, high = np.maximum(low, fixed[last]), np.minimum(high, fixed[last])
    fits = low <= high
    if not fits.any():
        return None
    least, most = np.zeros(len(n)), np.zeros(len(n))
    for at, values in zip(order[:-1], grid, strict=True):
        least[at], most[at] = values[fits].min(), values[fits].max()
    least[last], most[last] = low[fits].min(), high[fits].max()
    return least, most


def _tried(n: np.ndarray, fixed: Mapping[int, int], left: int) -> tuple[list[int], np.ndarray]:
    """The categories, those that are known and the smallest first, and every number of each but the last `left`."""
    order = sorted(range(len(n)), key=lambda at: (at not in fixed, n[at]))
    ranges = [np.array([fixed[at]]) if at in fixed else np.arange(n[at] + 1) for at in order[:-left]]
    tried = [one.ravel() for one in np.meshgrid(*ranges, indexing="ij")]
    return order, np.stack(tried) if tried else np.zeros((0, 1))


def _fitting(
    weight: np.ndarray, n: np.ndarray, count: int, figure: tuple[float, float], fixed: Mapping[int, int]
) -> Bounds | None:
    """Least and most of each category in whatever way `count` answers of `n` can be divided to give a share; None in none."""
    order, grid = _tried(n, fixed, 2)
    one, other = order[-2:]
    left, total = count - grid.sum(axis=0), (weight * n).sum()
    so_far = weight[order[:-2]] @ grid + weight[other] * left
    gap = weight[one] - weight[other]
    ends = np.sort([(side * total - so_far) / gap for side in figure], axis=0)
    low = np.maximum(np.ceil(ends[0] - 1e-7), np.maximum(0, left - n[other]))
    high = np.minimum(np.floor(ends[1] + 1e-7), np.minimum(n[one], left))
    for at, places in ((one, (low, high)), (other, (left - high, left - low))):
        if at in fixed:
            inside = (places[0] <= fixed[at]) & (fixed[at] <= places[1])
            chosen = np.full(len(left), fixed[at])
            chosen = chosen if at == one else left - chosen
            low, high = np.where(inside, chosen, 1), np.where(inside, chosen, 0)
    fits = low <= high
    if not fits.any():
        return None
    least, most = np.zeros(len(n)), np.zeros(len(n))
    for at, values in zip(order[:-2], grid, strict=True):
        least[at], most[at] = values[fits].min(), values[fits].max()
    least[one], most[one] = low[fits].min(), high[fits].max()
    least[other], most[other] = (left - high)[fits].min(), (left - low)[fits].max()
    return least, most
