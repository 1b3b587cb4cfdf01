"""Every number of a survey that is held against another one worked out again, in code of its own.

As `benchmark_again`: files read as texts, formulas written out after the methods page, nothing of the product. What the reference
released is read in its own files where they are given, and else as method.json of the own survey tells it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scipy import stats

from .derived_again import Row, half_up, number, rows_of


class ReferenceAgain:
    """The rows of one own survey that is held against another; `ends` by item the ends of the scale of its mean."""

    def __init__(self, results: Path, ends: Mapping[str, tuple[float, float]], alpha: float = 0.05) -> None:
        method = json.loads((results / "method.json").read_text(encoding="utf-8"))
        told = method["reference"]
        self.figures = {one["item"]: one for one in told["figures"]}
        self.name = f"survey:{told['study']}"
        rows = rows_of(results / "estimates.csv")
        self.last = max(row["wave"] for row in rows)
        of_weights = {one["wave"]: one["deff"] for one in (method.get("weighting") or {}).get("waves", ())}
        self.of_weights = half_up(of_weights.get(self.last, 1.0), 1)
        self.drawn = {row["item"]: row for row in rows if row["measure"] == "shrunken"}
        self.own = {
            row["item"]: row
            for row in rows
            if row["wave"] == self.last and row["breakdown"] == "" and self._is_shown(row)
        }
        compared = [row for row in rows_of(results / "changes.csv") if row["comparison"] == self.name]
        self.compared = {row["item"]: row for row in compared}
        self.ends, self.alpha = ends, alpha

    def _is_shown(self, row: Row) -> bool:
        figure = self.figures.get(row["item"], {})
        return (row["category"], row["measure"]) == (figure.get("category"), figure.get("measure"))

    def mismatches(self) -> list[str]:
        """Each number that does not follow from displayed ones, and each that is told of a hidden figure."""
        return [*self._hidden(), *self._numbers(), *self._family()]

    def _hidden(self) -> Iterator[str]:
        for item in self.figures:
            told = item in self.own and self.own[item]["estimate"] != ""
            for row in (self.compared.get(item, {}), self.drawn.get(item, {})):
                numbers = ("difference", "p", "told_low", "told_high", "mdd", "n_to", "estimate", "se", "n")
                if not told and any(row.get(name) for name in numbers):
                    yield f"number of hidden: {item}"
            if not told and self.compared.get(item, {}).get("verdict") in ("higher", "lower"):
                yield f"side of hidden: {item}"

    def _figure(self, item: str) -> dict[str, Any]:
        """All that is known of one figure, and what follows of it."""
        figure, own = self.figures[item], self.own[item]
        share = figure["measure"] == "share"
        digits = 2 if share else 1
        level, estimate = figure["estimate"], half_up(number(own["estimate"]), digits)
        n, s2 = number(own["n"]), figure["s2"]
        k = max(half_up(number(own["deff"] or "1"), 1), self.of_weights, 1.0) / n
        k_level = max(figure["deff"] or 1.0, 1.0) / figure["n"]
        answers = 1 / (k + k_level)
        if share:
            above = _upper(estimate, answers, level)
            p = min(1.0, 2 * min(above, 1 - above))
        else:
            p = float(2 * stats.norm.sf(abs(estimate - level) / math.sqrt(s2 / answers)))
        few = n < 10 or 1 / k < 10 or (share and min(level, 1 - level) / k < 5)
        tau, low_end, high_end = figure["tau"], *((0.0, 1.0) if share else self.ends[item])
        part = 1.0 if tau is None else tau**2 / (tau**2 + s2 * k)
        mean = level + part * (estimate - level)
        sd = math.sqrt(part * s2 * k + (1 - part) ** 2 * s2 * k_level)
        low, high = max(mean - 1.959963985 * sd, low_end), min(mean + 1.959963985 * sd, high_end)
        return {
            "digits": digits, "difference": estimate - level, "n": n, "p": math.nan if few else p, "few": few,
            "se": math.sqrt(s2 / answers), "mean": mean, "sd": sd, "low": low, "high": high, "level": level,
            "weight": min(sd**2 / (s2 * k), 1.0), "effective": s2 / sd**2, "deff": k * n,
        }  # fmt: skip

    def _told(self) -> dict[str, dict[str, Any]]:
        return {
            item: self._figure(item)
            for item, figure in self.figures.items()
            if item in self.own and self.own[item]["estimate"] and not figure["broken"]
        }

    def _numbers(self) -> Iterator[str]:
        for item, known in self._told().items():
            row, drawn, digits = self.compared[item], self.drawn[item], known["digits"]
            yield from _equal(row, "difference", known["difference"], digits)
            yield from _equal(row, "n_to", known["n"], 0)
            yield from _equal(row, "se", known["se"], digits)
            yield from _equal(row, "p", known["p"], 3)
            yield from _equal(drawn, "estimate", known["mean"], digits)
            yield from _equal(drawn, "se", known["sd"], digits)
            yield from _equal(drawn, "ci_low", known["low"], digits)
            yield from _equal(drawn, "ci_high", known["high"], digits)
            yield from _equal(drawn, "n_effective", known["effective"], 0)
            yield from _equal(drawn, "deff", known["deff"], 1)
            if known["few"] != (row["verdict"] == "too_few"):
                yield f"verdict of {item}: {row['verdict']}"

    def _family(self) -> Iterator[str]:
        """Holm, where a hidden figure counts as 1; then both conditions, on displayed ends."""
        known = self._told()
        hidden = [item for item, one in self.figures.items() if item not in known and not one["broken"]]
        tested = sorted((item for item in known if not known[item]["few"]), key=lambda item: known[item]["p"])
        tests, least = len(tested) + len([item for item in hidden if item in self.compared]), 0.0
        for place, item in enumerate(tested):
            row, one = self.compared[item], known[item]
            least = max(least, min(1.0, (tests - place) * one["p"]))
            low, high = (half_up(one[end], one["digits"]) for end in ("low", "high"))
            z = max(
                stats.norm.isf(self.alpha / (2 * tests)),
                stats.norm.isf(self.alpha / 2) / one["weight"] ** 0.5,
            )
            yield from _equal(row, "p_adjusted", least, 3)
            yield from _equal(row, "level_in_force", self.alpha / tests, 9)
            yield from _equal(row, "mdd", (z + stats.norm.isf(0.2)) * one["se"], one["digits"])
            up = least < self.alpha and one["difference"] > 0 and low > one["level"]
            down = least < self.alpha and one["difference"] < 0 and high < one["level"]
            verdict = "higher" if up else "lower" if down else "undecided"
            if row["verdict"] != verdict:
                yield f"verdict of {item}: {row['verdict']} is {verdict}"
            if verdict == "undecided":
                low, high = min(low, one["level"]), max(high, one["level"])
            yield from _equal(row, "told_low", low - one["level"], one["digits"])
            yield from _equal(row, "told_high", high - one["level"], one["digits"])


def figure_of(results: Path, item: str, category: str, measure: str) -> Row:
    """The row of the whole country in the files of the reference itself, of its latest wave."""
    rows = [
        row
        for row in rows_of(results / "estimates.csv")
        if (row["item"], row["category"], row["measure"], row["breakdown"]) == (item, category, measure, "")
    ]
    return max(rows, key=lambda row: row["wave"])


def _upper(share: float, answers: float, expected: float) -> float:
    """The probability of this share or more, half of that of exactly this share taken off."""
    x = share * answers
    at_least = stats.beta.cdf(expected, x, answers - x + 1) if x > 0 else 1.0
    more = stats.beta.cdf(expected, x + 1, answers - x) if answers - x > 1e-9 else 0.0
    return float(at_least + more) / 2


def _equal(row: Row, name: str, value: float, digits: int) -> Iterator[str]:
    told, again = number(row[name]), half_up(value, digits)
    if math.isnan(told) != math.isnan(again) or abs(told - again) > 1e-9:
        yield f"{name} of {row['item']} {row.get('comparison', row['measure'])}: {told} is {again}"
