"""Truth: populations of files that are known in full, drawn again and again: how often limits miss, and verdicts are wrong.

Bars of the design: the limits cover in 93 to 98.5% of redraws of the demonstration; `above_norm` is wrong in at most 2.5%
for what is right the first time and 4% for a score (from the files on from which there is a verdict).
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from monitor.statistics.norms.finite import cap_of, effective_files, share_limits, strata_limits
from tests.draws import ERRORS

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

SEED, TAIL, NORM = 20260115, 0.025, 0.80
DEMONSTRATION = Path(__file__).parents[2] / "responses_demo/dossiers"
MONTHS = np.random.default_rng(SEED).integers(25, 61, 12)
PLANS = {
    "12 x 2": (MONTHS, np.full(12, 2)),
    "12 x 5": (MONTHS, np.full(12, 5)),
    "12 x 10": (MONTHS, np.full(12, 10)),
    "12 unequal": (np.full(12, 40), np.array([3, 4, 5, 6, 8, 10, 12, 15, 4, 4, 5, 5])),
    "1 x 12": (np.array([200]), np.array([12])),
    "1 x 25": (np.array([200]), np.array([25])),
}


def limits_of(values: list[np.ndarray], handled: np.ndarray, asked: float = 1.0) -> tuple[float, float]:
    """Limits of the files drawn from each stratum, as a run computes them."""
    drawn = np.array([len(own) for own in values])
    if len(values) == 1 and asked == 1:
        return share_limits(int(values[0].sum()), int(drawn[0]), int(handled[0]), TAIL)
    weight = handled / handled.sum()
    mean = float(sum(w * own.mean() for w, own in zip(weight, values, strict=True)))
    spread = np.array([own.var(ddof=1) / len(own) for own in values])
    variance = float((weight**2 * (1 - drawn / handled) * spread).sum())
    n, df = int(drawn.sum()), int(drawn.sum()) - len(drawn)
    cap = cap_of(handled.astype(float), drawn.astype(float)) * asked
    return strata_limits(mean, effective_files(mean, variance, n, df, cap, TAIL), TAIL)


def drawn_from(random: np.random.Generator, files: list[np.ndarray], drawn: np.ndarray) -> list[np.ndarray]:
    return [random.choice(own, n, replace=False) for own, n in zip(files, drawn, strict=True)]


@pytest.mark.parametrize("plan", PLANS)
def test_each_limit_of_a_share_misses_in_at_most_2_5_percent(plan: str, draws, measured) -> None:
    handled, drawn = PLANS[plan]
    runs, worst = draws.of(20_000, 1_000), 0.0
    for share in (0.5, 0.8, 0.9, 0.95):
        random = np.random.default_rng([SEED, int(share * 100)])
        files = [np.arange(size) < round(size * share) for size in handled]
        truth = sum(own.sum() for own in files) / handled.sum()
        found = np.array([limits_of(drawn_from(random, files, drawn), handled) for _ in range(runs)])
        worst = max(
            worst, float((found[:, 0] > truth + 1e-12).mean()), float((found[:, 1] < truth - 1e-12).mean())
        )
    assert measured(f"{plan}: worst side", worst) <= TAIL + ERRORS * float(np.sqrt(TAIL * (1 - TAIL) / runs))


@pytest.mark.parametrize("plan", ["12 x 2", "12 x 5", "12 x 10", "12 unequal"])
@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_a_score_is_wrongly_above_its_norm_in_at_most_4_percent(
    plan: str, spread: float, draws, measured
) -> None:
    """Files of which the mean score lies just below the norm; from 24 files on, fewer have no verdict at all."""
    handled, drawn = PLANS[plan]
    norms, populations, runs = 5, draws.of(20, 6), draws.of(2_000, 250)
    random, wrong = np.random.default_rng([SEED, int(10 * spread)]), []
    for _ in range(populations):
        files = [
            (
                random.random((size, norms)) < np.clip(0.8 + spread * random.standard_normal((size, 1)), 0, 1)
            ).mean(1)
            for size in handled
        ]
        truth = sum(own.sum() for own in files) / handled.sum()
        found = [
            limits_of(drawn_from(random, files, drawn), handled, norms)[0] > truth + 1e-12
            for _ in range(runs)
        ]
        wrong.append(float(np.mean(found)))
    assert measured(f"{plan}, spread {spread}: wrongly above", float(np.mean(wrong))) <= 0.04 + draws.of_mean(
        wrong
    )


def planted() -> dict[str, tuple[np.ndarray, np.ndarray, int]]:
    """Of the demonstration: by process and year the files handled a month, those drawn, and how many of all were right."""
    drawn = {"application": 2, "review": 6, "termination": 4}
    found = {}
    with (DEMONSTRATION / "planted_truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            with (DEMONSTRATION / f"frame_{row['wave']}.csv").open(encoding="utf-8") as frame:
                months = [
                    one["handled_on"][:7] for one in csv.DictReader(frame) if one["process"] == row["process"]
                ]
            sizes = np.unique(months, return_counts=True)[1]
            found[f"{row['process']} {row['wave']}"] = (
                sizes,
                np.full(12, drawn[row["process"]]),
                int(row["right"]),
            )
    return found


@pytest.mark.parametrize("process", planted())
def test_limits_cover_the_planted_truth_of_the_demonstration(process: str, draws, measured) -> None:
    handled, drawn, right = planted()[process]
    random, runs = np.random.default_rng([SEED, right]), draws.of(20_000, 1_000)
    everything = random.permutation(np.arange(handled.sum()) < right)
    files = np.split(everything, np.cumsum(handled)[:-1])
    truth = right / handled.sum()
    found = np.array([limits_of(drawn_from(random, files, drawn), handled) for _ in range(runs)])
    inside = float(((found[:, 0] <= truth) & (truth <= found[:, 1])).mean())
    assert draws.down(0.93, runs) <= measured(f"{process}: covered", inside) <= draws.up(0.985, runs)
    above = float((found[:, 0] >= NORM).mean()) if truth < NORM else 0.0
    assert measured(f"{process}: wrongly above the norm", above) <= draws.up(0.025, runs)
