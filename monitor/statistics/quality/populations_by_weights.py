"""How many people the groups of a breakdown have in the population, by the weights that came with the responses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.declared_design import declared_weights
from monitor.statistics.design.domains import domains_of, waves_asked
from monitor.statistics.design.unit_column import design_column
from monitor.statistics.quality.municipality_recodes import few_municipalities
from monitor.study.house_policy import house_recognition
from monitor.study.populations import Populations
from monitor.study.study import Study
from monitor.study.study_file import Breakdown

NOT_DRAWN = "declared.weights_of_no_draw"
SEVERAL_ROWS = "declared.weights_of_rows"
TOO_SMALL = "declared.weights_below_one"
TOO_LARGE = "declared.weights_too_large"
AROUND_ONE = "declared.weights_around_one"
TOO_MANY = "declared.weights_too_many"
CONTRADICTED = "declared.weights_contradicted"
FEW = "declared.weights_of_few"
OF_MUNICIPALITIES = "declared.point_at_municipalities"
DIGITS_OF_MEAN = range(7)


@dataclass(frozen=True)
class WeightedPopulations:
    """By breakdown: `people` in its smallest group at least, or `why_not` the weights tell it, by code of a message."""

    people: dict[str, int] = field(default_factory=dict)
    why_not: dict[str, str] = field(default_factory=dict)


def populations_by_weights(answers: Answers, study: Study) -> WeightedPopulations:
    """What the weights tell of the breakdowns of whose groups nobody declares how many people they have.

    **Method**: a weight is taken as an inverse probability of being in the sample where it can hardly be anything else, as
    policy.yaml says (`recognition`, `weights`); the sum of a group estimates its people (Horvitz and Thompson), in each
    wave that asked for it. Told is the smallest sum, rounded down to one digit.
    """
    found, unknown = WeightedPopulations(), study.of_unknown_population
    if study.design.weights is None or not unknown:
        return found
    try:
        weights, units = declared_weights(answers, study.design), design_column(answers, study.design.unit)
    except StatisticsError:  # said where the design is built
        return found
    doubts = next(_doubts(answers, weights, units, study), "")
    for breakdown in unknown:
        smallest = 0.0 if doubts else _smallest(answers, weights, study, breakdown)
        if doubts or not smallest:
            found.why_not[breakdown.id] = doubts or FEW
        elif few_municipalities(answers, study, breakdown):
            found.why_not[breakdown.id] = OF_MUNICIPALITIES
        else:
            found.people[breakdown.id] = _one_digit(smallest)
    return found


def _doubts(answers: Answers, weights: np.ndarray, units: pd.Series, study: Study) -> Iterator[str]:
    """Why the weights of a study may count something else than people."""
    policy, counted = house_recognition().weights, weights > 0
    if not study.design.perhaps_drawn:
        yield NOT_DRAWN
    if pd.DataFrame({"wave": answers.wave, "unit": units.to_numpy()}).duplicated().any():
        yield SEVERAL_ROWS
    if (weights[counted] < policy.smallest).any():
        yield TOO_SMALL
    if (weights > policy.largest).any():
        yield TOO_LARGE
    in_all = Populations(study.municipalities, study.weighting, study.design, study.waves).total
    for wave in range(len(answers.waves)):
        own = weights[counted & (answers.wave == wave)]
        if not len(own):
            continue
        if any(abs(own.mean() / 10**digits - 1) <= policy.near for digits in DIGITS_OF_MEAN):
            yield AROUND_ONE
        if own.sum() > policy.most_people:
            yield TOO_MANY
        if in_all is not None and abs(own.sum() / in_all - 1) > house_recognition().populations_apart:
            yield CONTRADICTED


def _smallest(answers: Answers, weights: np.ndarray, study: Study, breakdown: Breakdown) -> float:
    """The smallest sum of weights of a group in a wave; 0 where one has too few respondents or too small a sum."""
    policy, least = house_recognition().weights, house_recognition().population
    domains, sums = domains_of(answers, breakdown), [np.inf]
    for name in waves_asked(answers, breakdown, study.questionnaire):
        own = (answers.wave == answers.waves.index(name)) & (domains.group >= 0) & (weights > 0)
        groups = domains.group[own]
        respondents = np.bincount(groups, minlength=len(domains.names))
        people = np.bincount(groups, weights[own], minlength=len(domains.names))
        if (respondents < policy.respondents).any() or (people < policy.times * least).any():
            return 0.0
        sums.append(people.min())
    return float(min(sums)) if len(sums) > 1 else 0.0


def _one_digit(people: float) -> int:
    """Rounded down to one digit: 755 is 700."""
    step = 10 ** (len(str(int(people))) - 1)
    return int(people) // step * step
