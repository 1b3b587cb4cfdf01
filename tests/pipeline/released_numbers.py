"""How the figures of a released set may be printed, worked out with plain pandas: an independent second reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
KEY = ["item", "category", "breakdown", "group", "measure"]
BASES = ["n", "n_effective", "count", "n_from", "n_to"]
SHARES = ["estimate", "ci_low", "ci_high", "difference", "told_low", "told_high", "margin", "mdd"]


def numbers(text: str) -> set[str]:
    """Every number in a Dutch text, without sign and unit."""
    return set(NUMBER.findall(text))


@cache
def printed(value: str, factor: int = 1) -> set[str]:
    """A stored number rounded to 0 to 3 decimals, halves upward, as a Dutch reader sees it without its sign."""
    if value == "":
        return set()
    found = set()
    for decimals in range(4):
        step = Decimal(1).scaleb(-decimals)
        rounded = abs(Decimal(value) * factor).quantize(step, ROUND_HALF_UP)
        whole, _, rest = f"{rounded:,}".partition(".")
        found.add(whole.replace(",", ".") + (f",{rest}" if rest else ""))
    return found


class Results:
    """One released set, as text."""

    def __init__(self, folder: Path) -> None:
        self.estimates, self.changes = (
            pd.read_csv(folder / f"{name}.csv", keep_default_na=False, dtype=str)
            for name in ("estimates", "changes")
        )
        self.method = json.loads((folder / "method.json").read_text(encoding="utf-8"))

    @cached_property
    def bases(self) -> set[str]:
        """How many answers of each wave count."""
        return set().union(*(printed(f"{wave['n_accepted']}") for wave in self.method["waves"].values()))

    @cached_property
    def of_method(self) -> set[str]:
        """Every number of the method, and the share of each wave's chain in its earlier stages."""
        found = set().union(*(printed(f"{value}") for value in _values(self.method)))
        for wave in self.method["waves"].values():
            stages = [wave[name] for name in ("sampled", "invited", "n_accepted") if wave.get(name)]
            for stage in stages[:-1]:
                found |= printed(f"{stages[-1] / stage}", 100)
        return found | self._tests

    @cached_property
    def _tests(self) -> set[str]:
        """How many questions were tested against the wave before, and how many had each outcome."""
        rows = self.changes.query("comparison == 'previous' and breakdown == '' and level == 'item'")
        rows = rows[(rows["p_adjusted"] != "") & (rows["verdict"] != "")].drop_duplicates(["item", "measure"])
        shown = rows["verdict"].isin(["increased", "decreased", "changed"]).sum()
        return {f"{count}" for count in (len(rows), shown, *rows["verdict"].value_counts())}

    @cached_property
    def of_weights(self) -> set[str]:
        """The share of every margin category before weighting and among all, and its respondents."""
        margins = pd.DataFrame(self.method.get("weighting", {}).get("margins", []))
        if margins.empty:
            return set()
        known = margins["total"] / margins.groupby(["wave", "margin"])["total"].transform("sum")
        shares = [*margins["base_share"], *known]
        found = set().union(*(printed(f"{share}", 100) for share in shares))
        return found.union(self.bases, *(printed(f"{n}") for n in margins["respondents"]))

    @property
    def of_response_groups(self) -> set[str]:
        """Of every group its share of who was asked and of who took part, its response and both partial indicators."""
        found: set[str] = set()
        for wave in self.method["response"].values():
            told = wave["representativeness"] or {"partial": [], "n": 0}
            found |= printed(f"{told['n']}")
            for part in told["partial"]:
                took_part = part["share"] * part["response"] / told["response"]
                for share in (part["share"], took_part, part["response"]):
                    found |= printed(f"{share}", 100)
                for indicator in (part["unconditional"], part["conditional"]):
                    found |= printed(f"{indicator}")
        return found | numbers(" ".join(self.method["waves"]))

    def of_rows(self, frame: pd.DataFrame) -> set[str]:
        """Everything that may be printed of some rows."""
        found: set[str] = set()
        for column in [name for name in (*BASES, *SHARES, "p_adjusted") if name in frame]:
            for value in frame[column].unique():
                found |= printed(value)
                if column in SHARES:
                    found |= printed(value, 100)
        waves = [name for name in ("wave", "from_wave", "to_wave") if name in frame]
        return found | numbers(" ".join(" ".join(frame[name].unique()) for name in waves))

    def of_indicator(self, indicator: str, breakdown: str) -> set[str]:
        """Everything that may be printed in a table or figure of an indicator."""
        names = ["", breakdown]
        frames = [
            frame[(frame["indicator"] == indicator) & frame["breakdown"].isin(names)]
            for frame in (self.estimates, self.changes)
        ]
        return set().union(*(self.of_rows(frame) for frame in frames))

    def of_estimate(self, item: str, category: str, group: str, wave: str) -> set[str]:
        """Everything that may be printed of one estimate, by the parts of its variable."""
        rows = _at(self.estimates, item, category, group)
        return self.of_rows(rows[rows["wave"] == self.wave_of(item, wave)])

    def wave_of(self, item: str, role: str) -> str:
        """The wave that a variable names: `y2022` itself, `now` the reported one, `previous` and `first` those that
        the item is compared with, else the nearest and the earliest before."""
        waves = list(self.method["waves"])
        if role == "now":
            return waves[-1]
        if role not in ("previous", "first"):
            return role.removeprefix("y")
        compared = self.changes.query("item == @item and comparison == @role")["from_wave"]
        if len(compared):
            return str(compared.iloc[0])
        if role == "first":
            return self.wave_of(item, "previous")
        asked = set(self.estimates.query("item == @item")["wave"])
        return next((wave for wave in reversed(waves[:-1]) if wave in asked), "")

    def of_change(self, item: str, category: str, group: str, comparison: str) -> set[str]:
        """Everything that may be printed of one change and of both its estimates."""
        kinds = {"change": "previous", "change_first": "first", "trend": "trend", "rest": "rest"}
        kind = self.changes["comparison"].str.partition(":")[0]
        changes = self.changes[kind == kinds[comparison]]
        rows = _at(changes, item, category, group)
        if category == "item":
            rows = changes[(changes["item"] == item) & (changes["level"] == "item")]
        ends = _at(self.estimates, item, category, group)
        return self.of_rows(rows) | self.of_rows(
            ends[ends["wave"].isin({*rows["from_wave"], *rows["to_wave"]})]
        )

    def ranked(self, items: Sequence[str], category: str, wave: str, rank: int) -> set[str]:
        """Everything that may be printed of the k-th largest figure of some items."""
        rows = self.estimates[
            self.estimates["item"].isin(items) & (self.estimates["wave"] == self.wave_of("", wave))
        ]
        rows = rows[(rows["breakdown"] == "") & (rows["estimate"] != "")].drop_duplicates(KEY)
        if category == "any":
            rows = rows[(rows["measure"] == "share") & ~rows["category"].str.endswith("net")]
        else:
            rows = rows[[name == category for name in _names(rows)]]
        ordered = rows.iloc[(-rows["estimate"].astype(float)).argsort(kind="stable")]
        return self.of_rows(ordered[ordered["estimate"] == ordered["estimate"].iloc[rank - 1]])


