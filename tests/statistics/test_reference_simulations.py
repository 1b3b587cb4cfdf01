"""Truth: countries whose municipalities differ by a known amount, of which one asked its own people: what it reads of itself.

Own surveys of 40, 100 or 300 answers on ten headlines, shares of .2, .5 and .8, beside a national one of 14,000 answers with a design
effect of 1.6. Municipalities vary within classes (sd tau) and the classes lie up to 8 points apart; what is released of their
spread is off by 15%, as it is with some 340 of them. All figures are rounded as they are displayed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from monitor.statistics.benchmark.against_rest import SHARE, AgainstRest, against_rest
from monitor.statistics.benchmark.against_survey import drawn_to
from monitor.statistics.benchmark.verdicts import (
    Shrunken,
    adjusted,
    least_difference,
    shrunken,
    too_few,
    verdicts,
)

pytestmark = [pytest.mark.slow, pytest.mark.simulation]

ALPHA, HEADLINES, POWER = 0.05, 10, 0.8
LEVELS = np.resize([0.2, 0.5, 0.8], HEADLINES)
NATION = 1.6 / 14_000
CLASSES = np.array([-0.04, 0.0, 0.04])
SURVEYS, FEWER = 20_000, 3_000


@dataclass(frozen=True)
class Reports:
    """Surveys of `n` answers [survey, headline]: the true share, that of the country, how far the class lies away, and what is told."""

    truth: np.ndarray
    level: np.ndarray
    between: np.ndarray
    against: AgainstRest
    drawn: Shrunken
    p_adjusted: np.ndarray
    verdict: np.ndarray

    @property
    def false(self) -> np.ndarray:
        """Verdicts on the wrong side, or of one that is exactly the country."""
        side = np.sign(self.truth - self.level)
        told = np.select([self.verdict == "higher", self.verdict == "lower"], [1, -1], 0)
        return (told != 0) & (told != side)


def reports(
    surveys: int,
    n: int,
    tau: float,
    random: np.random.Generator,
    classes: bool = True,
    away: float | None = None,
) -> Reports:
    """`away` sets the first headline so far from the country, and all others where `tau` and class lead."""
    shape = (surveys, HEADLINES)
    truth = LEVELS + tau * random.standard_normal(shape)
    between = CLASSES[random.integers(0, len(CLASSES), (surveys, 1))] if classes else np.zeros((surveys, 1))
    truth = np.clip(truth + between, 0.01, 0.99)
    if away is not None:
        truth[:, 0] = np.clip(LEVELS[0] + away, 0.01, 0.99)
    own = np.round(random.binomial(n, truth) / n, 2)
    level = np.round(LEVELS + np.sqrt(LEVELS * (1 - LEVELS) * NATION) * random.standard_normal(shape), 2)
    spread = np.sqrt(tau**2 + (CLASSES**2).mean() * classes) * np.exp(0.15 * random.standard_normal(shape))
    s2, k = level * (1 - level), np.full(shape, 1 / n)
    against = against_rest(own, level, np.zeros(shape), k, np.full(shape, NATION), 1.0, SHARE)
    mean, se = drawn_to(own, s2 * k, level, s2 * NATION, spread)
    drawn = shrunken(mean, se, s2 * k, 1.0, ALPHA, SHARE)
    few = too_few(np.full(shape, n), k, level, 10, 5, SHARE)
    p, _ = adjusted(np.where(few, np.nan, against.p))
    ends = np.round(drawn.low, 2), np.round(drawn.high, 2)
    verdict = verdicts(p, few, against.difference, level, ends, ALPHA)
    return Reports(truth, np.broadcast_to(LEVELS, shape), between[:, 0], against, drawn, p, verdict)


@pytest.fixture(scope="module")
def surveys(draws) -> int:
    return draws.of(SURVEYS, FEWER)


@pytest.mark.parametrize("n", [40, 100, 300])
@pytest.mark.parametrize("tau", [0.02, 0.03, 0.06, 0.10])
def test_intervals_cover(n, tau, random, surveys, measured) -> None:
    """93% or more on average, 92% for each headline; 90% in a class that lies 4 points away."""
    told = reports(surveys, n, tau, random)
    inside = (told.drawn.low <= told.truth) & (told.truth <= told.drawn.high)
    assert measured("coverage", inside.mean()) >= 0.93
    by_class = [inside[:, one].mean() for one in range(HEADLINES)]
    assert measured("coverage of the worst headline", min(by_class)) >= 0.92
    of_class = [inside[told.between == away].mean() for away in CLASSES]
    assert measured("coverage in the worst class", min(of_class)) >= 0.90


@pytest.mark.parametrize("n", [40, 100, 300])
def test_where_nobody_differs_hardly_any_report_says_so(n, random, surveys, draws, measured) -> None:
    """Holm alone under 5% of reports, and both conditions at most that."""
    told = reports(surveys, n, 0.0, random, classes=False, away=0.0)
    holm = measured("Holm alone", (told.p_adjusted < ALPHA).any(axis=1).mean())
    both = measured("both conditions", (told.verdict != "undecided").any(axis=1).mean())
    assert holm <= draws.up(0.055, surveys)
    assert both <= holm


@pytest.mark.parametrize("tau", [0.03, 0.06, 0.10])
@pytest.mark.parametrize("n", [100, 300])
def test_verdicts_on_the_wrong_side_are_rare(tau, n, random, surveys, draws, measured) -> None:
    """At most 2% of verdicts."""
    told = reports(surveys, n, tau, random)
    sided = np.isin(told.verdict, ["higher", "lower"])
    measured("verdicts per 1,000 surveys", 1000 * sided.sum() / surveys)
    wrong = measured("on the wrong side", told.false.sum() / max(sided.sum(), 1))
    assert wrong <= draws.up(0.02, int(sided.sum()) or 1)


@pytest.mark.parametrize("n", [100, 300])
def test_one_that_is_just_like_the_country_is_seldom_said_to_differ(
    n, random, surveys, draws, measured
) -> None:
    """The first headline is exactly that of the country, all others vary: at most 2% say otherwise of it."""
    told = reports(surveys, n, 0.06, random, away=0.0)
    assert measured("false", np.isin(told.verdict[:, 0], ["higher", "lower"]).mean()) <= draws.up(
        0.02, surveys
    )


@pytest.mark.parametrize(("n", "away"), [(100, 0.15), (300, 0.10)])
def test_the_smallest_difference_foresees_the_power(n, away, random, surveys, measured) -> None:
    told = reports(surveys, n, 0.06, random, away=away)
    found = measured("power", (told.verdict[:, 0] == "higher").mean())
    se = np.sqrt(LEVELS[0] * (1 - LEVELS[0])) * told.against.rest_se[:, 0]
    mdd = least_difference(se, told.drawn.weight[:, 0], np.full(surveys, HEADLINES), ALPHA, POWER).mean()
    measured("smallest difference", mdd)
    assert (found > POWER - 0.12) == (mdd < away + 0.01)
