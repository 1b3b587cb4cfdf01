"""A made survey of any size: 342 units in 12 strata, 40 items, 2 waves, 3 margins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

UNITS, STRATA, BINARY, FIVE_POINT = 342, 12, 20, 20
MARGINS = {"age": 5, "sex": 2, "region": 4}
POPULATION = 400_000.0


@dataclass(frozen=True)
class MadeSurvey:
    """Columns of codes, by respondent; `items` has 20 of two and 20 of five categories."""

    wave: np.ndarray
    unit: np.ndarray
    stratum: np.ndarray
    margins: dict[str, np.ndarray]
    items: dict[str, np.ndarray]

    @property
    def sizes(self) -> dict[str, int]:
        return {name: 2 if number < BINARY else 5 for number, name in enumerate(self.items)}


def made_survey(rows: int, seed: int = 20240901) -> MadeSurvey:
    """Answers that depend on unit and age, so that clustering and weighting both matter."""
    random = np.random.default_rng(seed)
    unit = random.integers(0, UNITS, rows)
    margins = {name: random.integers(0, size, rows).astype(np.int8) for name, size in MARGINS.items()}
    effect = random.normal(0.0, 0.3, UNITS)[unit] + 0.1 * margins["age"]
    items = {}
    for number in range(BINARY + FIVE_POINT):
        position = random.random(rows, dtype=np.float32) + 0.2 * effect
        cuts = np.quantile(position[:5000], [0.6] if number < BINARY else [0.2, 0.4, 0.6, 0.8])
        items[f"q{number}"] = np.searchsorted(cuts, position).astype(np.int8)
    return MadeSurvey((np.arange(rows) % 2).astype(np.int8), unit, unit % STRATA, margins, items)


def control_totals() -> dict[str, np.ndarray]:
    """Population margins a little away from those of the sample."""
    return {
        name: POPULATION * (size + np.arange(size)) / (size + np.arange(size)).sum()
        for name, size in MARGINS.items()
    }
