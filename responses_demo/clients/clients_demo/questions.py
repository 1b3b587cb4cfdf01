"""Questions with one answer: their distribution in the population of every wave, and draws from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from clients_demo.chance import category_chances, cut_points, mixed, stream
from clients_demo.country import AGES, CELL_AGE, CELL_SEX, CELL_YEARS, REGIONS, SIZES, Country

Route = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Effects:
    """What shifts the hidden score, in hundredths of its standard deviation."""

    age: tuple[int, ...] = (0,) * len(AGES)
    years: tuple[int, ...] = (0, 0, 0, 0)
    women: int = 0
    size: tuple[int, ...] = (0,) * len(SIZES)
    region: tuple[int, ...] = (0,) * len(REGIONS)
    municipal: int = 0

    def by_cell(self) -> np.ndarray:
        return (
            np.array(self.age)[CELL_AGE]
            + np.array(self.years)[CELL_YEARS]
            + np.where(CELL_SEX == 1, self.women, 0)
        )

    def by_municipality(self, name: str, country: Country) -> np.ndarray:
        """Half of the variance between municipalities is common to all questions: a good or a bad one."""
        seed = country.plan["seed"]
        common = stream(seed, "municipal").standard_normal(len(country.frame))
        own = stream(seed, "municipal", name).standard_normal(len(country.frame))
        place = np.array(self.size)[country.size] + np.array(self.region)[country.region]
        return place + np.rint(self.municipal * mixed(common, np.sqrt(0.5), own)).astype(np.int64)


@dataclass(frozen=True)
class Question:
    """One question: shares of its codes per wave (adding to 1), what shifts them, who gets it.

    `route` leads to the question; `applies_if` says for whom it is not n.v.t.; `outside` holds the
    chance of each code outside the base.
    """

    id: str
    codes: tuple[str, ...]
    shares: Mapping[str, np.ndarray]
    effects: Effects
    follows: Mapping[str, float] = field(default_factory=dict)
    outside: Mapping[str, float] = field(default_factory=dict)
    route: Route | None = None
    applies_if: Route | None = None

    @property
    def waves(self) -> tuple[str, ...]:
        return tuple(self.shares)

    @property
    def about(self) -> Route | None:
        """The answer to an earlier question that makes this one about somebody."""
        return self.route or self.applies_if


def read_question(name: str, plan: Mapping[str, Any], waves: list[str]) -> Question:
    """A question of planted.yaml. **Raises** SystemExit where its percentages do not add to 100."""
    codes = {str(code): None for table in _tables(plan) for code in table}
    codes = tuple(sorted(codes, key=int)) if all(code.isdigit() for code in codes) else tuple(codes)
    effects = {key: plan[key] for key in Effects.__dataclass_fields__ if key in plan}
    return Question(
        id=name,
        codes=codes,
        shares=_shares(name, plan, codes, [wave for wave in waves if wave >= plan.get("from", waves[0])]),
        effects=Effects(
            **{key: tuple(value) if isinstance(value, list) else value for key, value in effects.items()}
        ),
        follows=plan.get("follows", {}),
        outside={code: share / 100 for code, share in plan.get("outside", {}).items()},
        route=read_route(plan.get("asked_if")),
        applies_if=read_route(plan.get("applies_if")),
    )


def read_route(plan: Mapping[str, list[str]] | None) -> Route | None:
    return next(((item, tuple(codes)) for item, codes in (plan or {}).items()), None)


def _tables(plan: Mapping[str, Any]) -> list[Mapping[Any, float]]:
    return [plan["start"], *plan.get("restart", {}).values()]


def _shares(
    name: str, plan: Mapping[str, Any], codes: tuple[str, ...], waves: list[str]
) -> dict[str, np.ndarray]:
    """Shares per wave: the start, replaced by a restart, and moved by what moves in the wave."""
    found, table = {}, plan["start"]
    points = _points(name, table, codes)
    for wave in waves:
        if wave in plan.get("restart", {}):
            points = _points(name, plan["restart"][wave], codes)
        for move, size in plan.get("moves", {}).get(wave, {}).items():
            source, target = (codes.index(code) for code in move.split(">"))
            points = points + size * (np.eye(len(codes))[target] - np.eye(len(codes))[source])
        if points.min() < 0:
            raise SystemExit(f"{name}: a move of {wave} takes more than there is")
        found[wave] = points / 100
    return found


def _points(name: str, table: Mapping[Any, float], codes: tuple[str, ...]) -> np.ndarray:
    found = {str(code): float(points) for code, points in table.items()}
    if abs(sum(found.values()) - 100) > 1e-9:
        raise SystemExit(f"{name}: percentages add up to {sum(found.values()):g}, not to 100")
    return np.array([found.get(code, 0.0) for code in codes])


@dataclass(frozen=True)
class Distribution:
    """A question in one wave: cuts of its hidden score, and the shift by municipality and cell."""

    question: Question
    cuts: np.ndarray
    by_cell: np.ndarray
    by_municipality: np.ndarray

    @cached_property
    def chances(self) -> np.ndarray:
        """Chance of each code [municipalities, CELLS, K]."""
        return category_chances(self.cuts, self.by_municipality[:, None] + self.by_cell)

    def draw(self, score: np.ndarray, municipality: np.ndarray, cell: np.ndarray) -> np.ndarray:
        """Code of everybody (place in `codes`) from a standard normal score."""
        shifted = score + 0.01 * (self.by_municipality[municipality] + self.by_cell[cell])
        return (shifted[:, None] > self.cuts).sum(axis=1)


def distribution(question: Question, wave: str, country: Country, base: np.ndarray) -> Distribution:
    """The question in a wave, cut so that it has its shares in the population `base` [municipalities, CELLS]."""
    by_cell = question.effects.by_cell()
    by_municipality = question.effects.by_municipality(question.id, country)
    below = np.cumsum(question.shares[wave])[:-1]
    cuts = cut_points(by_municipality[:, None] + by_cell, base, below)
    return Distribution(question, cuts, by_cell, by_municipality)
