"""What of one run was released, asked by whoever holds a site against it: numbers of rows, and how they may be printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from monitor.publication.site.run import SiteRun
from monitor.release.results.table_files import csv_text
from monitor.schema import TABLES
from monitor.study.labels import answer_label
from monitor.study.questionnaire import Item

NUMBER = re.compile(r"(?<![\w#])[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?(?![\w])|(?<![\w#.,])[0-9]+(?:,[0-9]+)?")
COLUMNS = {
    "estimates": ("estimate", "count", "ci_low", "ci_high", "n", "n_not_applicable"),
    "changes": (
        "difference",
        "n_from",
        "n_to",
        "mdd",
        "margin",
        "told_low",
        "told_high",
        "ci_low",
        "ci_high",
    ),
}
"""Columns whose numbers a page may print."""
PERCENT = 100.0
ALMOST = 1e-7  # what 10 digits of a released number leave open


def numbers_in(text: str) -> Iterator[tuple[float, int]]:
    """Numbers as Dutch writes them, each with its decimals: `13.738`, `0,4`."""
    for match in NUMBER.findall(text):
        plain = match.replace(".", "")
        yield float(plain.replace(",", ".")), len(plain.partition(",")[2])


class Numbers:
    """Released numbers, as they are and as percentages."""

    def __init__(self, values: Iterable[float]) -> None:
        known = np.abs(np.asarray(list(values), float))
        known = known[np.isfinite(known)]
        self._sorted = np.sort(np.concatenate([known, known * PERCENT]))

    def prints(self, value: float, decimals: int) -> bool:
        """Whether one of them, rounded to so many decimals, is this value."""
        reach = 0.5 * 10.0**-decimals + ALMOST * max(1.0, value)
        place = int(np.searchsorted(self._sorted, value - reach))
        return place < len(self._sorted) and self._sorted[place] <= value + reach

    def missing(self, text: str) -> list[str]:
        """The numbers of a text that none of them prints."""
        return [f"{value:g}" for value, decimals in numbers_in(text) if not self.prints(value, decimals)]


class Truth:
    """The released rows of a run by what a page is about, and the numbers that its declarations hold."""

    def __init__(self, run: SiteRun) -> None:
        self.run, self.study = run, run.study
        self._rows: dict[tuple[str, tuple[str, ...]], pd.DataFrame] = {}
        self._called: dict[tuple[str, str, tuple[str, ...], str, tuple[str, ...], str], list[float]] = {}
        self._shared: dict[tuple[str, tuple[str, ...]], list[float]] = {}
        self._parts: dict[tuple[str, tuple[str, ...], str, tuple[str, ...], str], pd.DataFrame] = {}

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        return {name: self.run.released.whole(name) for name in TABLES}

    @cached_property
    def lines(self) -> frozenset[str]:
        """Every line of the released tables, as it stands in their files."""
        found: set[str] = set()
        for name, table in TABLES.items():
            found.update(csv_text(self.tables[name], table).splitlines())
        return frozenset(found)

    @cached_property
    def _by_item(self) -> Mapping[str, Mapping[str, pd.DataFrame]]:
        return {
            name: {str(item): rows for item, rows in table.groupby("item", sort=False)}
            for name, table in self.tables.items()
        }

    def rows(self, items: Iterable[str], name: str = "estimates") -> pd.DataFrame:
        """The rows of some items; sets of options or parts that are tested as one go by the name of their question."""
        known = self.study.questionnaire.items
        wanted = tuple(dict.fromkeys([*items, *(known[item].group for item in items if item in known)]))
        if (name, wanted) not in self._rows:
            found = [self._by_item[name][item] for item in wanted if item in self._by_item[name]]
            self._rows[name, wanted] = pd.concat(found) if found else self.tables[name].head(0)
        return self._rows[name, wanted]

    def part(
        self,
        items: Iterable[str],
        breakdown: str,
        groups: Iterable[str],
        wave: str = "",
        name: str = "estimates",
    ) -> pd.DataFrame:
        """Of these rows those of some groups, and of a wave where one is named; kept, since many cells ask for the same."""
        wanted, chosen = tuple(items), tuple(groups)
        key = (name, wanted, breakdown, chosen, wave)
        if key not in self._parts:
            rows = self.rows(wanted, name)
            rows = rows[(rows["breakdown"] == breakdown) & rows["group"].isin(chosen)]
            self._parts[key] = rows[rows["wave"] == wave] if wave else rows
        return self._parts[key]

    def numbers_of(self, rows: pd.DataFrame, name: str = "estimates") -> list[float]:
        values = rows[list(COLUMNS[name])].to_numpy(float).ravel()
        return [float(value) for value in values[np.isfinite(values)]]

    def numbers_called(
        self, header: str, items: Iterable[str], breakdown: str, groups: Iterable[str], wave: str = "", name: str = "estimates"
    ) -> list[float]:  # fmt: skip
        """The numbers of a part that a row or column called so can be about; kept, since many cells say the same."""
        wanted, chosen = tuple(items), tuple(groups)
        key = (header, name, wanted, breakdown, chosen, wave)
        if key not in self._called:
            rows = self.labelled(self.part(wanted, breakdown, chosen, wave, name), header)
            self._called[key] = self.numbers_of(rows, name)
        return self._called[key]

    def of_items(self, items: Iterable[str], code: str = "") -> list[float]:
        """All numbers of some items; of municipalities only the one of that code."""
        wanted = tuple(items)
        found = [number for name in COLUMNS for number in self._of_all(wanted, name)]
        plan = self.study.benchmark
        if plan is not None:
            for name in COLUMNS:
                found += self.numbers_of(self.part(wanted, plan.breakdown, (code, ""), name=name), name)
        return found

    def _of_all(self, items: tuple[str, ...], name: str) -> list[float]:
        """The numbers that are of no municipality."""
        if (name, items) not in self._shared:
            rows, plan = self.rows(items, name), self.study.benchmark
            rows = rows if plan is None else rows[rows["breakdown"] != plan.breakdown]
            self._shared[name, items] = self.numbers_of(rows, name)
        return self._shared[name, items]

    def labelled(self, rows: pd.DataFrame, header: str) -> pd.DataFrame:
        """Of some rows those that a row or column called so can be about: by the label of its item, then of its answer."""
        items = self.study.questionnaire.items
        rows = _narrowed(rows, "item", header, {name: _label(items.get(name)) for name in set(rows["item"])})
        pairs = set(zip(rows["item"], rows["category"], strict=True))
        answers = {
            pair: answer_label(items[pair[0]], pair[1]) for pair in pairs if pair[0] in items and pair[1]
        }
        fits = {pair for pair, label in answers.items() if label and label in header}
        longest = {label for pair in fits for label in [answers[pair]]}
        fits = {
            pair for pair in fits if not any(answers[pair] != one and answers[pair] in one for one in longest)
        }
        if not fits:
            return rows
        return rows[[pair in fits for pair in zip(rows["item"], rows["category"], strict=True)]]

    @cached_property
    def declared(self) -> frozenset[tuple[float, int]]:
        """Numbers of the study file, the questionnaire and the words of the house: no answers are in them."""
        found: set[tuple[float, int]] = set()
        for text in _texts((self.study, self.run.words, self.run.voice.words.sentences, self.run.voice.words.figures,
                            self.run.voice.words.municipality, self.run.voice.words.annex, self.run.voice.words.register,
                            self.run.published)):  # fmt: skip
            found.update(numbers_in(text))
        return frozenset(found)

    @cached_property
    def method(self) -> list[float]:
        """Every number of method.json, and how many of its parts there are."""
        return list(_numbers(self.run.released.method.to_json()))


def _label(item: Item | None) -> str:
    return item.short if item is not None else ""


def _narrowed(rows: pd.DataFrame, column: str, header: str, labels: Mapping[str, str]) -> pd.DataFrame:
    fits = {name for name, label in labels.items() if label and label in header}
    fits = {
        name
        for name in fits
        if not any(labels[name] != labels[one] and labels[name] in labels[one] for one in fits)
    }
    return rows[rows[column].isin(fits)] if fits else rows


def _texts(value: Any, seen: set[int] | None = None) -> Iterator[str]:
    """Every text and number inside a declaration."""
    seen = set() if seen is None else seen
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield f"{value:g} {PERCENT * value:g}".replace(".", ",")
    elif id(value) not in seen:
        seen.add(id(value))
        if isinstance(value, Mapping):
            parts: Iterable[Any] = [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple | set | frozenset):
            parts = value
        else:
            parts = list(vars(value).values()) if hasattr(value, "__dict__") else [str(value)]
        for part in parts:
            yield from _texts(part, seen)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, Mapping):
        yield float(len(value))
        for part in value.values():
            yield from _numbers(part)
    else:
        yield float(len(value))
        for part in value:
            yield from _numbers(part)
