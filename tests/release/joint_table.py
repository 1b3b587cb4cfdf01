"""A second attacker, written another way: one unknown per cell of the whole joint table.

The audit has an unknown for each count that could be published. Here there is one for each combination of
municipality, band and answers to two related items; every released number is a sum of such cells. Slow and
small, but nothing can be forgotten: whatever follows from the released numbers follows from these sums.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pandas as pd

from monitor.release.coarsening import members_of
from monitor.study.study import Study

PAIRS = {
    ("clear", "unclear"): [("sa", "no"), ("a", "no"), ("n", "no"), ("d", "yes"), ("sd", "yes"), ("", "")],
    ("works", "content"): [*(("under", code) for code in ("sa", "a", "n", "d", "sd", "")), ("over", "-")],
}
COARSER = {
    "": set(),
    "band": {""},
    "region": {""},
    "size_class": {""},
    "region*size_class": {"", "region", "size_class"},
    "municipality": {"", "region", "size_class", "region*size_class"},
}
FILTERS = {"content": {"works"}}
HIDDEN = ("coarsened", "no_respondents")
STATES = ["n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable"]


def leaks(estimates: pd.DataFrame, study: Study) -> list[tuple]:
    """Suppressed shares whose range is smaller than it should be, with that range and what it might be."""
    found = []
    for wave, pair in product(dict.fromkeys(estimates["wave"]), PAIRS):
        own = estimates[estimates["wave"] == wave]
        found += _JointTable(own, pair, study).leaks()
    return found


class _JointTable:
    def __init__(self, rows: pd.DataFrame, pair: tuple[str, str], study: Study) -> None:
        self.study = study
        self.all_rows = rows
        self.rows = rows[rows["item"].isin(pair) & (rows["measure"] == "share")]
        frame = study.municipalities.rows
        places = [{"municipality": code, **frame[code]} for code in frame]
        self.cells = pd.DataFrame(
            [
                {**place, "band": band, **dict(zip(pair, answers, strict=True))}
                for place, band, answers in product(places, ("young", "mid", "old", ""), PAIRS[pair])
            ]
        )

    def leaks(self) -> list[tuple]:
        suppressed = self.rows[(self.rows["status"] == "suppressed") & ~self.rows["reason"].isin(HIDDEN)]
        everything = self._equations(lambda row: True)
        return [leak for row in suppressed.itertuples() if (leak := self._leak(row, everything))]

    def _leak(self, row, everything: tuple) -> tuple | None:
        rules, target = self.study.disclosure, self._inside(row) & self._answered(row)
        low, high = self._range(target, everything)
        if high - low >= rules.width and high >= rules.reaches:
            return None
        coarser, filters = COARSER[row.breakdown], FILTERS.get(row.item, set())
        purpose = self._equations(
            lambda other: (
                other.breakdown in coarser or (other.breakdown == row.breakdown and other.item in filters)
            )
        )
        least, most = self._range(target, purpose)
        enough = high - low >= min(rules.width, most - least) and high >= min(rules.reaches, most)
        return (
            None if enough else (row.item, row.category, row.breakdown, row.group, (low, high), (least, most))
        )

    def _inside(self, row) -> np.ndarray:
        mask = np.ones(len(self.cells), bool)
        if row.breakdown:
            parts = self.study.breakdown(row.breakdown).items
            for part, code in zip(parts, row.group.split("|"), strict=True):
                mask &= (self.cells[part] == code).to_numpy()
        return mask

    def _answered(self, row) -> np.ndarray:
        held = members_of(self.study.questionnaire.items[row.item])[row.category]
        return self.cells[row.item].isin(list(held)).to_numpy()

    def _equations(self, told: Callable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        sums, low, high = [], [], []

        def hold(mask: np.ndarray, least: float, most: float) -> None:
            sums.append(mask.astype(float))
            low.append(least)
            high.append(most)

        for row in self.rows[self.rows["status"] != "suppressed"].itertuples():
            if told(row):
                inside, answers = self._inside(row), self.cells[row.item]
                half = 0.005 * row.n if np.isnan(row.count) else 1e-6
                share = row.estimate * row.n
                hold(
                    inside & self._answered(row), np.ceil(share - half - 1e-6), np.floor(share + half + 1e-6)
                )
                hold(inside & ~answers.isin(["", "-"]).to_numpy(), row.n, row.n)
                for code, count in (("", row.n_no_answer), ("-", row.n_not_asked)):
                    if not np.isnan(count):
                        hold(inside & (answers == code).to_numpy(), count, count)
        for row in self._sizes().itertuples():
            hold(self._inside(row), row.least, row.least if row.told else np.inf)
        return np.array(sums), np.array(low), np.array(high)

    def _sizes(self) -> pd.DataFrame:
        """The size of each group, as far as any item tells it: no secret."""
        shown = self.all_rows[(self.all_rows["status"] != "suppressed") & (self.all_rows["item"] != "mark")]
        shown = shown.assign(least=shown[["n", *STATES]].sum(axis=1), told=shown["n_no_answer"].notna())
        return shown.groupby(["breakdown", "group"], as_index=False)[["least", "told"]].max()

    def _range(self, target: np.ndarray, equations: tuple) -> tuple[float, float]:
        from scipy.optimize import Bounds, LinearConstraint, milp

        matrix, low, high = equations
        ends = []
        for sign in (1.0, -1.0):
            constraints = LinearConstraint(matrix, low, high) if len(matrix) else ()
            solved = milp(sign * target, constraints=constraints, bounds=Bounds(0.0, np.inf))
            assert solved.status in (0, 3), solved.message
            ends.append(float(target @ solved.x) if solved.status == 0 else np.inf)
        return float(np.ceil(ends[0] - 1e-6)), float(np.floor(ends[1] + 1e-6)) if ends[1] < np.inf else np.inf
