"""What is compared with what: pairs of waves and trends, and the units that are tested."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.study.kinds import KINDS, ItemKind
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study
from monitor.study.wave_roles import FIRST, PREVIOUS, compared_waves, tested_together


@dataclass(frozen=True)
class WaveContrast:
    """A comparison of waves: `numbers` has one coefficient per wave of the answers, NaN for no part.

    `comparable` is whether no break lies between the waves.
    """

    name: str
    from_wave: str
    to_wave: str
    numbers: np.ndarray
    comparable: bool = True


@dataclass(frozen=True)
class Unit:
    """What one item-level test is about: an item, or all options or parts of a set together.

    What the answers are weighted to is no finding of the survey: `weighted_to` is not tested in the whole sample.
    """

    id: str
    kind: str
    items: tuple[str, ...]
    primary_test: str
    headline: bool
    left_out: bool
    weighted_to: bool = False

    @property
    def traits(self) -> ItemKind:
        """What holds for every item of its kind."""
        return KINDS[self.kind]


def wave_contrasts(
    waves: tuple[str, ...],
    asked: Sequence[str],
    against: Sequence[str],
    comparable: Callable[[str, str], bool] = lambda first, last: True,
) -> list[WaveContrast]:
    """The declared comparisons of one unit, each distinct contrast once.

    `previous` is the nearest wave that it is compared with, `first` the earliest, a trend goes through all of them.
    What was asked only across a break is compared with the nearest wave, to say that it cannot be. A trend that is the same contrast as `first`, as with three waves at equal distances, is none.
    """
    last = waves[-1]
    earlier = compared_waves(asked, last, comparable)
    if last not in asked or not earlier:
        return []
    linked = comparable(earlier[-1], last)
    pairs = {PREVIOUS: earlier[-1], FIRST: earlier[0]}
    declared = {name: pairs[name] for name in against if name in pairs}
    if declared.get(PREVIOUS) == declared.get(FIRST):
        declared.pop(FIRST, None)
    found = [_pair(waves, name, declared[name], linked) for name in against if name in declared]
    if "trend" in against and len(earlier) > 1:
        trend = _trend(waves, [*earlier, last])
        if not (FIRST in declared and _same(trend, found, FIRST)):
            found.append(trend)
    return found


def _same(trend: WaveContrast, found: Sequence[WaveContrast], name: str) -> bool:
    numbers = next(contrast.numbers for contrast in found if contrast.name == name)
    return bool(np.allclose(np.nan_to_num(trend.numbers), np.nan_to_num(numbers), rtol=0, atol=1e-12))


def _trend(waves: tuple[str, ...], through: Sequence[str]) -> WaveContrast:
    numbers = np.full(len(waves), np.nan)
    numbers[[waves.index(wave) for wave in through]] = trend_numbers(tuple(through))
    return WaveContrast("trend", through[0], through[-1], numbers)


def _pair(waves: tuple[str, ...], name: str, first: str, comparable: bool) -> WaveContrast:
    numbers = np.full(len(waves), np.nan)
    numbers[[waves.index(first), len(waves) - 1]] = -1.0, 1.0
    return WaveContrast(name, first, waves[-1], numbers, comparable)


def trend_numbers(waves: tuple[str, ...]) -> np.ndarray:
    """Coefficients of the least-squares slope over time, times the whole period.

    The trend is then a change from first to last wave in the unit of the estimate. Time is the year
    where every wave is a year, else the rank of the wave.
    """
    if len(waves) < 2:
        return np.zeros(len(waves))
    years = all(wave.isdigit() for wave in waves)
    time = np.array([float(wave) for wave in waves]) if years else np.arange(float(len(waves)))
    centred = time - time.mean()
    return centred / (centred**2).sum() * (time[-1] - time[0])


def has_order(unit: Unit, questionnaire: Questionnaire) -> bool:
    """Whether the answers of a unit have an order, low to high."""
    scale = questionnaire.items[unit.items[0]].scale
    return scale is not None and scale.traits.ordered


def units_of(study: Study, questionnaire: Questionnaire) -> list[Unit]:
    """The units of testing in the order of the indicators; each item once."""
    members = tested_together(study, questionnaire)
    return [_unit(study, questionnaire, owner, tuple(items)) for owner, items in members.items()]


def _unit(study: Study, questionnaire: Questionnaire, owner: str, items: tuple[str, ...]) -> Unit:
    indicators = [indicator for indicator in study.indicators if set(items) & set(indicator.items)]
    declared = [indicator.primary_test for indicator in indicators if indicator.primary_test != "auto"]
    only_means = all(indicator.only_means for indicator in indicators)
    names = {owner, *items, *(indicator.id for indicator in indicators)}
    policy = study.comparison
    return Unit(
        id=owner,
        kind=questionnaire.items[items[0]].kind,
        items=items,
        primary_test=declared[0] if declared else policy.primary_test if only_means else "auto",
        headline=bool(names & set(policy.headlines)),
        left_out=bool(names & set(policy.leave_out)),
        weighted_to=bool(study.weighted_to & set(items)),
    )
