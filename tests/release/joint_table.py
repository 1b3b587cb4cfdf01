"""A second attacker, written another way: one unknown per cell of the whole joint table.

The audit has an unknown for each count that could be published. Here there is one for each combination of
wave, municipality, band and answers to related items; every released number is a sum of such cells.
Nothing of the door is used: rows are read as somebody reads the files. Slow, but nothing can be forgotten:
whatever follows from the released numbers follows from these sums.

A percentage is an answer at the full end of the scale for that part of a respondent: its mean is a share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from monitor.release.results.released_set import ReleasedSet
from monitor.study.study import Study

PAIRS = {
    ("clear", "unclear"): [("sa", "no"), ("a", "no"), ("n", "no"), ("d", "yes"), ("sd", "yes"), ("", "")],
    ("works", "content"): [*(("under", code) for code in ("sa", "a", "n", "d", "sd", "")), ("over", "-")],
    ("share", "rest"): [("1", "0"), ("0", "1")],
    ("one", "two", "three"): [("y", "-", "-"), ("x", "y", "-"), ("x", "x", "y"), ("x", "x", "x")],
    ("set_a", "set_b", "set_none"): [
        *(tuple(code) for code in ("110", "100", "010", "001", "000")),
        ("", "", ""),
    ],
}
NETS = {"agree_net": {"sa", "a"}, "disagree_net": {"d", "sd"}, "": {"1"}}
SCORES = {"sa": 5.0, "a": 4.0, "n": 3.0, "d": 2.0, "sd": 1.0}
NUMBERS = ("share", "rest")
PARTS = {"": (), "region*size_class": ("region", "size_class")}
COARSER = {
    "": set(),
    "band": {""},
    "region": {""},
    "size_class": {""},
    "region*size_class": {"", "region", "size_class"},
    "municipality": {"", "region", "size_class", "region*size_class"},
}
FILTERS = {"content": {"works"}, "two": {"one"}, "three": {"one", "two"}}
CLASSES = ("few", "nearly_all")
HIDDEN = ("coarsened", "no_respondents")
STATES = ["n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable"]
WHOLE_PERCENT, ONE_DECIMAL, AS_WRITTEN = 0.005, 0.05, 1e-8
SLACK = 1e-5  # in respondents: a linear program holds its sums to about a millionth

Row = tuple[np.ndarray, np.ndarray, float, float]


def leaks(released: ReleasedSet, study: Study, most: int | None = None, by_band: bool = True) -> list[tuple]:
    """Suppressed figures whose range is smaller than it should be, with that range and what it might be.

    `most` figures of each pair are attacked, chosen at random but always the same; without `by_band` the
    breakdown by band is left aside.
    """
    asked = [pair for pair in PAIRS if set(pair) & {*released.estimates["item"]}]
    return [leak for pair in asked for leak in _JointTable(released, pair, study, by_band).leaks(most)]


class _JointTable:
    def __init__(self, released: ReleasedSet, pair: tuple[str, str], study: Study, by_band: bool) -> None:
        self.rounded = {breakdown.id for breakdown in study.breakdowns if breakdown.identifiable}
        self.rules, self.pair = study.disclosure, pair
        self.all_rows, changes = released.estimates, released.changes
        bands = ("young", "mid", "old", "") if by_band else ("",)
        self.rows = self._of_pair(self.all_rows, by_band)
        self.changes = self._of_pair(changes[changes["difference"].notna()], by_band)
        waves = dict.fromkeys(self.all_rows["wave"])
        places = [
            {"municipality": code, **study.municipalities.rows[code]} for code in study.municipalities.rows
        ]
        self.cells = pd.DataFrame(
            [
                {"wave": wave, **place, "band": band, **dict(zip(pair, answers, strict=True))}
                for wave, place, band, answers in product(waves, places, bands, PAIRS[pair])
            ]
        )
        self.inside, self.answered = cache(self._inside), cache(self._answered)

    def _of_pair(self, frame: pd.DataFrame, by_band: bool) -> pd.DataFrame:
        own = frame[frame["item"].isin(self.pair) & frame["measure"].isin(["share", "mean"])]
        return own if by_band else own[own["breakdown"] != "band"]

    def leaks(self, most: int | None) -> Iterator[tuple]:
        """The mean of a score needs no protection beside its categories; it may give them away, though."""
        attacked = (self.rows["status"] == "suppressed") & ~self.rows["reason"].isin(HIDDEN)
        suppressed = self.rows[attacked & ((self.rows["category"] != "") | self.rows["item"].isin(NUMBERS))]
        if most is not None and len(suppressed) > most:
            suppressed = suppressed.sample(most, random_state=1)
        everything = _matrix(self._equations(lambda row: True), len(self.cells))
        leaks = (self._leak(row, everything) for row in suppressed.itertuples())
        return (leak for leak in leaks if leak)

    def _leak(self, row, everything: tuple) -> tuple | None:
        rules = self.rules
        target = self._target(row.wave, row)
        low, high = _range(target, everything, row.measure)
        if high - low >= rules.width - AS_WRITTEN and high >= rules.reaches - AS_WRITTEN:
            return None
        coarser, filters = COARSER[row.breakdown], FILTERS.get(row.item, set())
        purpose = self._equations(
            lambda other: (
                other.breakdown in coarser or (other.breakdown == row.breakdown and other.item in filters)
            )
        )
        least, most = _range(target, _matrix(purpose, len(self.cells)), row.measure)
        wide = high - low >= min(rules.width, most - least) - 1e-4
        enough = wide and high >= min(rules.reaches, most) - 1e-4
        return (
            None
            if enough
            else (row.wave, row.item, row.category, row.breakdown, row.group, (low, high), (least, most))
        )

    def _target(self, wave: str, row) -> np.ndarray:
        inside = self.inside(wave, row.breakdown, row.group)
        return np.intersect1d(inside, self.answered(row.item, row.category))

    def _cells_of(self, wave: str, row) -> tuple[np.ndarray, np.ndarray]:
        """The cells that a row adds up, each with its factor."""
        if row.category or row.item in NUMBERS:
            cells = self._target(wave, row)
            return cells, np.ones(len(cells))
        cells = self.inside(wave, row.breakdown, row.group)
        score = self.cells[row.item].map(SCORES).fillna(0.0).to_numpy()
        return cells, score[cells]

    def _inside(self, wave: str, breakdown: str, group: str) -> np.ndarray:
        mask = (self.cells["wave"] == wave).to_numpy(copy=True)
        parts = PARTS.get(breakdown, (breakdown,))
        for part, code in zip(parts, group.split("|") if parts else (), strict=True):
            mask &= (self.cells[part] == code).to_numpy()
        return np.flatnonzero(mask)

    def _answered(self, item: str, category: str) -> np.ndarray:
        held = NETS.get(category, {category})
        return np.flatnonzero(self.cells[item].isin(list(held)))

    def _equations(self, is_used: Callable) -> Iterator[Row]:
        """Each row as cells, factors, least and most."""
        for row in self.rows[self.rows["status"] != "suppressed"].itertuples():
            if is_used(row):
                yield from self._estimate(row)
        for row in self.changes.itertuples():
            if is_used(row) and row.level == "category":
                yield self._change(row)
        for row in self._sizes().itertuples():
            yield _sum(
                self.inside(row.wave, row.breakdown, row.group), row.least, row.least if row.known else np.inf
            )

    def _estimate(self, row) -> Iterator[Row]:
        half, (fewest, greatest) = self._half(row), self._base(row)
        inside = self.inside(row.wave, row.breakdown, row.group)
        answers = self.cells[row.item].to_numpy()[inside]
        valid = inside[~np.isin(answers, ["", "-"])]
        yield _sum(valid, fewest, greatest)
        for code, count in (("", row.n_no_answer), ("-", row.n_not_asked)):
            if not np.isnan(count):
                yield _sum(inside[answers == code], count, count)
        cells, factors = self._cells_of(row.wave, row)
        if row.status in CLASSES:
            if row.measure == "share":
                yield (cells, factors, *((0.0, 1.0) if row.status == "few" else (row.n - 1.0, row.n)))
            return
        counts = [
            count
            for n in range(int(fewest), int(greatest) + 1)
            for count in ((row.estimate - half) * n - SLACK, (row.estimate + half) * n + SLACK)
        ]
        least, most = min(counts), max(counts)
        if row.measure == "share":
            least, most = np.ceil(least), np.floor(most)
        yield cells, factors, least, most
        for bound, low, high in ((row.estimate - half, 0.0, np.inf), (row.estimate + half, -np.inf, 0.0)):
            both = np.concatenate([factors, np.full(len(valid), -bound)])
            yield np.concatenate([cells, valid]), both, low - SLACK, high + SLACK

    def _change(self, row) -> Row:
        """The share of one wave less that of another."""
        (old, before), (new, after) = (self._cells_of(wave, row) for wave in (row.from_wave, row.to_wave))
        if row.breakdown in self.rounded:  # it follows from both rounded shares
            return np.array([], int), np.array([]), 0.0, 0.0
        half, difference = AS_WRITTEN * row.n_to + SLACK, row.difference * row.n_to
        factors = np.concatenate([before * (-row.n_to / row.n_from), after])
        return np.concatenate([old, new]), factors, difference - half, difference + half

    def _base(self, row) -> tuple[float, float]:
        """Whom a base can stand for: in identifiable groups above thirty it is told in fives."""
        if row.breakdown not in self.rounded or row.n < 30 or row.n % 5:
            return row.n, row.n
        return (30.0, 32.0) if row.n == 30 else (row.n - 2.0, row.n + 2.0)

    def _half(self, row) -> float:
        """Half a unit of the last decimal that is written: of scores one decimal, of shares whole percents."""
        if row.breakdown not in self.rounded:
            return AS_WRITTEN
        return WHOLE_PERCENT if row.category or row.item in NUMBERS else ONE_DECIMAL

    def _sizes(self) -> pd.DataFrame:
        """The size of each group, as far as any item tells it: it is not confidential."""
        published = (self.all_rows["status"] != "suppressed") & (self.all_rows["item"] != "mark")
        shown = self.all_rows[published & self.all_rows["breakdown"].isin({*self.rows["breakdown"]})]
        least = [self._base(row)[0] for row in shown.itertuples()]
        shown = shown.assign(least=shown[STATES].sum(axis=1) + least, known=shown["n_no_answer"].notna())
        return shown.groupby(["wave", "breakdown", "group"], as_index=False)[["least", "known"]].max()


def _sum(cells: np.ndarray, least: float, most: float) -> Row:
    return cells, np.ones(len(cells)), least, most


def _matrix(rows: Iterator[Row], size: int) -> tuple:
    from scipy.sparse import csr_array

    cells, factors, low, high = zip(*rows, strict=True)
    ends = np.concatenate([[0], np.cumsum([len(own) for own in cells])])
    matrix = csr_array((np.concatenate(factors), np.concatenate(cells), ends), (len(cells), size))
    matrix.sum_duplicates()
    return matrix, np.array(low), np.array(high)


def _range(target: np.ndarray, equations: tuple, measure: str) -> tuple[float, float]:
    from scipy.optimize import Bounds, LinearConstraint, milp

    ends = []
    for sign in (1.0, -1.0):
        objective = np.zeros(equations[0].shape[1])
        objective[target] = sign
        solved = milp(objective, constraints=LinearConstraint(*equations), bounds=Bounds(0.0, np.inf))
        assert solved.status in (0, 3), solved.message
        ends.append(float(solved.x[target].sum()) if solved.status == 0 else np.inf)
    if measure == "mean":
        return ends[0], ends[1]
    return float(np.ceil(ends[0] - 1e-6)), float(np.floor(ends[1] + 1e-6)) if ends[1] < np.inf else np.inf
