"""Questions with several answers at once, one of which excludes the others.

Who does not choose the exclusive option has one main option, and each other one besides with a chance
of its own. So at least one is chosen, and changing one option leaves the shares of all others as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import ndtr

from clients_demo.chance import HUNDREDTH, cut_points, mixed
from clients_demo.questions import Effects, Route, read_route

_NODES, _NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(41)


@dataclass(frozen=True)
class OptionSet:
    """A set: shares of the options per wave, share of the exclusive one, effects on each."""

    id: str
    options: tuple[str, ...]
    shares: Mapping[str, np.ndarray]
    exclusive: str
    exclusive_share: float
    exclusive_effects: Effects
    effects: Mapping[str, Effects]
    together: float
    outside: Mapping[str, float] = field(default_factory=dict)
    route: Route | None = None

    @property
    def about(self) -> Route | None:
        return self.route


def read_set(name: str, plan: Mapping[str, Any], waves: list[str]) -> OptionSet:
    start = plan["start"]
    none = plan["none"]
    points, shares = np.array(list(start.values()), float), {}
    for wave in waves:
        moves = plan.get("moves", {}).get(wave, {})
        points = points + np.array([moves.get(option, 0.0) for option in start])
        shares[wave] = points / 100
    return OptionSet(
        id=name,
        options=tuple(start),
        shares=shares,
        exclusive=none["option"],
        exclusive_share=none["percentage"] / 100,
        exclusive_effects=_effects(none),
        effects={option: _effects(_of_option(plan, option)) for option in start},
        together=plan["together"],
        outside={"wns": plan["wns"] / 100},
        route=read_route(plan.get("asked_if")),
    )


def _of_option(plan: Mapping[str, Any], option: str) -> dict[str, Any]:
    return {key: plan[key][option] for key in ("age", "years", "women") if option in plan.get(key, {})}


def _effects(plan: Mapping[str, Any]) -> Effects:
    found = {key: plan[key] for key in ("age", "years", "women") if key in plan}
    return Effects(
        **{key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}
    )


@dataclass(frozen=True)
class SetDistribution:
    """A set in one wave: by cell the chance of the exclusive option; shares of the main option; cuts of the others."""

    options: OptionSet
    none: np.ndarray
    main: np.ndarray
    cuts: np.ndarray
    shift: np.ndarray

    @cached_property
    def chances(self) -> np.ndarray:
        """Chance of each option, the exclusive one last [CELLS, K + 1]."""
        besides = ndtr(self.cuts + HUNDREDTH * self.shift)
        chosen = (1 - self.none)[:, None] * (self.main + (1 - self.main) * besides)
        return np.column_stack([chosen, self.none])

    def count_chances(self) -> np.ndarray:
        """Chance of each number of options, from 0 (the exclusive one) [CELLS, K + 1]."""
        loading = self.options.together
        rest = np.sqrt(1 - loading**2)
        line = self.cuts + HUNDREDTH * self.shift
        besides = ndtr((line[:, None, :] + loading * _NODES[None, :, None]) / rest)
        found = np.zeros((*besides.shape[:2], len(self.main) + 1))
        for main, share in enumerate(self.main):
            others = np.delete(besides, main, axis=2)
            found[:, :, 1:] += share * _count(others)
        counts = np.einsum("cnk,n->ck", found, _NODE_WEIGHTS / _NODE_WEIGHTS.sum()) * (1 - self.none)[:, None]
        counts[:, 0] = self.none
        return counts

    def draw(self, random: np.random.Generator, cell: np.ndarray) -> np.ndarray:
        """Who chooses which option, the exclusive one last: 0 or 1 [rows, K + 1]."""
        rows, size = len(cell), len(self.main)
        none = random.random(rows) < self.none[cell]
        main = np.searchsorted(np.cumsum(self.main)[:-1], random.random(rows), side="right")
        trait = random.standard_normal(rows)[:, None]
        score = mixed(trait, self.options.together, random.standard_normal((rows, size)))
        chosen = score > -(self.cuts + HUNDREDTH * self.shift[cell])
        chosen[np.arange(rows), main] = True
        return np.column_stack([chosen & ~none[:, None], none]).astype(np.int64)


def _count(chances: np.ndarray) -> np.ndarray:
    """Distribution of the number of independent events [..., K] to [..., K + 1]."""
    found = np.zeros((*chances.shape[:-1], chances.shape[-1] + 1))
    found[..., 0] = 1.0
    for place in range(chances.shape[-1]):
        chance = chances[..., place, None]
        found[..., 1:] = found[..., 1:] * (1 - chance) + found[..., :-1] * chance
        found[..., 0] *= 1 - chances[..., place]
    return found


def set_distribution(options: OptionSet, wave: str, base: np.ndarray) -> SetDistribution:
    """The set in a wave, so that the options have their shares in the population `base` [CELLS]."""
    none = _chance(options.exclusive_effects, base, options.exclusive_share)
    first = next(iter(options.shares.values()))
    shares, main = options.shares[wave], first / first.sum()
    begun = base * (1 - none)
    shift = np.stack([options.effects[option].by_cell() for option in options.options], axis=1)
    cuts = []
    for place, wanted in enumerate(shares):
        besides = (wanted * base.sum() / begun.sum() - main[place]) / (1 - main[place])
        if not 0 < besides < 1:
            raise SystemExit(f"{options.id}: {options.options[place]} cannot have its share in {wave}")
        cuts.append(cut_points(-shift[:, place], begun, np.array([besides]))[0])
    return SetDistribution(options, none, main, np.array(cuts), shift)


def _chance(effects: Effects, base: np.ndarray, share: float) -> np.ndarray:
    shift = effects.by_cell()
    cut = cut_points(-shift, base, np.array([share]))
    return ndtr(cut + HUNDREDTH * shift)
