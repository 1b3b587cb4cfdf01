"""A country of 342 municipalities with clients whose answers are drawn, and a benchmark of ten headlines in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.statistics.benchmark.against_rest import (
    SHARE,
    AgainstRest,
    against_rest,
    figure_of_groups,
    own_part,
    rest_factor,
)
from monitor.statistics.benchmark.area_model import AreaModel, area_model
from monitor.statistics.benchmark.covariates import covariates
from monitor.statistics.benchmark.sampling_variance import kish_factor, pooled_variance_of_one
from monitor.statistics.benchmark.verdicts import Shrunken, adjusted, shrunken, too_few, verdicts
from tests.statistics.simulated import weights_with_deff

AREAS, FITTED, DEFF, HEADLINES = 342, 25, 1.15, 10
ALPHA, LEAST, EXPECTED, RELIABLE = 0.05, 10, 5, 30
SIZES = {"small": (90, 20, 0.6), "medium": (150, 27, 0.6), "large": (102, 45, 0.9)}
LEVELS = np.array([0.2, 0.5, 0.8, 0.2, 0.5, 0.8, 0.2, 0.5, 0.8, 0.5])
OF_SIZE, OF_REGION = (
    {"small": -0.04, "medium": 0.0, "large": 0.03},
    {"n": -0.02, "o": 0.0, "w": 0.0, "z": 0.02},
)


@dataclass(frozen=True)
class Country:
    """Municipalities with a size class, a region, people and respondents."""

    traits: pd.DataFrame
    people: np.ndarray
    n: np.ndarray

    @property
    def peers(self) -> np.ndarray:
        return pd.factorize(self.traits["size"])[0]

    def usual(self) -> np.ndarray:
        """[headline, area]: the level of each, for every other headline with effects of size class and region."""
        effect = self.traits["size"].map(OF_SIZE) + self.traits["region"].map(OF_REGION)
        return LEVELS[:, None] + np.where(np.arange(HEADLINES) % 2, 1.0, 0.0)[:, None] * effect.to_numpy()

    @property
    def alike(self) -> np.ndarray:
        """[headline, area]: no municipality differs from any other, in no trait either."""
        return np.broadcast_to(LEVELS[:, None], (HEADLINES, AREAS))

    def truth(self, tau: float, random: np.random.Generator) -> np.ndarray:
        """[headline, area]: municipalities that differ by tau beyond what is usual."""
        usual = self.usual()
        return np.clip(usual + tau * random.standard_normal(usual.shape), 0.01, 0.99)


def country(random: np.random.Generator, n: dict[int, int] | None = None) -> Country:
    """342 municipalities, some of them with a given number of respondents."""
    size = np.repeat(list(SIZES), [areas for areas, _, _ in SIZES.values()])
    middle, spread = (np.array([SIZES[name][at] for name in size], float) for at in (1, 2))
    drawn = np.clip(np.round(middle * np.exp(spread * random.standard_normal(AREAS))), 3, 400)
    for area, given in (n or {}).items():
        drawn[area] = given
    usual = np.array([{"small": 4.5, "medium": 5.6, "large": 7.3}[name] for name in size])
    people = np.maximum(np.round(np.exp(usual + 0.5 * random.standard_normal(AREAS))), 2 * drawn)
    traits = pd.DataFrame({"size": size, "region": random.choice(list(OF_REGION), AREAS)})
    return Country(traits, people, drawn)


@dataclass(frozen=True)
class Sample:
    """[headline, area] the shares that were answered, by area n and k, by headline the variance of one answer."""

    country: Country
    share: np.ndarray
    k: np.ndarray
    s2: np.ndarray

    @property
    def variance(self) -> np.ndarray:
        return self.s2[:, None] * self.k

    def model(self, headline: int) -> AreaModel:
        found = area_model(self.share[headline], self.variance[headline], self.covariates, SHARE.largest_tau)
        assert found is not None
        return found

    @property
    def covariates(self) -> np.ndarray:
        return covariates(self.country.traits, FITTED)

    def drawn(self, headline: int) -> Shrunken:
        """The shrunken shares of all areas."""
        variance = self.variance[headline]
        mean, se = self.model(headline).drawn(self.share[headline], variance, self.covariates)
        return shrunken(mean, se, variance, self.s2[headline], ALPHA, SHARE)

    def against(self, headline: int) -> AgainstRest:
        """All areas against their size class."""
        people, peers = self.country.people, self.country.peers
        return against_rest(
            self.share[headline], figure_of_groups(self.share[headline], people, peers), own_part(people, peers),
            self.k, rest_factor(self.k, people, peers), self.s2[headline], SHARE,
        )  # fmt: skip


def answered(of: Country, truth: np.ndarray, random: np.random.Generator) -> Sample:
    """A sample of the clients of a country in which so many give each answer [headline, area]."""
    area = np.repeat(np.arange(AREAS), of.n.astype(int))
    weights = weights_with_deff(len(area), DEFF, random)
    yes = random.random((len(truth), len(area))) < truth[:, area]
    total = np.bincount(area, weights)
    share = np.stack([np.bincount(area, weights * row) for row in yes]) / total
    k = kish_factor(weights, area, AREAS)
    s2 = np.array([pooled_variance_of_one(row * (1 - row), of.n, k) for row in share])
    return Sample(of, share, k, s2)


@dataclass(frozen=True)
class Judged:
    """[area, headline] by rule: whether a difference is told, with the sign of it; `difference` is the raw one."""

    holm: np.ndarray
    interval: np.ndarray
    both: np.ndarray
    difference: np.ndarray


def judged(sample: Sample) -> Judged:
    """The benchmark of all areas against their size class, ten headlines a family."""
    against = [sample.against(headline) for headline in range(HEADLINES)]
    drawn = [sample.drawn(headline) for headline in range(HEADLINES)]
    few = np.stack(
        [too_few(sample.country.n, sample.k, one.rest, LEAST, EXPECTED, SHARE) for one in against], axis=1
    )
    p = np.where(few, np.nan, np.stack([one.p for one in against], axis=1))
    difference = np.stack([one.difference for one in against], axis=1)
    reference = np.stack([one.reference for one in against], axis=1)
    interval = np.stack([one.low for one in drawn], axis=1), np.stack([one.high for one in drawn], axis=1)
    found, _ = adjusted(p)

    def signs(p_adjusted, held) -> np.ndarray:
        words = verdicts(p_adjusted, few, difference, reference, held, ALPHA)
        return (words == "higher").astype(int) - (words == "lower").astype(int)

    beyond = np.where(
        difference > 0, 1.0, 0.0
    )  # an interval that excludes the reference on the side of the difference
    return Judged(
        signs(found, (beyond, beyond)),
        signs(np.zeros_like(found), interval),
        signs(found, interval),
        difference,
    )
