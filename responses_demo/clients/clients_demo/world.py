"""Everything planted, together: all questions and sets in all waves, in the population they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from clients_demo.country import Country, read_country
from clients_demo.option_sets import OptionSet, SetDistribution, read_set, set_distribution
from clients_demo.questions import Distribution, Question, Route, distribution, read_question
from clients_demo.sampling import by_municipality, expected_respondents

HERE = Path(__file__).resolve().parents[1]
NEIGHBOURS = HERE.parent / "klantmanagers" / "municipalities.csv"


@dataclass(frozen=True)
class Mirror:
    """A question that repeats the answer to another with some chance, else gives any other code alike."""

    id: str
    of: str
    chance: float
    outside: Mapping[str, float]
    waves: tuple[str, ...]

    def chances(self, original: np.ndarray) -> np.ndarray:
        others = original.shape[-1] - 1
        return self.chance * original + (1 - self.chance) * (1 - original) / others

    def draw(self, random: np.random.Generator, original: np.ndarray, size: int) -> np.ndarray:
        differs = random.random(len(original)) >= self.chance
        step = random.integers(1, size, len(original))
        return np.where(differs, (original + step) % size, original)


@dataclass(frozen=True)
class World:
    """`plan` is planted.yaml; distributions are made once per wave and kept."""

    country: Country
    plan: Mapping[str, Any]
    questions: Mapping[str, Question]
    sets: Mapping[str, OptionSet]
    mirrors: Mapping[str, Mirror]
    _made: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def waves(self) -> list[str]:
        return list(self.country.plan["waves"])

    @cached_property
    def people(self) -> dict[str, np.ndarray]:
        """People on bijstand per wave [municipalities of the last wave, CELLS]."""
        return {wave: by_municipality(self.country, self.country.population(wave)) for wave in self.waves}

    @cached_property
    def expected(self) -> dict[str, np.ndarray]:
        """Respondents to expect per wave, in the same shape."""
        return {wave: expected_respondents(self.country, wave) for wave in self.waves}

    def distribution(self, item: str, wave: str) -> Distribution:
        question = self.questions[item]
        return self._once(
            (item, wave), lambda: distribution(question, wave, self.country, self.about(question.about, wave))
        )

    def set_distribution(self, name: str, wave: str) -> SetDistribution:
        options = self.sets[name]
        return self._once(
            (name, wave), lambda: set_distribution(options, wave, self.about(options.about, wave).sum(axis=0))
        )

    def about(self, route: Route | None, wave: str) -> np.ndarray:
        """The people a question is about [municipalities, CELLS]."""
        return self.people[wave] * self.share_about(route, wave)

    def share_about(self, route: Route | None, wave: str) -> np.ndarray:
        """Chance that somebody in a municipality and cell gave one of the answers of a route."""
        if route is None:
            return np.ones_like(self.people[wave])
        item, codes = route
        places = [self.questions[item].codes.index(code) for code in codes]
        return self.distribution(item, wave).chances[:, :, places].sum(axis=2)

    def _once(self, key: tuple[str, str], make: Any) -> Any:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]


def read_world(folder: Path = HERE, neighbours: Path = NEIGHBOURS) -> World:
    """The world of country.yaml and planted.yaml. **Raises** SystemExit where they contradict themselves."""
    country = read_country(read_yaml(folder / "country.yaml"), neighbours)
    plan = read_yaml(folder / "planted.yaml")
    waves = list(country.plan["waves"])
    items = plan["items"]
    questions = {name: read_question(name, entry, waves) for name, entry in items.items() if "start" in entry}
    mirrors = {name: _mirror(name, entry, waves) for name, entry in items.items() if "same_as" in entry}
    sets = {name: read_set(name, entry, waves) for name, entry in plan["sets"].items()}
    _check_routes(questions, sets)
    return World(country, plan, questions, sets, mirrors)


def read_yaml(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def _mirror(name: str, entry: Mapping[str, Any], waves: list[str]) -> Mirror:
    outside = {code: share / 100 for code, share in entry["outside"].items()}
    asked = tuple(wave for wave in waves if wave >= entry.get("from", waves[0]))
    return Mirror(name, entry["same_as"]["item"], entry["same_as"]["chance"] / 100, outside, asked)


def _check_routes(questions: Mapping[str, Question], sets: Mapping[str, OptionSet]) -> None:
    """A route must not depend on hidden traits, or who is asked would differ in what they answer."""
    for asked in (*questions.values(), *sets.values()):
        if asked.about is not None and questions[asked.about[0]].follows:
            raise SystemExit(f"{asked.id}: {asked.about[0]} follows traits and cannot lead to a question")
