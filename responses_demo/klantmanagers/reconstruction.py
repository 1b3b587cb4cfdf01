"""Answers of one wave from its targets: exact counts, plausible links between items.

Every item gives each respondent a score: loadings on hidden traits or earlier items, the rest chance.
Those with the highest scores get the code that comes first, until its count is used up. So counts hold
exactly, and the scores decide only who gives which answer.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

STEP = 5  # respondents estimate percentages in steps of five


def stream(seed: int, *names: str) -> np.random.Generator:
    """A random stream of its own for every use, so that a change in one item moves no other."""
    return np.random.default_rng([seed, zlib.crc32("/".join(names).encode())])


@dataclass
class Wave:
    """**Rows**: one per respondent. `answers` holds the columns in questionnaire order, as text."""

    name: str
    seed: int
    size: int
    answers: dict[str, list[str]] = field(default_factory=dict)
    levels: dict[str, np.ndarray] = field(default_factory=dict)

    def stream(self, use: str) -> np.random.Generator:
        return stream(self.seed, self.name, use)

    def add_trait(self, name: str) -> None:
        self.levels[name] = self.stream(f"trait {name}").standard_normal(self.size)

    def asked(self, when: Mapping[str, Any] | None) -> list[int]:
        """Rows that were asked an item, in order."""
        conditions = (when or {}).items()
        return [
            row
            for row in range(self.size)
            if all(meets(self.answers[item][row], wanted) for item, wanted in conditions)
        ]

    def score(self, item: str, follows: Mapping[str, float] | None) -> np.ndarray:
        """Score per respondent with variance about 1: weighted levels plus chance."""
        loadings = follows or {}
        chance = math.sqrt(max(0.0, 1.0 - math.fsum(loading**2 for loading in loadings.values())))
        score = chance * self.stream(item).standard_normal(self.size)
        for name, loading in loadings.items():
            score = score + loading * self.levels[name]
        return score

    def put(self, column: str, found: Mapping[int, str]) -> None:
        self.answers[column] = [found.get(row, "") for row in range(self.size)]

    def put_level(self, column: str, values: Mapping[int, float]) -> None:
        """Remember an item as something later items can follow: standardised, 0 where not answered."""
        mean = math.fsum(values.values()) / len(values)
        spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values.values()) / len(values))
        self.levels[column] = np.array(
            [(values[row] - mean) / spread if row in values else 0.0 for row in range(self.size)]
        )


def meets(answer: str, wanted: Any) -> bool:
    if wanted == "above 0":
        return answer.isdigit() and int(answer) > 0
    return answer in [str(code) for code in wanted]


def add_counts(wave: Wave, item: str, target: Mapping[str, Any]) -> None:
    """An item with a count for every code, perhaps within the codes of an earlier item (`by`)."""
    rows = wave.asked(target.get("when"))
    found = _set_aside(wave, item, rows, target)
    score = wave.score(item, target.get("follows"))
    rest = [row for row in rows if row not in found]
    codes: dict[str, None] = {}
    for group, counts in _groups(target):
        members = [
            row for row in rest if group is None or wave.answers[target["by"]][row] in group.split("|")
        ]
        found.update(_by_score(item, members, score, counts))
        codes.update(dict.fromkeys(map(str, counts)))
    wave.put(item, found)
    places = {code: -float(place) for place, code in enumerate(codes)}
    wave.put_level(item, {row: places[code] for row, code in found.items() if code in places})


def add_percentage(wave: Wave, item: str, target: Mapping[str, Any]) -> None:
    """An estimated percentage: multiples of five around a mean that holds as exactly as those allow."""
    rows = wave.asked(target.get("when"))
    found = _set_aside(wave, item, rows, target)
    score = wave.score(item, target.get("follows"))
    rest = [row for row in rows if row not in found]
    most = 100 // STEP
    steps = {
        row: min(most, max(0, round((target["mean"] + target["spread"] * score[row]) / STEP))) for row in rest
    }
    gap = round(target["mean"] * len(rest) / STEP) - sum(steps.values())
    turns = [rest[place] for place in wave.stream(f"turns {item}").permutation(len(rest))]
    while gap:
        for row in turns:
            move = (gap > 0) - (gap < 0)
            if 0 < steps[row] + move < most:
                steps[row] += move
                gap -= move
    found.update({row: str(step * STEP) for row, step in steps.items()})
    wave.put(item, found)
    wave.put_level(item, {row: float(step) for row, step in steps.items()})


def add_parts(wave: Wave, item: str, target: Mapping[str, Any]) -> None:
    """Parts of 100 per respondent, with the means of `parts` over respondents."""
    parts = list(target["parts"])
    most = 100 // STEP
    steps = np.array([_shared_out(weights, most) for weights in _part_weights(wave, item, target)])
    wanted = np.array(_shared_out([float(mean) for mean in target["parts"].values()], most * wave.size))
    turns = wave.stream(f"turns {item}").permutation(wave.size)
    place = 0
    while (surplus := steps.sum(axis=0) - wanted).any():
        row = turns[place % wave.size]
        place += 1
        giver, taker = int(surplus.argmax()), int(surplus.argmin())
        if steps[row, giver] > 1 and steps[row, taker] > 0:
            steps[row, giver] -= 1
            steps[row, taker] += 1
    for column, part in enumerate(parts):
        wave.put(part, {row: str(steps[row, column] * STEP) for row in range(wave.size)})
        wave.put_level(part, {row: float(steps[row, column]) for row in range(wave.size)})


def add_exclusive_set(wave: Wave, item: str, target: Mapping[str, Any]) -> None:
    """A multi-select set with one exclusive option; everybody who is asked ticks something."""
    rows = wave.asked(target["when"])
    [(never, count)] = target["never"].items()
    score = wave.score(item, target.get("follows"))
    ordered = sorted(rows, key=lambda row: -score[row])
    others = [ordered[count:][place] for place in wave.stream(f"turns {item}").permutation(len(rows) - count)]
    ticks = [option for option, times in target["options"].items() for _ in range(times)]
    ticked = {(others[place % len(others)], option) for place, option in enumerate(ticks)}
    ticked |= {(row, never) for row in ordered[:count]}
    for option in (*target["options"], never):
        wave.put(option, {row: str(int((row, option) in ticked)) for row in rows})


def _set_aside(wave: Wave, item: str, rows: list[int], target: Mapping[str, Any]) -> dict[int, str]:
    """Respondents with a code outside the base or without an answer: chosen by chance alone."""
    codes = [code for code, count in target.get("special", {}).items() for _ in range(count)]
    codes += [""] * target.get("blank", 0)
    chosen = wave.stream(f"aside {item}").permutation(len(rows))[: len(codes)]
    return {rows[place]: code for place, code in zip(chosen, codes, strict=True)}


def _groups(target: Mapping[str, Any]) -> list[tuple[str | None, Mapping[Any, int]]]:
    return list(target["counts"].items()) if "by" in target else [(None, target["counts"])]


def _by_score(item: str, members: list[int], score: np.ndarray, counts: Mapping[Any, int]) -> dict[int, str]:
    codes = [str(code) for code, count in counts.items() for _ in range(count)]
    if len(codes) != len(members):
        raise SystemExit(
            f"{item}: counts add up to {len(codes)}, but {len(members)} respondents are to answer"
        )
    ordered = sorted(members, key=lambda row: -score[row])
    return dict(zip(ordered, codes, strict=True))


def _part_weights(wave: Wave, item: str, target: Mapping[str, Any]) -> list[list[float]]:
    """Weight of every part for every respondent; 0 for those who are to answer 0."""
    columns = []
    for part, mean in target["parts"].items():
        score = wave.score(part, target.get("follows", {}).get(part))
        zeros = set(
            sorted(range(wave.size), key=lambda row: score[row])[: target.get("zeros", {}).get(part, 0)]
        )
        columns.append(
            [
                0.0 if row in zeros else mean * max(0.15, 1 + target["spread"] * score[row])
                for row in range(wave.size)
            ]
        )
    return [list(row) for row in zip(*columns, strict=True)]


def _shared_out(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers that add up to the total, near the weights; at least 1 for every positive weight."""
    left = total - sum(weight > 0 for weight in weights)
    exact = [weight / math.fsum(weights) * left for weight in weights]
    shares = [int(value) + (weight > 0) for value, weight in zip(exact, weights, strict=True)]
    order = sorted(range(len(weights)), key=lambda place: int(exact[place]) - exact[place])
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares
