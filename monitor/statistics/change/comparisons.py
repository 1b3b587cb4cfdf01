"""What is compared with what: pairs of waves and trends, and the units that are tested."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.study.kinds import KINDS, ItemKind
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Study


@dataclass(frozen=True)
class WaveContrast:
    """A comparison of waves: `numbers` has one coefficient per wave of the answers, NaN for no part."""

    name: str
    from_wave: str
    to_wave: str
    numbers: np.ndarray
    waves: tuple[str, ...]


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


def wave_contrasts(waves: tuple[str, ...], against: tuple[str, ...]) -> list[WaveContrast]:
    """The declared comparisons that exist: latest with previous, latest with first, linear trend."""
    last, contrasts = len(waves) - 1, []
    pairs = {"previous": last - 1, "first": 0}
    for name in against:
        if (
            name in pairs
            and 0 <= pairs[name] < last
            and not (name == "first" and last == 1 and "previous" in against)
        ):
            contrasts.append(_pair(waves, name, pairs[name], last))
        if name == "trend" and len(waves) > 2:
            contrasts.append(WaveContrast("trend", waves[0], waves[-1], trend_numbers(waves), waves))
    return contrasts


def _pair(waves: tuple[str, ...], name: str, first: int, last: int) -> WaveContrast:
    numbers = np.full(len(waves), np.nan)
    numbers[[first, last]] = -1.0, 1.0
    return WaveContrast(name, waves[first], waves[last], numbers, (waves[first], waves[last]))


def trend_numbers(waves: tuple[str, ...]) -> np.ndarray:
    """Coefficients of the least-squares slope over time, times the whole period.

    The trend is then a change from first to last wave in the unit of the estimate. Time is the year
    where every wave is a year, else the rank of the wave.
    """
    years = all(wave.isdigit() for wave in waves)
    time = np.array([float(wave) for wave in waves]) if years else np.arange(float(len(waves)))
    centred = time - time.mean()
    return centred / (centred**2).sum() * (time[-1] - time[0])


def units_of(study: Study, questionnaire: Questionnaire) -> list[Unit]:
    """The units of testing in the order of the indicators; each item once."""
    members: dict[str, list[str]] = {}
    for indicator in study.indicators:
        for item in indicator.items:
            declared = questionnaire.items[item]
            owner = declared.group if declared.traits.in_set else item
            if item not in members.setdefault(owner, []):
                members[owner].append(item)
    return [_unit(study, questionnaire, owner, tuple(items)) for owner, items in members.items()]


def _unit(study: Study, questionnaire: Questionnaire, owner: str, items: tuple[str, ...]) -> Unit:
    indicators = [indicator for indicator in study.indicators if set(items) & set(indicator.items)]
    declared = [indicator.primary_test for indicator in indicators if indicator.primary_test != "auto"]
    names = {owner, *items, *(indicator.id for indicator in indicators)}
    policy = study.comparison
    return Unit(
        id=owner,
        kind=questionnaire.items[items[0]].kind,
        items=items,
        primary_test=declared[0] if declared else policy.primary_test,
        headline=bool(names & set(policy.headlines)),
        left_out=bool(names & set(policy.leave_out)),
        weighted_to=bool(set(items) & weighted_to(study)),
    )


def weighted_to(study: Study) -> set[str]:
    """Items and attributes whose distribution the weights take from known totals."""
    margins = study.weighting.margins if study.weighting else ()
    return {part for margin in margins for part in margin}
