"""What the respondents of one wave answer: every column of the response file, as places in its texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from clients_demo.chance import mixed, stream
from clients_demo.country import AGES, CELL_AGE, CELL_SEX, CELL_YEARS, SEXES, YEARS
from clients_demo.questions import Question, Route
from clients_demo.sampling import Sampled
from clients_demo.world import World

EMPTY = ""
NOT_APPLICABLE = "na"


@dataclass(frozen=True)
class Column:
    """One column. **Rows**: `index`, one per respondent, points into `texts`."""

    texts: tuple[str, ...]
    index: np.ndarray

    def cells(self) -> np.ndarray:
        return np.array(self.texts, dtype=object)[self.index]

    def among(self, codes: tuple[str, ...]) -> np.ndarray:
        """Rows that hold one of these codes."""
        return np.isin(np.array(self.texts, dtype=object), codes)[self.index]


class Respondents:
    """The answers of the respondents of one wave, drawn question by question."""

    def __init__(self, world: World, wave: str, sampled: Sampled, seed: int) -> None:
        self.world, self.wave, self.seed = world, wave, seed
        self.who = sampled
        self.columns: dict[str, Column] = {}
        self.true_codes: dict[str, np.ndarray] = {}
        self.traits = {
            name: self._stream("trait", name).standard_normal(len(sampled)) for name in world.plan["traits"]
        }

    def _stream(self, *names: str) -> np.random.Generator:
        return stream(self.seed, self.wave, *names)

    def answer_all(self) -> dict[str, Column]:
        """All columns that follow from planted.yaml, and those of the register."""
        self._register()
        for name, question in self.world.questions.items():
            if self.wave in question.waves:
                self._answer(name, question)
        for name, mirror in self.world.mirrors.items():
            if self.wave in mirror.waves:
                size = len(self.world.questions[mirror.of].codes)
                codes = mirror.draw(self._stream(name), self.true_codes[mirror.of], size)
                texts = self.world.questions[mirror.of].codes
                self.columns[name] = self._column(name, texts, codes, mirror.outside, None)
        for name in self.world.sets:
            self._choose(name)
        return self.columns

    def _register(self) -> None:
        for name, texts, place in (
            ("age_class", AGES, CELL_AGE),
            ("sex", SEXES, CELL_SEX),
            ("years_on_assistance", YEARS, CELL_YEARS),
        ):
            self.columns[name] = Column(texts, place[self.who.cell])

    def _answer(self, name: str, question: Question) -> None:
        score = self._stream(name).standard_normal(len(self.who))
        for trait, loading in self._orthogonal(question.follows).items():
            score = mixed(self.traits[trait], loading, score)
        found = self.world.distribution(name, self.wave)
        self.true_codes[name] = codes = found.draw(score, self.who.municipality, self.who.cell)
        column = self._column(name, question.codes, codes, question.outside, question.applies_if)
        self.columns[name] = self._routed(column, question.route)

    def _orthogonal(self, follows: Mapping[str, float]) -> dict[str, float]:
        """Loadings for mixing traits in one after the other, so that each ends up as declared."""
        found, left = {}, 1.0
        for trait, loading in reversed(follows.items()):
            found[trait] = loading / np.sqrt(left)
            left -= loading**2
        return dict(reversed(found.items()))

    def _column(
        self,
        name: str,
        codes: tuple[str, ...],
        answers: np.ndarray,
        outside: Mapping[str, float],
        applies_if: Route | None,
    ) -> Column:
        """Codes with answers outside the base and empty cells put over them."""
        texts = (*codes, *outside, *((NOT_APPLICABLE,) if applies_if else ()), EMPTY)
        edges = np.cumsum([*outside.values()])
        place = np.searchsorted(edges, self._stream(name, "outside").random(len(answers)), side="right")
        index = np.where(place < len(outside), len(codes) + place, answers)
        if applies_if is not None:
            item, wanted = applies_if
            known = np.array(self.world.questions[item].codes, dtype=object)[self.true_codes[item]]
            index = np.where(np.isin(known, wanted), index, texts.index(NOT_APPLICABLE))
        return Column(texts, np.where(self._empty(name), len(texts) - 1, index))

    def _empty(self, name: str) -> np.ndarray:
        return self._stream(name, "empty").random(len(self.who)) < self.world.plan["no_answer"] / 100

    def _routed(self, column: Column, route: Route | None) -> Column:
        """Only who gave one of the answers of the route was asked."""
        if route is None:
            return column
        asked = self.columns[route[0]].among(route[1])
        return Column(column.texts, np.where(asked, column.index, column.texts.index(EMPTY)))

    def _choose(self, name: str) -> None:
        options = self.world.sets[name]
        chosen = self.world.set_distribution(name, self.wave).draw(self._stream(name), self.who.cell)
        place = np.searchsorted(
            np.cumsum(list(options.outside.values())),
            self._stream(name, "outside").random(len(self.who)),
            side="right",
        )
        refused, empty = place < len(options.outside), self._empty(name)
        texts = ("0", "1", *options.outside, EMPTY)
        for option, answers in zip((*options.options, options.exclusive), chosen.T, strict=True):
            index = np.where(empty, len(texts) - 1, np.where(refused, 2 + place, answers))
            self.columns[option] = self._routed(Column(texts, index), options.route)
