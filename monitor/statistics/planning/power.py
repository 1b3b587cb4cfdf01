"""Sample sizes for a difference between two waves and for the margin of one, and what a size can show.

Normal approximation throughout: sizes that are worth planning are large. Two-sided tests at level `alpha`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import ndtr, ndtri

STEPS = 200  # halvings of an interval: beyond what a float holds
SLACK = 1e-9  # so that a size that comes out whole is not raised by rounding


@dataclass(frozen=True)
class Shift:
    """A change from one wave to the next, with the variance of one answer in both and where nothing changed.

    `difference` has a sign and the unit of the answers; a share is a mean of zeros and ones.
    """

    difference: float
    before: float
    after: float
    unchanged: float


@dataclass(frozen=True)
class Waves:
    """How precise two waves are: variance of each estimate, and covariance, per unit of variance of one answer."""

    first: float
    second: float
    both: float = 0.0


def share_shift(share: float, change: float) -> Shift:
    """A change of a share; where nothing changed its variance is that of the mean of both (Fleiss 1981, 3.2).

    >>> share_shift(0.3, 0.1).unchanged
    0.2275
    """
    later = share + change
    middle = share + change / 2
    return Shift(change, share * (1 - share), later * (1 - later), round(middle * (1 - middle), 15))


def mean_shift(sd: float, change: float) -> Shift:
    """A change of a mean whose answers spread as much in both waves."""
    return Shift(change, sd**2, sd**2, sd**2)


def equal_waves(
    n: float,
    deff: float = 1.0,
    population: float | None = None,
    common: float = 0.0,
    correlation: float = 0.0,
) -> Waves:
    """Two waves of `n` answers each.

    **Method**: variance deff (1 - n/N) / n; of the second wave the part `common` took part in the first as well, and
    their answers correlate (Kish 1965, 12.4).
    """
    return unequal_waves((n, n), (deff, deff), population, common, correlation)


def unequal_waves(
    n: tuple[float, float],
    deff: tuple[float, float],
    population: float | None = None,
    common: float = 0.0,
    correlation: float = 0.0,
) -> Waves:
    """Two waves of different sizes; `common` is the part of the smaller one that takes part in both."""
    first, second = (effect * finite(size, population) / size for size, effect in zip(n, deff, strict=True))
    joint = correlation * common * min(n) / math.sqrt(n[0] * n[1])
    return Waves(first, second, joint * math.sqrt(first * second))


def finite(n: float, population: float | None) -> float:
    """Finite population correction 1 - n/N; 1 where nobody knows N."""
    return 1.0 if population is None else max(1 - n / population, 0.0)


def power_of(shift: Shift, waves: Waves, alpha: float) -> float:
    """Chance that a two-sided test at `alpha` shows a change.

    **Method**: (|d| - z sqrt(V0)) / sqrt(V1), with V0 the variance of the difference where nothing changed and V1
    where it did (Fleiss 1981, 3.2); the chance of a verdict in the wrong direction is left out.
    """
    spread = _spread(shift, waves)
    reach = abs(shift.difference) - _quantile(alpha) * math.sqrt(_spread_unchanged(shift, waves))
    if spread == 0:
        return float(reach > 0)
    return float(ndtr(reach / math.sqrt(spread)))


def _spread(shift: Shift, waves: Waves) -> float:
    joint = math.sqrt(shift.before * shift.after)
    return max(shift.before * waves.first + shift.after * waves.second - 2 * waves.both * joint, 0.0)


def _spread_unchanged(shift: Shift, waves: Waves) -> float:
    return shift.unchanged * max(waves.first + waves.second - 2 * waves.both, 0.0)


def _quantile(alpha: float) -> float:
    return float(ndtri(1 - alpha / 2))


def size_for_change(
    shift: Shift,
    alpha: float,
    power: float,
    deff: float = 1.0,
    population: float | None = None,
    common: float = 0.0,
    correlation: float = 0.0,
) -> int:
    """Valid answers per wave, equal in both, with which a change is shown with this power.

    **Method**: deff (z_{1-alpha/2} sqrt(V0) + z_power sqrt(V1))^2 / d^2 with V0 and V1 those of one answer in each
    wave (Fleiss 1981, 3.2), then n / (1 + n/N) (Cochran 1977, 4.4).

    >>> size_for_change(share_shift(0.3, 0.1), 0.05, 0.8, deff=1.4)
    499
    """
    one = equal_waves(1.0, common=common, correlation=correlation)
    told = _quantile(alpha) * math.sqrt(_spread_unchanged(shift, one))
    needed = told + float(ndtri(power)) * math.sqrt(_spread(shift, one))
    return whole_size(deff * needed**2 / shift.difference**2, population)


def size_for_margin(
    variance: float, margin: float, alpha: float, deff: float = 1.0, population: float | None = None
) -> int:
    """Valid answers in one wave whose interval reaches this far to each side (Cochran 1977, 4.4).

    >>> size_for_margin(0.25, 0.05, 0.05)
    385
    """
    return whole_size(deff * variance * _quantile(alpha) ** 2 / margin**2, population)


def whole_size(n: float, population: float | None) -> int:
    """A size for an endless population as that for a finite one, rounded up."""
    return max(math.ceil(n / (1 + n / population if population else 1.0) - SLACK), 1)


def margin_of(variance: float, precision: float, alpha: float) -> float:
    """How far the interval of one wave reaches to each side; `precision` as in Waves."""
    return _quantile(alpha) * math.sqrt(variance * precision)


def smallest_share_change(
    share: float, waves: Waves, alpha: float, power: float, upward: bool
) -> float | None:
    """The smallest change of a share, up or down, that is shown with this power; None where none is."""
    room = 1 - share if upward else share
    sign = 1 if upward else -1

    def shown(change: float) -> bool:
        return power_of(share_shift(share, sign * change), waves, alpha) >= power

    return sign * _least(shown, room) if room > 0 and shown(room) else None


def smallest_mean_change(sd: float, waves: Waves, alpha: float, power: float) -> float:
    """The smallest change of a mean that is shown with this power."""
    shift = mean_shift(sd, 1.0)
    return (_quantile(alpha) + float(ndtri(power))) * math.sqrt(_spread_unchanged(shift, waves))


def first_that(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first number above `low` of which something holds, where it does of `high`; by halving."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _least(holds: Callable[[float], bool], most: float) -> float:
    """Where something begins to hold that holds at `most`, by halving."""
    low, high = 0.0, most
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
        if middle in (low, high) and high - low <= SLACK * most:
            break
    return high


def size_beside(
    shift: Shift,
    first: tuple[float, float],
    deff: float,
    alpha: float,
    power: float,
    population: float | None = None,
    common: float = 0.0,
    correlation: float = 0.0,
) -> int | None:
    """Valid answers in a next wave with which a change since a wave of `first` (n, deff) is shown with this power.

    None where no number of them is enough: the earlier wave is too small for it.
    """
    most = int(population or MOST)

    def shown(n: float) -> bool:
        waves = unequal_waves((first[0], n), (first[1], deff), population, common, correlation)
        return power_of(shift, waves, alpha) >= power

    return first_that(shown, 0, most) if shown(most) else None


MOST = 1e8
"""More people than any survey asks."""


def largest_correlation(share: float, later: float) -> float:
    """The most that the answers of one person in both waves can correlate, for a share that changes (Cole 1949).

    >>> largest_correlation(0.2, 0.5)
    0.5
    """
    low, high = sorted((share, later))
    return math.sqrt(low * (1 - high) / (high * (1 - low)))