def _values(tree: Any) -> Iterable[float]:
    """Every number in nested JSON, numbers in its texts too."""
    if isinstance(tree, dict | list):
        for value in tree.values() if isinstance(tree, dict) else tree:
            yield from _values(value)
    elif isinstance(tree, str):
        yield from map(float, re.findall(r"\d+", tree))
    elif tree is not None and not isinstance(tree, bool):
        yield tree


def _at(frame: pd.DataFrame, item: str, category: str, group: str) -> pd.DataFrame:
    rows = frame[frame["item"] == item]
    place = [
        _slug(f"{breakdown}_{found}", "g") if breakdown else "all"
        for breakdown, found in zip(rows["breakdown"], rows["group"], strict=True)
    ]
    return rows[[one == category and other == group for one, other in zip(_names(rows), place, strict=True)]]


def _names(rows: pd.DataFrame) -> list[str]:
    """The part of a variable that names a category, or the measure."""
    pairs = zip(rows["category"], rows["measure"], strict=True)
    return [_slug(code, "c") if code else measure for code, measure in pairs]


def _slug(text: str, prefix: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if plain[:1].isalpha() else prefix + plain


def leaves(tree: dict, path: tuple[str, ...] = ()) -> Iterable[tuple[tuple[str, ...], str]]:
    """Every variable of a `_variables.yml` with its text."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value
