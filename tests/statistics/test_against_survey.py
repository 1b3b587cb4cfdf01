"""Truth: the normal posterior of one figure by numbers on a grid, with numpy alone."""

from __future__ import annotations

import numpy as np
import pytest

from monitor.statistics.benchmark.against_survey import drawn_to


def by_grid(
    estimate: float, variance: float, usual: float, of_usual: float, tau: float
) -> tuple[float, float]:
    """Mean and sd of a figure that is normal around that of everybody, of whom the figure is known up to an error."""
    all_of_them = np.linspace(usual - 8 * np.sqrt(of_usual), usual + 8 * np.sqrt(of_usual), 801)
    own = np.linspace(min(estimate, usual) - 1, max(estimate, usual) + 1, 4001)
    around = np.exp(-((own[:, None] - all_of_them) ** 2) / (2 * tau**2))
    prior = around @ np.exp(-((all_of_them - usual) ** 2) / (2 * of_usual))
    mass = prior * np.exp(-((own - estimate) ** 2) / (2 * variance))
    mean = (own * mass).sum() / mass.sum()
    return mean, np.sqrt(((own - mean) ** 2 * mass).sum() / mass.sum())


@pytest.mark.parametrize(("estimate", "n", "tau"), [(0.8, 40, 0.06), (0.3, 160, 0.1), (0.5, 400, 0.03)])
def test_it_is_the_posterior_up_to_what_the_whole_country_is_unsure_of(estimate, n, tau) -> None:
    """The figure of everybody is taken as it is: its own error counts in the interval, and hardly in the weight."""
    mean, sd = drawn_to(*(np.array([one]) for one in (estimate, 0.24 / n, 0.5, 0.24 / 8000, tau)))
    exact = by_grid(estimate, 0.24 / n, 0.5, 0.24 / 8000, tau)
    assert (mean[0], sd[0]) == pytest.approx(exact, rel=0.02)


def test_where_nobody_knows_how_figures_vary_it_stays_as_it_is() -> None:
    mean, sd = drawn_to(*(np.array([one]) for one in (0.8, 0.01, 0.5, 0.001, np.nan)))
    assert (mean[0], sd[0]) == (0.8, 0.1)


def test_more_answers_count_for_more() -> None:
    variance = np.array([0.01, 0.001])
    mean, _ = drawn_to(np.full(2, 0.8), variance, np.full(2, 0.5), np.zeros(2), np.full(2, 0.05))
    assert 0.5 < mean[0] < mean[1] < 0.8
