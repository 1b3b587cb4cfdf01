"""A second attacker for the made-up designs: reads the released files and nothing of the product.

One unknown per cell of the whole joint table of a wave: municipality, age band, years and answers. Every released
share, base, count and number of missing answers is a sum of such cells, with weights where a reader knows them.
What is derived from rounded figures is worked out again first (`derived_again`): a number that is finer is a hole of
its own, and so are a class that is told in a number and files that differ. Each finding is a text.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import load_workbook
from scipy.optimize import linprog
from scipy.sparse import csr_array

from .benchmark_again import BenchmarkAgain
from .derived_again import MADE, Again
from .designs import BENCHMARKED, COUNTRY, IDENTIFIABLE, TOTALS, Design, people_of
from .reference_again import ReferenceAgain, figure_of

AGREE = ("sa", "a", "n", "d", "sd")
NETS = {"agree_net": {"sa", "a"}, "disagree_net": {"d", "sd"}}
YEARS = ("y0", "y2", "y5", "y10")
CLASSES = {
    "years_two": {"short": {"y0", "y2"}, "long": {"y5", "y10"}},
    "years_three": {"new": {"y0"}, "some": {"y2", "y5"}, "much": {"y10"}},
}
UNITS = {"share": "percentage", "rest": "percentage", "mark": "grade", "years": "number", "clear": "score",
         "content": "score"}  # fmt: skip
SETS = {"set": ("set_a", "set_b", "set_none")}
ANSWERS = {
    "uses": [
        *(("often", code) for code in (*AGREE, "")),
        *(("seldom", code) for code in (*AGREE, "")),
        ("never", "-"),
    ],
    "clear": [(code,) for code in (*AGREE, "")],
    "set": [("1", "1", "0"), ("1", "0", "0"), ("0", "1", "0"), ("0", "0", "1")],
}
ITEMS = {
    "uses": ("uses", "content", "any_use", "often_use", "seldom_use"),
    "clear": ("clear",),
    "set": ("set_a", "set_b", "set_none"),
}
SHOWN = {"clear": {"agree_net"}, "content": {"agree_net"}, "uses": {"often"}, **dict.fromkeys(
    ("any_use", "often_use", "seldom_use"), {"yes", "no"}), **dict.fromkeys(SETS["set"], {"1"})}  # fmt: skip
COARSER = {
    "": (), "band": ("",), "region": ("",), "size_class": ("",), "years_four": ("",), "years_two": ("",),
    "years_three": ("",), "region*size_class": ("", "region", "size_class"),
    "municipality": ("", "region", "size_class", "region*size_class"),
}  # fmt: skip
NESTED = {"years_four": ("years_two", "years_three")}
ENDS = {item: (1.0, 10.0) if measure == "mean" else (0.0, 1.0) for item, (_, measure) in BENCHMARKED.items()}
SLACK = 1e-5
BOOK = "tabellenboek.xlsx"
NUMBER = re.compile(r"-?[0-9.]+(e-?[0-9]+)?")
Equation = tuple[np.ndarray, np.ndarray, float, float]


class SecondAttacker:
    """The released files of one design as equations over the joint table; those `beside` them are read together."""

    def __init__(
        self, results: Path, design: Design, width: float = 5.0, beside: Sequence[Path] = ()
    ) -> None:
        self.results, self.design, self.width = results, design, width
        self.rows = pd.concat([self._read(folder) for folder in (results, *beside)], ignore_index=True)

    @staticmethod
    def _read(results: Path) -> pd.DataFrame:
        texts = [
            "study",
            "wave",
            "indicator",
            "item",
            "category",
            "breakdown",
            "group",
            "measure",
            "peer_set",
            "status",
            "reason",
        ]
        frame = pd.read_csv(results / "estimates.csv", dtype=str, keep_default_na=False)
        frame = frame[~frame["measure"].isin(MADE)]
        numbers = frame.drop(columns=texts).replace("", "nan").astype(float)
        return _with_rounding(pd.concat([frame[texts], numbers], axis=1))

    def findings(self, most: int = 8) -> list[str]:
        """Everything found; of each family and wave at most so many hidden figures are attacked."""
        return [*self._finer(), *self._told(), *self._copies(), *self._book(), *self._inferred(most)]

    # columns

    def _finer(self) -> list[str]:
        waves = sorted(self.rows["wave"].unique())
        again = Again(self.results, IDENTIFIABLE, UNITS, {"share": 0.1, "grade": 0.5}, SETS, waves)
        found = again.mismatches()
        if self.design.benchmark:
            found = [*found, *self.benchmark.mismatches()]
        if self.design.reference:
            found = [*found, *ReferenceAgain(self.results, ENDS).mismatches(), *self._of_the_reference()]
        return found

    def _of_the_reference(self) -> Iterator[str]:
        """Each number that is told of the other survey stands in the files of that survey, and its design effect no finer."""
        told = json.loads((self.results / "method.json").read_text(encoding="utf-8"))["reference"]
        there = self.results.parent / COUNTRY / "build" / told["study"] / told["wave"] / "results"
        for figure in told["figures"]:
            row = figure_of(there, figure["item"], figure["category"], figure["measure"])
            digits = 2 if figure["measure"] == "share" else 1
            known = (round(float(row["estimate"]), digits), float(row["n"]), round(float(row["deff"]), 1))
            if not np.allclose(
                known,
                (figure["estimate"], figure["n"], figure["deff"]),
                rtol=0,
                atol=0.5 * 10**-digits + SLACK,
            ):
                yield f"reference of {figure['item']}: {known}"
            if any(len(f"{figure[name] or 0:g}".replace(".", "").strip("0")) > 2 for name in ("s2", "tau")):
                yield f"finer reference of {figure['item']}: {figure['s2']}, {figure['tau']}"

    @property
    def benchmark(self) -> BenchmarkAgain:
        places = _places(self.design)
        people = {code: float(people_of(at)) for at, (code, _, _) in enumerate(places)}
        traits = {code: (size, region) for code, region, size in places}
        return BenchmarkAgain(self.results, people, traits, BENCHMARKED, ENDS)

    def _told(self) -> Iterator[str]:
        """Nobody or everybody told in a number in a small group, small counts in identifiable ones, numbers of the hidden."""
        for row in self.rows.itertuples():
            at = f"{row.wave} {row.item}.{row.category} {row.breakdown} {row.group}"
            number = not math.isnan(row.estimate)
            if row.status == "suppressed" and (number or not math.isnan(row.n)):
                yield f"number: {at}"
            if not number or row.measure != "share":
                continue
            if (
                row.breakdown in IDENTIFIABLE
                and self.design.weights == "none"
                and not 5 <= round(row.estimate * row.n) <= row.n - 5
                and row.n < 100
            ):
                yield f"small: {at}"
            small = row.breakdown not in IDENTIFIABLE and row.n < 30 and not math.isnan(row.count)
            if small and (row.count <= 1 or row.count >= row.n - 1):
                yield f"class: {at}"

    def _copies(self) -> Iterator[str]:
        """The Parquet copy says what the CSV file says, number by number."""
        for name in ("estimates", "changes"):
            with (self.results / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                one = list(csv.DictReader(file))
            other = pd.read_parquet(self.results / f"{name}.parquet")
            for column in other.columns:
                told = [row[column] for row in one]
                if other[column].dtype == "float64":
                    numbers = np.array([float(text) if text else np.nan for text in told])
                    same = np.isclose(numbers, other[column], rtol=1e-9, atol=0, equal_nan=True).all()
                else:
                    same = [text.removeprefix("'") for text in told] == other[column].tolist()
                if not same:
                    yield f"copy: {name}.parquet {column}"

    def _book(self) -> Iterator[str]:
        """The table book, where there is one, has no number that stands in neither table nor, whole or not, in method.json."""
        path = self.results / BOOK
        if not path.exists():
            return
        method = json.loads((self.results / "method.json").read_text(encoding="utf-8"))
        of_method = list(_numbers_in(method))
        whole = [math.floor(number + 0.5) for number in of_method]
        told = np.array(sorted([*self._numbers("estimates"), *self._numbers("changes"), *of_method, *whole]))
        for sheet in load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                for number in (float(value) for value in row if type(value) in (int, float)):
                    if not any(_is_among(one, told) for one in (number, number / 100, -number)):
                        yield f"book: {sheet.title} {number}"

    def _numbers(self, name: str) -> Iterator[float]:
        with (self.results / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (float(text) for text in row.values() if NUMBER.fullmatch(text))

    # the joint table

    def _inferred(self, most: int) -> Iterator[str]:
        for wave, family in product(sorted(self.rows["wave"].unique()), ANSWERS):
            own = self.rows[(self.rows["wave"] == wave) & self.rows["item"].isin(ITEMS[family])]
            own = own[(own["measure"] == "share") & (own["peer_set"] == "")]
            hidden = own[own["reason"].isin(["small_group", "withheld"]) & (own["status"] == "suppressed")]
            if len(hidden) > most:
                hidden = hidden.sample(most, random_state=self.design.seed)
            table = _Joint(self.design, family, own, self.rows[self.rows["wave"] == wave])
            for row in hidden.itertuples():
                low, high = table.range(row, table.everything)
                if high - low >= self.width - 1e-4 and high >= self.width - 1e-4:
                    continue
                least, top = table.range(row, table.on_purpose(row))
                if high - low < min(self.width, top - least) - 1e-3 or high < min(self.width, top) - 1e-3:
                    yield f"inferred: {wave} {row.item}.{row.category} {row.breakdown} {row.group}: {low:.2f} to {high:.2f}"


class _Joint:
    def __init__(self, design: Design, family: str, rows: pd.DataFrame, wave: pd.DataFrame) -> None:
        self.design, self.family, self.rows = design, family, rows
        self.cells = pd.DataFrame(
            [(*place, band, years, *answer)
             for place, band, years, answer in product(_places(design), TOTALS, YEARS, ANSWERS[family])],
            columns=["municipality", "region", "size_class", "band", "years_four", *_columns(family)],
        )  # fmt: skip
        self.weight = self._weights(wave)
        published = rows[rows["status"] != "suppressed"]
        self.equations = [(row, list(self._of(row))) for row in published.itertuples()]
        self.everything = _stacked(
            self._sizes(wave), [part for _, parts in self.equations for part in parts], len(self.cells)
        )
        self.sizes = self._sizes(wave)

    def _weights(self, wave: pd.DataFrame) -> np.ndarray | None:
        """Population over respondents by band, where a reader knows both."""
        if self.design.weights != "raked":
            return None
        own = wave[(wave["item"] == "band") & (wave["breakdown"] == "") & (wave["measure"] == "share")]
        counts = dict(zip(own["category"], own["count"], strict=True))
        weight = {band: total / counts[band] for band, total in TOTALS.items()}
        return self.cells["band"].map(weight).to_numpy(float)

    def on_purpose(self, row) -> tuple:
        """What is published on purpose, seen from a hidden figure: coarser groups, its filter, the shown figure of classes."""
        parts = []
        for other, own in self.equations:
            coarser = other.breakdown in COARSER[row.breakdown]
            shown = other.breakdown in NESTED.get(row.breakdown, ()) and other.category in SHOWN[other.item]
            filters = row.item == "content" and other.item != "content" and other.breakdown == row.breakdown
            if coarser or shown or filters:
                parts += own
        return _stacked(self.sizes, parts, len(self.cells))

    def range(self, row, equations: tuple) -> tuple[float, float]:
        target = self._inside(row.breakdown, row.group) * self._answered(row.item, row.category)
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(sign * target, A_ub=equations[0], b_ub=equations[1], method="highs")
            assert solved.status in (0, 3), solved.message
            ends.append(sign * solved.fun if solved.status == 0 else math.inf)
        return math.ceil(ends[0] - 1e-6), ends[1] if math.isinf(ends[1]) else math.floor(ends[1] + 1e-6)

    def _inside(self, breakdown: str, group: str) -> np.ndarray:
        mask = np.ones(len(self.cells))
        if not breakdown:
            return mask
        for part, code in zip(breakdown.split("*"), group.split("|"), strict=True):
            held = CLASSES.get(part, {}).get(code, {code})
            mask = mask * self.cells["years_four" if part in CLASSES else part].isin(held).to_numpy(float)
        return mask

    def _answered(self, item: str, category: str) -> np.ndarray:
        cells = self.cells
        if item == "any_use":
            return (cells["uses"].ne("never") == (category == "yes")).to_numpy(float)
        if item in ("often_use", "seldom_use"):
            return (cells["uses"].eq(item.removesuffix("_use")) == (category == "yes")).to_numpy(float)
        return cells[item].isin(NETS.get(category, {category})).to_numpy(float)

    def _valid(self, item: str) -> np.ndarray:
        column = item if item in self.cells else "uses"
        return (~self.cells[column].isin(["", "-"])).to_numpy(float)

    def _of(self, row) -> Iterator[Equation]:
        """The equations of one released row."""
        inside = self._inside(row.breakdown, row.group)
        valid, target = inside * self._valid(row.item), inside * self._answered(row.item, row.category)
        rounded = row.breakdown in IDENTIFIABLE
        low, high = _bases(row.n) if rounded else (row.n, row.n)
        yield valid, low, high
        column = row.item if row.item in self.cells else "uses"
        for code, count in (("", row.n_no_answer), ("-", row.n_not_asked)):
            if not math.isnan(count):
                yield inside * self.cells[column].eq(code).to_numpy(float), count, count
        if row.status in ("few", "nearly_all"):
            yield (target, 0.0, 1.0) if row.status == "few" else (target, row.n - 1, row.n)
            return
        if not math.isnan(row.count):
            yield target, row.count, row.count
        half = 0.005 if rounded or row.rounded else 1e-8
        if self.design.weights == "none" or self.weight is not None:
            weight = 1.0 if self.weight is None else self.weight
            scale = 1.0 if self.weight is None else float(np.mean(self.weight))
            yield weight * (target - (row.estimate - half) * valid) / scale, -SLACK, math.inf
            yield weight * (target - (row.estimate + half) * valid) / scale, -math.inf, SLACK

    def _sizes(self, wave: pd.DataFrame) -> list[tuple[np.ndarray, float, float]]:
        """The size of each group, as far as any item tells it: it is not confidential."""
        shown = wave[
            (wave["status"] != "suppressed")
            & wave["n"].notna()
            & (wave["measure"] == "share")
            & (wave["item"] != "mark")
        ]
        states = ["n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable"]
        sizes = []
        for (breakdown, group), own in shown.groupby(["breakdown", "group"]):
            if breakdown in IDENTIFIABLE:
                least = max(_bases(n)[0] for n in own["n"])
                sizes.append((self._inside(breakdown, group), least, math.inf))
            else:
                whole = own["n_no_answer"].notna().any()
                total = float((own["n"] + own[states].sum(axis=1)).max())
                sizes.append((self._inside(breakdown, group), total, total if whole else math.inf))
        return [*sizes, *self._sizes_inside(shown)]

    def _sizes_inside(self, shown: pd.DataFrame) -> Iterator[Equation]:
        """Who answers so in a group is a group as well: young people in the north."""
        for row in shown[shown["item"].isin(["band", "years_four", *CLASSES])].itertuples():
            if not math.isnan(row.count) and row.category in self._groups(row.item):
                yield (
                    self._inside(row.breakdown, row.group) * self._inside(row.item, row.category),
                    row.count,
                    row.count,
                )

    @staticmethod
    def _groups(item: str) -> tuple[str, ...]:
        return {"band": tuple(TOTALS), "years_four": YEARS}.get(item) or tuple(CLASSES[item])


def _with_rounding(frame: pd.DataFrame) -> pd.DataFrame:
    """`rounded` marks rows of tables in which every share is a whole percentage: they may be anything that rounds to it."""
    shares = frame["measure"] == "share"
    percent = frame["estimate"].where(shares) * 100
    finer = (
        ((percent - percent.round()).abs() > 1e-7)
        .groupby([frame["item"], frame["breakdown"]])
        .transform("any")
    )
    return frame.assign(rounded=shares & ~finer)


def _places(design: Design) -> list[tuple[str, str, str]]:
    """Each municipality with its region and size class."""
    return [
        (f"M{at:03d}", ("noord", "zuid")[at % 2], ("small", "large")[at // 2 % 2])
        for at in range(design.municipalities)
    ]


def _numbers_in(told: Any) -> Iterator[float]:
    """All numbers of a JSON document."""
    if isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _numbers_in(one)
    elif type(told) in (int, float):
        yield float(told)


def _is_among(number: float, told: np.ndarray) -> bool:
    """Whether a number is one of sorted ones, up to the ten digits that files hold."""
    room = 1e-9 * max(1.0, abs(number))
    first = int(np.searchsorted(told, number - room))
    return first < len(told) and told[first] <= number + room


def _columns(family: str) -> tuple[str, ...]:
    return {"uses": ("uses", "content"), "clear": ("clear",), "set": SETS["set"]}[family]


def _bases(n: float) -> tuple[float, float]:
    if n < 30 or n % 5:
        return n, n
    return (30.0, 32.0) if n == 30 else (n - 2, n + 2)


def _stacked(*parts) -> tuple:
    """All equations as A x <= b."""
    *lists, size = parts
    rows = [equation for own in lists for equation in own]
    matrix = np.array([row[0] for row in rows]).reshape(-1, size)
    low, high = (np.array([row[at] for row in rows], float) for at in (1, 2))
    above, below = np.isfinite(high), np.isfinite(low)
    return csr_array(np.concatenate([matrix[above], -matrix[below]])), np.concatenate(
        [high[above] + SLACK, -low[below] + SLACK]
    )
