"""From a declared breakdown to the group of every respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError, nearest
from monitor.intake.answers.typed_answers import Answers
from monitor.messages.catalogue import text
from monitor.statistics.design.combinations import cells_of
from monitor.statistics.design.grouped_respondents import Domains, whole_sample
from monitor.statistics.design.sampling_design import SurveyDesign
from monitor.study.questionnaire import Questionnaire
from monitor.study.study_file import Breakdown

JOINT = "|"
BREAKDOWN = "statistics.breakdown"


@dataclass(frozen=True)
class Categories:
    """A category per respondent: `codes` index `names`, -1 where there is no answer."""

    codes: np.ndarray
    names: tuple[str, ...]

    def renamed(self, names: Mapping[str, str]) -> Categories:
        """Categories under other names; those that get one name become one."""
        renamed = [names.get(name, name) for name in self.names]
        kept = tuple(dict.fromkeys(renamed))
        place = np.array([*map(kept.index, renamed), -1])
        return Categories(place[self.codes], kept)


def categories_of(answers: Answers, part: str, user: str, name: str = "") -> Categories:
    """The category of each respondent on an item or a design column.

    **Raises** StatisticsError naming who needs it, by the code of a message and the name in it, when the answers have no such column.
    """
    variable = answers.variables.get(part)
    if variable is not None and variable.codes is not None:
        return Categories(variable.codes.astype(np.int64), variable.categories)
    if part in answers.design.columns:
        codes, names = pd.factorize(answers.design[part], sort=True)
        return Categories(codes.astype(np.int64), tuple(map(str, names)))
    known = [*answers.variables, *map(str, answers.design.columns)]
    raise StatisticsError(
        "statistics.needs_which_answers_do_not_have",
        hint=nearest(part, known),
        user=text(user, name=name),
        part=part,
    )


def crossed(parts: Sequence[Categories]) -> Categories:
    """The combination of several categories, names joined by `|`."""
    if len(parts) == 1:
        return parts[0]
    codes, known = parts[0].codes, parts[0].codes >= 0
    for part in parts[1:]:
        codes = codes * len(part.names) + part.codes
        known = known & (part.codes >= 0)
    names = tuple(JOINT.join(combination) for combination in product(*(part.names for part in parts)))
    return Categories(np.where(known, codes, -1), names)


def domains_of(answers: Answers, breakdown: Breakdown | None) -> Domains:
    """The group of each respondent; without a breakdown everybody is in the one unnamed group.

    **Raises** StatisticsError when the answers have no column for a part of the breakdown.
    """
    if breakdown is None:
        return whole_sample(len(answers))
    crossing = crossed([categories_of(answers, part, BREAKDOWN, breakdown.id) for part in breakdown.items])
    groups = tuple(breakdown.groups)
    place = {name: number for number, name in enumerate(groups)}
    numbers = np.array([*(place.get(name, -1) for name in crossing.names), -1])
    return Domains(breakdown.id, groups, numbers[crossing.codes])


def waves_asked(
    answers: Answers, breakdown: Breakdown | None, questionnaire: Questionnaire
) -> tuple[str, ...]:
    """Waves in which every item of the breakdown was asked; frame attributes are known in all."""
    parts = breakdown.items if breakdown else ()
    items = [questionnaire.items[part] for part in parts if part in questionnaire.items]
    return tuple(wave for wave in answers.waves if all(wave in item.asked for item in items))


def check_domains_have_variance(design: SurveyDesign, domains: Domains) -> None:
    """A group that is exactly one PSU with several respondents has no design-based standard error.

    **Raises** StatisticsError naming group, breakdown and design.
    """
    if design.rows_by_psu.max(initial=0) <= 1:
        return
    waves, psus = len(design.waves), len(design.psu_stratum)
    inside = (domains.group >= 0) & (design.weights > 0)
    domain = domains.group * waves + design.wave
    size = len(domains.names) * waves
    pairs = cells_of(domain * psus + design.psu, size * psus, inside).used
    psus_by_domain = np.bincount(pairs // psus, minlength=size)
    rows_by_domain = np.bincount(domain[inside], minlength=size)
    rows_by_psu = np.bincount(design.psu * waves + design.wave, minlength=psus * waves)
    for pair in pairs[(psus_by_domain[pairs // psus] == 1) & (rows_by_domain[pairs // psus] > 1)]:
        group, wave = divmod(int(pair // psus), waves)
        if rows_by_psu[pair % psus * waves + wave] == rows_by_domain[pair // psus]:
            raise StatisticsError(
                "statistics.group_of_breakdown_in_wave_is",
                names=domains.names[group],
                breakdown=domains.breakdown,
                waves=design.waves[wave],
                psu=design.plan.psu,
            )
