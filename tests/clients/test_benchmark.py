"""Truth: what was planted in each municipality, on six headlines of the latest wave."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from monitor.release.door.benchmark_figures import benchmark_figures
from monitor.release.results.rounding import half_up
from monitor.statistics.benchmark.measured_areas import MeasuredFigure, measured_figures
from monitor.statistics.benchmark.verdicts import shrunken

PLANTED = (
    "heard",
    "letters_clear",
    "knows_income_rights",
    "duties_doable",
    "work_ability",
    "fin_afraid_uncertain",
)


@pytest.fixture(scope="module")
def figures(study, answers, weighted) -> dict[str, MeasuredFigure]:
    found = measured_figures(answers, weighted.design, study, benchmark_figures(study))
    return {one.figure.item: one for one in found}


@pytest.fixture(scope="module")
def drawn(figures, folder: Path) -> dict[str, SimpleNamespace]:
    """The shrunken shares as they are displayed, in whole percents, beside what was planted."""
    planted = pd.read_csv(folder / "planted_municipalities.csv", dtype={"wave": str})
    made = {}
    for item in PLANTED:
        one = figures[item]
        estimate, variance = one.areas["estimate"].to_numpy(), one.s2 * one.areas["k"].to_numpy()
        assert one.model is not None
        found = shrunken(
            *one.model.drawn(estimate, variance, one.traits), variance, one.s2, 0.05, one.figure.scale
        )
        truth = planted[planted["item"] == item].set_index("municipality")["truth"][one.areas.index]
        shown = {name: half_up(getattr(found, name), 2) for name in ("estimate", "low", "high")}
        made[item] = SimpleNamespace(
            truth=truth.to_numpy(), raw=estimate, weight=found.weight, effective=found.effective, **shown
        )
    return made


def test_all_headlines_have_their_figure_in_all_municipalities(figures, study) -> None:
    assert set(figures) == {item.id for item in study.benchmark_items}
    assert {len(one.areas) for one in figures.values()} <= {340, 341, 342}
    assert {one.traits.shape[1] for one in figures.values()} == {6}
    means = {item for item, one in figures.items() if one.figure.measure == "mean"}
    assert means == {"coop_grade", "trust_in_municipality", "help_grade"}


@pytest.mark.parametrize("item", PLANTED)
def test_a_shrunken_share_is_nearer_to_the_truth_than_a_raw_one(drawn, item) -> None:
    """2.9 to 10 times as near, in squares."""
    one = drawn[item]
    assert ((one.raw - one.truth) ** 2).mean() > 2.5 * ((one.estimate - one.truth) ** 2).mean()
    assert 0.04 < np.median(one.weight) < 0.3
    assert np.median(one.effective) >= 30


def test_displayed_intervals_cover_what_was_planted(drawn) -> None:
    """87 to 98% of each figure, 93% on average."""
    cover = [((one.low <= one.truth) & (one.truth <= one.high)).mean() for one in drawn.values()]
    assert min(cover) >= 0.85
    assert np.mean(cover) >= 0.92
