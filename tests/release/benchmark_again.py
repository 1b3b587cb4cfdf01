"""Every number of a benchmark row worked out again from displayed figures, in code of its own.

As `derived_again`: files read as texts, formulas written out after the methods page, nothing of the product. Of the
shrunken figure the model itself is not released; so it is held to what a reader can know of it: two municipalities of the
same traits stand on one line, and what its standard deviation says of its effective answers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from scipy import optimize, stats

from .derived_again import MADE, REFERENCES, Row, half_up, number, rows_of

HIDDEN_AS = 10.0
"""A municipality of which nothing is told counts as if so many had answered."""


def is_made(row: Row) -> bool:
    """Whether a row of estimates or of changes is one of a benchmark."""
    return row.get("measure") in MADE or row.get("comparison", "").partition(":")[0] in REFERENCES


class BenchmarkAgain:
    """The benchmark rows of one study, read beside the figures they may follow from.

    `people` and `traits` are by municipality: public numbers, and its class of peers with all that its usual figure is
    fitted by; `figures` by item the category and measure that is shown of a municipality.
    """

    def __init__(
        self,
        results: Path,
        people: Mapping[str, float],
        traits: Mapping[str, Sequence[str]],
        figures: Mapping[str, tuple[str, str]],
        ends: Mapping[str, tuple[float, float]],
        alpha: float = 0.05,
    ) -> None:
        rows = rows_of(results / "estimates.csv")
        self.made = [row for row in rows if is_made(row) and row["measure"] != "spread"]
        self.compared = [row for row in rows_of(results / "changes.csv") if is_made(row)]
        method = json.loads((results / "method.json").read_text(encoding="utf-8"))
        self.s2 = {one["item"]: one["s2"] for one in method["benchmark"]["figures"]}
        self.people, self.traits, self.figures, self.ends, self.alpha = people, traits, figures, ends, alpha
        self.last = max(row["wave"] for row in rows)
        self.displayed = {
            (row["wave"], row["item"], row["breakdown"], row["group"]): row
            for row in rows
            if row["peer_set"] == "" and (row["category"], row["measure"]) == figures.get(row["item"])
        }
        self.raw = {key[1:]: row for key, row in self.displayed.items() if key[0] == self.last}

    def mismatches(self) -> list[str]:
        """Each number of a benchmark row that does not follow from displayed ones."""
        return [*self._untold(), *self._shrunken(), *self._lines(), *self._comparisons(), *self._changes()]

    # what is displayed

    def _own(self, row: Row) -> Row:
        return self.raw[row["item"], "municipality", row["group"]]

    def _told(self, row: Row) -> bool:
        before = self._before(row)
        return self._own(row)["estimate"] != "" and (before is None or before.get("estimate", "") != "")

    def _before(self, row: Row) -> Row | None:
        """The figure in the wave that a row starts from, where that is another one."""
        if row.get("from_wave", self.last) == self.last:
            return None
        return self.displayed.get((row["from_wave"], row["item"], "municipality", row["group"]), {})

    def _share(self, item: str) -> bool:
        return self.figures[item][1] == "share"

    def _k(self, item: str, code: str) -> float:
        row = self.raw[item, "municipality", code]
        if row["reason"] == "no_respondents":
            return math.nan
        return number(row["deff"] or "1") / number(row["n"]) if row["estimate"] else 1 / HIDDEN_AS

    def _against(self, item: str, code: str, nation: bool) -> tuple[float, float, float, float]:
        """The figure of the reference, that of the rest, n*, and the own part."""
        alike = [other for other in self.people if nation or self.traits[other][0] == self.traits[code][0]]
        key = (item, "", "") if nation else (item, "size_class", self.traits[code][0])
        level = number(self.raw[key]["estimate"])
        part = self.people[code] / sum(self.people[other] for other in alike)
        own = number(self.raw[item, "municipality", code]["estimate"])
        low, high = self.ends[item]
        rest = min(max((level - part * own) / (1 - part), low), high)
        others = [
            other for other in alike if other != code and not math.isnan(self._k(item, other))
        ]  # fmt: skip
        total = sum(self.people[other] for other in others)
        k_rest = sum((self.people[other] / total) ** 2 * self._k(item, other) for other in others)
        return level, rest, 1 / (self._k(item, code) + k_rest), part

    # rows

    def _untold(self) -> Iterator[str]:
        for row in [*self.made, *self.compared]:
            names = ("estimate", "ci_low", "ci_high", "se", "n", "n_effective", "deff", "difference", "p",
                     "p_adjusted", "mdd", "n_to", "told_low", "told_high", "level_in_force")  # fmt: skip
            if not self._told(row) and any(row.get(name) for name in names):
                yield f"benchmark of hidden: {row['item']} {row['group']}"
            if not self._told(row) and row.get("verdict") in ("higher", "lower", "increased", "decreased"):
                yield f"side of hidden: {row['item']} {row['group']}"

    def _shrunken(self) -> Iterator[str]:
        drawn = [row for row in self.made if row["measure"] == "shrunken" and row["estimate"]]
        for row in drawn:
            own, item = self._own(row), row["item"]
            yield from self._equal(row, "n", number(own["n"]), 0)
            yield from self._equal(row, "deff", number(own["deff"]), 2)
            digits = 2 if self._share(item) else 1
            reach = (number(row["se"]) + 0.51 * 10**-digits) ** 2
            if number(row["n_effective"]) + 0.5 < self.s2[item] / reach:
                yield f"n_effective of {item} {row['group']}: {row['n_effective']}"
        yield from self._one_line(drawn)

    def _one_line(self, drawn: Sequence[Row]) -> Iterator[str]:
        """Of equal traits, base and effect the own weight is one: a shrunken figure moves with the raw one, by no more."""

        def alike(row: Row) -> tuple:
            own = self._own(row)
            return (row["item"], tuple(self.traits[row["group"]]), own["n"], own["deff"])

        for key, rows in groupby(sorted(drawn, key=alike), key=alike):
            digits = 2 if self._share(key[0]) else 1
            points = sorted((number(self._own(row)["estimate"]), number(row["estimate"])) for row in rows)
            for (one, drawn_one), (other, drawn_other) in zip(points, points[1:], strict=False):
                unit = 1.01 * 10**-digits
                if not -unit <= drawn_other - drawn_one <= other - one + unit:
                    yield f"shrunken of {key}: {drawn_one} and {drawn_other} of {one} and {other}"

    def _lines(self) -> Iterator[str]:
        for row in self.made:
            if row["measure"] == "shrunken" or not row["estimate"]:
                continue
            item, upper = row["item"], row["measure"] == "limit_high"
            _, rest, answers, _ = self._against(item, row["group"], row["peer_set"] == "nation")
            digits = 2 if self._share(item) else 1
            outer = "ci_high" if upper else "ci_low"
            yield from self._equal(row, "estimate", self._line(item, rest, answers, 0.95, upper), digits)
            yield from self._equal(row, outer, self._line(item, rest, answers, 0.998, upper), digits)
            yield from self._equal(row, "n_effective", answers, 0)

    def _line(self, item: str, rest: float, answers: float, level: float, upper: bool) -> float:
        low, high = self.ends[item]
        if not self._share(item):
            reach = stats.norm.ppf((1 + level) / 2) * math.sqrt(self.s2[item] / answers)
            return min(max(rest + reach if upper else rest - reach, low), high)

        def tail(share: float) -> float:
            above = _upper(share, answers, rest)
            return (above if upper else 1 - above) - (1 - level) / 2

        end = 1.0 if upper else 0.0
        return end if tail(end) > 0 else float(optimize.brentq(tail, rest, end, xtol=1e-13))

    def _comparisons(self) -> Iterator[str]:
        p: dict[tuple[str, str, str], float] = {}
        for row in self.compared:
            if row["comparison"] != "earlier" and self._told(row):
                p[row["item"], row["group"], row["comparison"]] = self._p(row)
                yield from self._comparison(row, p[row["item"], row["group"], row["comparison"]])
        yield from self._families(p)

    def _changes(self) -> Iterator[str]:
        """Each change from the displayed figures of both waves, and one variance of an answer before that fits every p."""
        fits: dict[str, list[tuple[float, float, str]]] = {}
        for row in self.compared:
            before = self._before(row)
            if row["comparison"] != "earlier" or not before or not self._told(row):
                continue
            own, item = self._own(row), row["item"]
            difference = number(own["estimate"]) - number(before["estimate"])
            yield from self._equal(row, "difference", difference, 2 if self._share(item) else 1)
            yield from self._equal(row, "n_from", number(before["n"]), 0)
            yield from self._equal(row, "n_to", number(own["n"]), 0)
            factors = [number(one["deff"]) / number(one["n"]) for one in (before, own)]
            if (row["verdict"] == "too_few") != any(1 / k < 30 for k in factors):
                yield f"verdict of {item} {row['group']} earlier: {row['verdict']}"
            if row["p"] and abs(difference) > 1e-9:
                fits.setdefault(item, []).append((*self._variances(row, difference, factors), row["group"]))
        for item, ranges in fits.items():
            least, most = max(ranges)[0], min(high for _, high, _ in ranges)
            if least > most:
                yield f"p of a change in {item}: {max(ranges)[2]} and {min(ranges, key=lambda one: one[1])[2]}"

    def _variances(self, row: Row, difference: float, factors: Sequence[float]) -> tuple[float, float]:
        """The variances of one answer before that give the p of a row, to half a unit of its third decimal."""
        ends = []
        for p in (number(row["p"]) - 0.00051, number(row["p"]) + 0.00051):
            z = stats.norm.isf(min(max(p, 1e-300), 1.0) / 2)
            whole = (difference / z) ** 2 if z > 1e-12 else math.inf
            ends.append((whole - self.s2[row["item"]] * factors[1]) / factors[0])
        return ends[0], ends[1]

    def _p(self, row: Row) -> float:
        item, own = row["item"], number(self._own(row)["estimate"])
        _, rest, answers, _ = self._against(item, row["group"], row["comparison"] == "nation")
        if self._share(item):
            above = _upper(own, answers, rest)
            return min(1.0, 2 * min(above, 1 - above))
        return float(2 * stats.norm.sf(abs(own - rest) / math.sqrt(self.s2[item] / answers)))

    def _comparison(self, row: Row, p: float) -> Iterator[str]:
        item, own = row["item"], self._own(row)
        level, rest, answers, part = self._against(item, row["group"], row["comparison"] == "nation")
        digits = 2 if self._share(item) else 1
        effective = 1 / self._k(item, row["group"])
        few = number(own["n"]) < 10 or effective < 10
        few |= self._share(item) and effective * min(rest, 1 - rest) < 5
        yield from self._equal(row, "difference", number(own["estimate"]) - level, digits)
        yield from self._equal(row, "n_to", number(own["n"]), 0)
        yield from self._equal(row, "se", (1 - part) * math.sqrt(self.s2[item] / answers), digits)
        yield from self._equal(row, "p", math.nan if few else p, 3)
        if (row["verdict"] == "too_few") != few:
            yield f"verdict of {item} {row['group']}: {row['verdict']}"

    def _families(self, p: Mapping[tuple[str, str, str], float]) -> Iterator[str]:
        """Holm inside a municipality and a reference, where a hidden figure counts as 1."""
        own = lambda row: (row["group"], row["comparison"])  # noqa: E731
        beside = [row for row in self.compared if row["comparison"] != "earlier"]
        for key, family in groupby(sorted(beside, key=own), key=own):
            rows = list(family)
            tested = [row for row in rows if row["p"]]
            hidden = sum(not self._told(row) for row in rows)
            ordered, least, tests = sorted(tested, key=lambda row: p[row["item"], *key]), 0.0, 0
            tests = len(tested) + hidden
            for place, row in enumerate(ordered):
                least = max(least, min(1.0, (tests - place) * p[row["item"], *key]))
                yield from self._equal(row, "p_adjusted", least, 3)
                yield from self._equal(row, "level_in_force", self.alpha / tests, 9)

    def _equal(self, row: Row, name: str, value: float, digits: int) -> Iterator[str]:
        told, again = number(row[name]), half_up(value, digits)
        if math.isnan(told) != math.isnan(again) or abs(told - again) > 1e-9:
            yield f"{name} of {row['item']} {row['group']} {row.get('comparison', row['measure'])}: {told} is {again}"


def _upper(share: float, answers: float, expected: float) -> float:
    """The probability of this share or more, half of that of exactly this share taken off."""
    x = share * answers
    at_least = stats.beta.cdf(expected, x, answers - x + 1) if x > 0 else 1.0
    more = stats.beta.cdf(expected, x + 1, answers - x) if answers - x > 1e-9 else 0.0
    return float(at_least + more) / 2
