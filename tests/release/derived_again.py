"""Every derived number of an identifiable group worked out again from its rounded figures, in code of its own.

Nothing of the product is used: rows are read from the files as texts, formulas are written out after the methods page
with scipy.stats. `mismatches` names each number that is not what share, base, design effect, pooled variance and
declarations give.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from scipy import stats

MADE = ("shrunken", "limit_low", "limit_high", "spread")
REFERENCES = ("peers", "nation", "earlier", "survey")
"""Rows of a benchmark, and of another survey, have pages of their own (`benchmark_again`, `reference_again`)."""
DIGITS = {"share": 2, "grade": 1, "score": 1, "number": 1, "percentage": 2}
Row = dict[str, str]


def half_up(value: float, digits: int) -> float:
    """Rounded as on paper, after the tenth significant digit is let go."""
    if math.isnan(value):
        return value
    return float(Decimal(f"{value:.10g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def number(text: str) -> float:
    return float(text) if text else math.nan


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Again:
    """The released files of one study, read by somebody who has a calculator and the methods page."""

    def __init__(
        self,
        results: Path,
        identifiable: Sequence[str],
        units: Mapping[str, str],
        margins: Mapping[str, float],
        sets: Mapping[str, Sequence[str]],
        waves: Sequence[str],
        alpha: float = 0.05,
        power: float = 0.8,
    ) -> None:
        self.estimates = [
            row
            for row in rows_of(results / "estimates.csv")
            if row["peer_set"] == "" and row["measure"] not in MADE
        ]
        self.changes = [
            row
            for row in rows_of(results / "changes.csv")
            if row["comparison"].partition(":")[0] not in REFERENCES
        ]
        self.method = json.loads((results / "method.json").read_text(encoding="utf-8"))
        self.identifiable, self.units, self.margins, self.sets = identifiable, units, margins, sets
        self.waves, self.alpha, self.power = list(waves), alpha, power
        self.shown = {
            self._key(row, row["wave"]): row for row in self._own(self.estimates) if row["estimate"]
        }

    def mismatches(self) -> list[str]:
        """Each number of an identifiable group that does not follow from rounded ones."""
        return [*self._bases(), *self._effects(), *self._of_estimates(), *self._of_changes()]

    def _own(self, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row["breakdown"] in self.identifiable]

    def _key(self, row: Row, wave: str) -> tuple[str, ...]:
        return (row["item"], row["category"], row["breakdown"], row["group"], row["measure"], wave)

    def _digits(self, row: Row) -> int:
        return DIGITS["share" if row["measure"] == "share" else self.units[row["item"]]]

    def _compare(self, row: Row, digits: Mapping[str, int], values: Mapping[str, float]) -> Iterator[str]:
        for name, value in values.items():
            told, again = number(row[name]), half_up(value, digits[name])
            if math.isnan(told) != math.isnan(again) or abs(told - again) > 1e-9:
                yield f"{name} of {self._key(row, row.get('wave', row.get('comparison', '')))}: {told} is {again}"

    # estimates

    def _effects(self) -> Iterator[str]:
        """A design effect that is not one and the same for all items of a group rests on their answers."""
        effects: dict[tuple[str, ...], set[str]] = {}
        for row in self.shown.values():
            effects.setdefault((row["wave"], row["breakdown"], row["group"]), set()).add(row["deff"])
        yield from (f"deff of {key}: {sorted(told)}" for key, told in effects.items() if len(told) > 1)

    def _bases(self) -> Iterator[str]:
        for row in self._own(self.estimates):
            n = number(row["n"])
            if n > 30 and n % 5:
                yield f"base of {self._key(row, row['wave'])}: {n}"
            for name in ("count", "n_not_asked", "n_no_answer", "n_dont_know", "n_not_applicable"):
                if row[name]:
                    yield f"{name} of {self._key(row, row['wave'])}"
            if row["estimate"] and row["measure"] not in ("share", "mean"):
                yield f"{row['measure']} of {self._key(row, row['wave'])}"
            elif row["estimate"] and half_up(number(row["estimate"]), self._digits(row)) != number(
                row["estimate"]
            ):
                yield f"estimate of {self._key(row, row['wave'])} is not rounded"

    def _se(self, row: Row) -> float:
        p, n, deff = (number(row[name]) for name in ("estimate", "n", "deff"))
        if row["measure"] == "share":
            return math.sqrt(deff * p * (1 - p) / (n - 1))
        pooled = self.method["pooled_variances"][row["breakdown"]][row["wave"]].get(row["item"], math.nan)
        return math.sqrt(deff * pooled / n)

    def _of_estimates(self) -> Iterator[str]:
        for row in self.shown.values():
            p, n, deff, se = *(number(row[name]) for name in ("estimate", "n", "deff")), self._se(row)
            effective, df = n / deff, n - 1
            low, high = self._interval(row["measure"], p, se, df, min(effective, n))
            own = self._digits(row)
            digits = {"se": own, "ci_low": own, "ci_high": own, "n_effective": 0, "df": 0}
            values = {"se": se, "ci_low": low, "ci_high": high, "n_effective": effective, "df": df}
            yield from self._compare(row, digits, values)
            reason = (
                "few_answers" if n < 30 else "few_effective" if effective < 30 else "few_df" if df < 8 else ""
            )
            if (row["reason"], row["status"]) != (reason, "unreliable" if reason else "released"):
                yield f"status of {self._key(row, row['wave'])}: {row['reason']} is {reason}"

    def _interval(self, measure: str, p: float, se: float, df: float, exact: float) -> tuple[float, float]:
        if measure != "share":
            half = stats.t.ppf(1 - self.alpha / 2, df) * se if se > 0 else math.nan
            return p - half, p + half
        if exact * min(p, 1 - p) < 5:
            return self._exact(p, exact, 1 - self.alpha)
        half = stats.t.ppf(1 - self.alpha / 2, df) * se / (p * (1 - p))
        odds = math.log(p / (1 - p))
        return 1 / (1 + math.exp(-(odds - half))), 1 / (1 + math.exp(-(odds + half)))

    @staticmethod
    def _exact(p: float, n: float, level: float) -> tuple[float, float]:
        tail, hits = (1 - level) / 2, p * n
        low = stats.beta.ppf(tail, hits, n - hits + 1) if hits > 0 else 0.0
        high = stats.beta.ppf(1 - tail, hits + 1, n - hits) if hits < n else 1.0
        return float(low), float(high)

    # changes

    def _of_changes(self) -> Iterator[str]:
        own = [row for row in self._own(self.changes) if row["p"]]
        tested = {id(row): self._test(row) for row in own}
        self.adjusted = self._families(own, tested)
        yield from self.miscounted
        self.equal_level = self._equivalence_level([(row, tested[id(row)]) for row in own])
        for row in own:
            yield from self._change(row, tested[id(row)])

    def _contrast(self, row: Row) -> dict[str, float]:
        first, last = row["from_wave"], row["to_wave"]
        if row["comparison"] != "trend":
            return {first: -1.0, last: 1.0}
        used = self.waves[self.waves.index(first) : self.waves.index(last) + 1]
        middle = sum(map(float, used)) / len(used)
        squares = sum((float(wave) - middle) ** 2 for wave in used)
        return {wave: (float(wave) - middle) / squares * (float(last) - float(first)) for wave in used}

    def _figure(self, row: Row) -> Row:
        """The one figure that a row is about: of a whole item the first one that is shown of it."""
        if row["level"] == "category":
            return row
        for shown in self.shown.values():
            same = all(shown[name] == row[name] for name in ("item", "breakdown", "group"))
            if same and shown["wave"] == row["to_wave"]:
                return {**row, "category": shown["category"], "measure": shown["measure"]}
        return row

    def _test(self, row: Row) -> dict[str, float | str]:
        if row["item"] in self.sets:
            members = [{**row, "item": item, "category": "1"} for item in self.sets[row["item"]]]
            tests = [self._test({**member, "level": "category"}) for member in members]
            p = [test["p"] for test in tests]
            return {"test": "bonferroni", "p": min(1.0, min(p) * len(p)), "statistic": math.nan, "df": math.nan,
                    "n_from": tests[0]["n_from"], "n_to": tests[0]["n_to"]}  # fmt: skip
        figure, contrast = self._figure(row), self._contrast(row)
        cells = [self.shown[self._key(figure, wave)] for wave in contrast]
        numbers = list(contrast.values())
        p, n, deff = ([number(cell[name]) for cell in cells] for name in ("estimate", "n", "deff"))
        effective = [min(a / b, a) for a, b in zip(n, deff, strict=True)]
        se = math.sqrt(sum((c * self._se(cell)) ** 2 for c, cell in zip(numbers, cells, strict=True)))
        difference, df = sum(c * x for c, x in zip(numbers, p, strict=True)), sum(n) - len(n)
        difference = 0.0 if abs(difference) < 1e-9 else difference
        test: dict = {"difference": difference, "se": se, "df": df, "t_df": df, "n_from": n[0], "n_to": n[-1]}
        test |= {"shares": list(zip(numbers, p, effective, strict=True)), "mover": False}
        share = figure["measure"] == "share"
        test["mean"] = not share
        together = sum(x * m for x, m in zip(p, n, strict=True)) / sum(n)
        if share and (se == 0 or min(n) * min(together, 1 - together) < 5):
            return test | {
                "test": "mover",
                "mover": True,
                "statistic": math.nan,
                "df": math.nan,
                "p": self._touch(test),
            }
        test["statistic"] = difference / se if se else math.nan
        test["p"] = 2 * stats.t.sf(abs(test["statistic"]), df)
        return test | {"test": "t"}

    def _mover(self, test: Mapping, level: float) -> tuple[float, float]:
        below = above = 0.0
        for factor, p, n in test["shares"]:
            low, high = self._exact(p, n, level)
            down, up = (p - low, high - p) if factor > 0 else (high - p, p - low)
            below, above = below + (factor * down) ** 2, above + (factor * up) ** 2
        return test["difference"] - math.sqrt(below), test["difference"] + math.sqrt(above)

    def _touch(self, test: Mapping) -> float:
        low, high = 0.0, 1.0
        for _ in range(50):
            p = (low + high) / 2
            ends = self._mover(test, 1 - p)
            low, high = (low, p) if ends[0] > 0 or ends[1] < 0 else (p, high)
        return 1.0 if high > 1 - 1e-9 else (low + high) / 2

    def _at(self, test: Mapping, level: float) -> tuple[float, float]:
        if test["mover"]:
            return self._mover(test, level)
        half = stats.t.ppf((1 + level) / 2, test["t_df"]) * test["se"] if test["se"] > 0 else math.nan
        return test["difference"] - half, test["difference"] + half

    def _families(self, own: Sequence[Row], tested: Mapping) -> dict[tuple, tuple[float, float]]:
        """Adjusted p and level of every item test and figure by family: Benjamini and Hochberg, Holm inside."""
        result: dict[tuple, tuple[float, float]] = {}
        self.miscounted: list[str] = []
        for family in self.method["tests"]["families"]:
            if family["breakdown"] not in self.identifiable:
                continue
            rows = [row for row in own if row["family"] == family["family"] and row["level_in_force"]]
            items = {self._unit(row): tested[id(row)]["p"] for row in rows if row["level"] == "item"}
            ordered = sorted(items, key=lambda unit: items[unit])
            adjusted, least = {}, 1.0
            for place in range(len(ordered), 0, -1):
                least = min(least, items[ordered[place - 1]] * family["m"] / place)
                adjusted[ordered[place - 1]] = least
            selected = sum(p < self.alpha for p in adjusted.values())
            if selected != family["selected"]:
                self.miscounted.append(f"selected of {family['family']}: {family['selected']} is {selected}")
            paid = max(selected, 1) / max(family["m"], 1)
            for row in rows:
                unit = self._unit(row)
                set_name = self._set_of(row)
                if set_name and row["level"] == "category":
                    result[id(row)] = self._inside(row, unit, rows, tested, adjusted, paid, set_name)
                else:
                    result[id(row)] = (adjusted[unit], self.alpha * paid)
        return result

    def _is_of_hidden_set(self, row: Row) -> bool:
        """Whether a row is an option of a set of which another option is hidden."""
        name, item = self._set_of(row), row["item"]
        if not name or item == name or not row["level_in_force"]:
            return False
        keys = ("comparison", "breakdown", "group", "to_wave")
        same = [other for other in self.changes if all(other[key] == row[key] for key in keys)]
        return any(other["item"] in self.sets[name] and not other["p"] for other in same)

    def _unit(self, row: Row) -> tuple[str, ...]:
        return (row["comparison"], self._set_of(row) or row["item"], row["group"])

    def _set_of(self, row: Row) -> str:
        return next((name for name, members in self.sets.items() if row["item"] in (name, *members)), "")

    def _inside(self, row, unit, rows, tested, adjusted, paid, set_name) -> tuple[float, float]:
        """An option of a set by Holm; options that are hidden count as 1."""
        mine = {
            other["item"]: tested[id(other)]["p"]
            for other in rows
            if other["level"] == "category" and self._unit(other) == unit
        }
        p = [mine.get(item, 1.0) for item in self.sets[set_name]]
        owner, place = adjusted.get(unit, 1.0), self.sets[set_name].index(row["item"])
        order = sorted(range(len(p)), key=lambda at: p[at])
        stepped, largest = {}, 0.0
        for rank, at in enumerate(order):
            largest = max(largest, min(1.0, p[at] * (len(p) - rank)))
            stepped[at] = min(1.0, largest / paid)
        fell = [at for at in order if stepped[at] < self.alpha and owner < self.alpha]
        rank = order.index(place)
        step = rank if place in fell else min(len(fell), len(p) - 1)
        return max(owner, stepped[place]), self.alpha * paid / (len(p) - step)

    def _equivalence_level(self, own: Sequence[tuple[Row, Mapping]]) -> float:
        """The level of the margin tests, from a row of an anonymous group where nothing is rounded.

        Where all rows are rounded (few different weights), the level that gives each of `own` as it is told.
        """
        for row in self.changes:
            if (
                row["breakdown"] not in self.identifiable
                and row["test"] == "t"
                and row["eq_low"]
                and number(row["se"])
                and len(row["difference"]) > len("-0.1234")
            ):
                t = (number(row["difference"]) - number(row["eq_low"])) / number(row["se"])
                return float(stats.t.sf(t, number(row["df"])))
        low, high = 0.0, 0.5
        for row, test in own:
            if row["eq_low"] and test["test"] == "t" and test["se"] > 0:
                half = 0.5 * 10 ** -self._digits(self._figure(row))
                room = test["difference"] - number(row["eq_low"])
                ends = [stats.t.sf((room + sign * half) / test["se"], test["df"]) for sign in (1, -1)]
                low, high = max(low, ends[0]), min(high, ends[1])
        return float(low + high) / 2 if low <= high else math.nan

    def _change(self, row: Row, test: Mapping) -> Iterator[str]:
        own = self._digits(self._figure(row))
        digits = dict.fromkeys(("difference", "se", "ci_low", "ci_high", "mdd", "eq_low", "eq_high", "told_low",
                                "told_high"), own)  # fmt: skip
        digits |= {
            "statistic": 1,
            "df": 0,
            "p": 3,
            "p_adjusted": 3,
            "level_in_force": 9,
            "n_from": 0,
            "n_to": 0,
        }
        values = {name: test[name] for name in ("statistic", "df", "p", "n_from", "n_to")}
        if row["test"] != test["test"]:
            yield f"test of {self._key(row, row['comparison'])}: {row['test']} is {test['test']}"
        adjusted, level = self.adjusted.get(id(row), (math.nan, math.nan))
        if self._is_of_hidden_set(
            row
        ):  # how many of the hidden options were tested is not told; p is 1 whatever
            adjusted, level = 1.0, number(row["level_in_force"])
        values |= {"p_adjusted": adjusted, "level_in_force": level}
        if row["difference"]:
            values |= self._told(row, test, adjusted, level)
        yield from self._compare(
            row, digits, {name: value for name, value in values.items() if name != "verdict"}
        )
        expected = values.get("verdict")
        if expected is not None and row["verdict"] != expected:
            yield f"verdict of {self._key(row, row['comparison'])}: {row['verdict']} is {expected}"

    def _told(self, row: Row, test: Mapping, adjusted: float, level: float) -> dict:
        low, high = self._at(test, 1 - self.alpha)
        values: dict = {"difference": test["difference"], "se": test["se"], "ci_low": low, "ci_high": high}
        margin = number(row["margin"])
        equal_low, equal_high = self._at(test, 1 - 2 * self.equal_level)
        values |= {"eq_low": equal_low, "eq_high": equal_high}
        values["mdd"] = self._mdd(test, level) if not math.isnan(adjusted) else number(row["mdd"])
        if row["verdict"] == "too_few" or math.isnan(adjusted):
            return (
                values | {"told_low": math.nan, "told_high": math.nan}
                if row["verdict"] == "too_few"
                else values
            )
        if adjusted < self.alpha:
            verdict = "increased" if test["difference"] > 0 else "decreased"
            told = self._at(test, 1 - level)
        else:
            inside = equal_low > -margin and equal_high < margin
            verdict = "equivalent" if inside else "undecided"
            told = (equal_low, equal_high) if inside else (low, high)
            told = min(told[0], 0.0), max(told[1], 0.0)
        return values | {"verdict": verdict, "told_low": told[0], "told_high": told[1]}

    def _mdd(self, test: Mapping, level: float) -> float:
        t = stats.t.ppf(1 - level / 2, test["t_df"]) + stats.t.ppf(self.power, test["t_df"])
        return t * self._se_no_change(test)

    def _se_no_change(self, test: Mapping) -> float:
        if test["mean"]:
            return test["se"] or math.nan
        total = sum(n for _, _, n in test["shares"])
        pooled = sum(p * n for _, p, n in test["shares"]) / total
        variance = pooled * (1 - pooled) * sum(c * c / n for c, _, n in test["shares"])
        return math.sqrt(variance) if variance > 0 else math.nan
