"""The fictional country: municipalities, those that were merged, and the people on bijstand who live there."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from clients_demo.chance import stream

Row = dict[str, str]
AGES, SEXES, YEARS = (
    ("a18_26", "a27_34", "a35_44", "a45_54", "a55plus"),
    ("m", "f"),
    ("lt2", "y2_5", "y5_10", "gt10"),
)
CELLS = len(AGES) * len(SEXES) * len(YEARS)
CELL_AGE, CELL_SEX, CELL_YEARS = np.unravel_index(np.arange(CELLS), (len(AGES), len(SEXES), len(YEARS)))
SIZES, REGIONS = ("small", "medium", "large"), ("noord", "oost", "west", "zuid")


@dataclass(frozen=True)
class Country:
    """`frame` has one row per municipality of the last wave.

    A part is a municipality of old, or what was a municipality all along: `part_code` and `ends_in`
    (place in the frame) say where it stood and what became of it.
    """

    plan: Mapping[str, Any]
    frame: tuple[Row, ...]
    part_code: tuple[str, ...]
    ends_in: np.ndarray
    part_share: np.ndarray

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(row["code"] for row in self.frame)

    @cached_property
    def size(self) -> np.ndarray:
        """Size class of each municipality as a place in SIZES."""
        return np.array([SIZES.index(row["size_class"]) for row in self.frame])

    @cached_property
    def region(self) -> np.ndarray:
        return np.array([REGIONS.index(row["region"]) for row in self.frame])

    @property
    def mergers(self) -> list[Row]:
        """**Rows**: one per code that ended: old_code, new_code, date, name."""
        return [
            {"old_code": row["code"], "new_code": row["into"], "date": str(row["date"]), "name": row["name"]}
            for row in self.plan["mergers"]
        ]

    def code_in(self, wave: str) -> np.ndarray:
        """Code that each part had in a wave: mergers of that year or before have happened."""
        into = {row["old_code"]: row["new_code"] for row in self.mergers if row["date"][:4] <= wave}
        return np.array([_followed(code, into) for code in self.part_code], dtype=object)

    def population(self, wave: str) -> np.ndarray:
        """People on bijstand by part and cell of age, sex and years [parts, CELLS]: whole persons."""
        return self._populations[wave]

    @cached_property
    def _populations(self) -> dict[str, np.ndarray]:
        found = {}
        for wave, plan in self.plan["waves"].items():
            random = stream(self.plan["seed"], "population", wave)
            people = plan["total"] * self.assistance_share[self.ends_in] * self.part_share
            people = np.maximum(np.rint(people), 1).astype(np.int64)
            composition = self._composition(plan["age"])[self.size[self.ends_in]]
            found[wave] = random.multinomial(people, composition)
        return found

    @cached_property
    def assistance_share(self) -> np.ndarray:
        """Each municipality's share of all people on bijstand."""
        plan, random = self.plan["assistance"], stream(self.plan["seed"], "assistance")
        inhabitants = np.array([float(row["inhabitants"]) for row in self.frame])
        rate = np.array([plan["rate"][SIZES[size]] for size in self.size])
        rate = np.where(inhabitants >= plan["city_from"], plan["rate"]["city"], rate)
        people = inhabitants * rate * np.exp(plan["spread"] * random.standard_normal(len(self.frame)))
        return people / people.sum()

    def _composition(self, ages: list[float]) -> np.ndarray:
        """Shares of the cells by size class [SIZES, CELLS]."""
        age = np.array(ages, float) / sum(ages)
        women = np.array(self.plan["women"], float) / 100
        years = (
            np.array(self.plan["years"], float)[None]
            * np.array([self.plan["size_years"][size] for size in SIZES], float)[:, None, :]
        )
        years /= years.sum(axis=2, keepdims=True)
        sex = np.stack([1 - women, women], axis=1)
        return (age[None, :, None, None] * sex[None, :, :, None] * years[:, :, None, :]).reshape(
            len(SIZES), CELLS
        )


def read_country(plan: Mapping[str, Any], neighbours: Path) -> Country:
    """The country of `plan`, with the municipalities of another demonstration in it, codes kept."""
    with neighbours.open(encoding="utf-8", newline="") as stream_:
        known = list(csv.DictReader(stream_))
    frame = (*known, *_added(plan, {row["name"] for row in known}, len(known)))
    place = {row["code"]: number for number, row in enumerate(frame)}
    into = {row["code"]: row["into"] for row in plan["mergers"]}
    old = {row["code"]: row["share"] / 100 for row in plan["mergers"] if row["share"]}
    share = np.ones(len(frame))
    for code, part in old.items():
        share[place[_followed(code, into)]] -= part
    codes = (*place, *old)
    ends_in = np.array([place[_followed(code, into)] for code in codes])
    return Country(plan, frame, codes, ends_in, np.concatenate([share, list(old.values())]))


def _followed(code: str, into: Mapping[str, str]) -> str:
    while code in into:
        code = into[code]
    return code


def _added(plan: Mapping[str, Any], taken: set[str], first: int) -> list[Row]:
    """The municipalities that are not in the other demonstration."""
    added, random = plan["added"], stream(plan["seed"], "municipalities")
    regions = [region for region, count in added["regions"].items() for _ in range(count)]
    sizes = [size for size, count in added["sizes"].items() for _ in range(count)]
    rows = [_row(name, "west", "large", people) for name, people in added["cities"].items()]
    taken = taken | set(added["cities"]) | {row["name"] for row in plan["mergers"]}
    for region, size in zip(regions, random.permutation(sizes), strict=True):
        low, high = plan["inhabitants"][size]
        name = _free_name(random, added, region, taken)
        taken = taken | {name}
        rows.append(_row(name, region, size, low + int((high - low) * random.random() ** 2) // 10 * 10))
    order = random.permutation(len(rows))
    return [{"code": f"GMX{first + number:03}", **rows[place]} for number, place in enumerate(order, start=1)]


def _row(name: str, region: str, size: str, inhabitants: int) -> Row:
    return {"name": name, "region": region, "size_class": str(size), "inhabitants": str(inhabitants)}


def _free_name(random: np.random.Generator, added: Mapping[str, Any], region: str, taken: set[str]) -> str:
    while True:
        name = str(random.choice(added["stems"])) + str(random.choice(added["endings"][region]))
        if name not in taken:
            return name
