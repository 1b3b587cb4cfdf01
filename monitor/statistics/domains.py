"""From a declared breakdown to the group of every respondent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from monitor.errors import StatisticsError, nearest
from monitor.intake.answers import Answers
from monitor.statistics.design import SurveyDesign
from monitor.statistics.group_sums import Domains, whole_sample
from monitor.study.questionnaire import Questionnaire
from monitor.study.study import Breakdown


def domains_of(answers: Answers, breakdown: Breakdown | None) -> Domains:
    """The group of each respondent; without a breakdown everybody is in the one unnamed group.

    **Raises** StatisticsError when the answers have no column for a part of the breakdown.
    """
    if breakdown is None:
        return whole_sample(len(answers))
    parts = [labels_of(answers, part, f'breakdown "{breakdown.id}"') for part in breakdown.items]
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.str.cat(part, sep="|")
    names = tuple(breakdown.groups)
    return Domains(breakdown.id, names, pd.Index(names).get_indexer(joined).astype(np.int64))


def waves_asked(
    answers: Answers, breakdown: Breakdown | None, questionnaire: Questionnaire
) -> tuple[str, ...]:
    """Waves in which every item of the breakdown was asked; frame attributes are known in all."""
    items = [
        questionnaire.items[part]
        for part in (breakdown.items if breakdown else ())
        if part in questionnaire.items
    ]
    return tuple(wave for wave in answers.waves if all(wave in item.asked for item in items))


def labels_of(answers: Answers, part: str, user: str) -> pd.Series:
    """Category of each respondent on an item or design column, as text; missing where the answer is.

    **Raises** StatisticsError naming who needs it when the answers have no such column.
    """
    if part in answers.variables:
        variable = answers.variables[part]
        categories = pd.Index([*variable.categories, None], dtype=object)
        return pd.Series(categories.to_numpy()[variable.codes], dtype="string")
    if part in answers.design.columns:
        return answers.design[part].reset_index(drop=True).astype("string")
    known = [*answers.variables, *map(str, answers.design.columns)]
    raise StatisticsError(f'{user} needs "{part}", which the answers do not have', hint=nearest(part, known))


def check_domains_have_variance(design: SurveyDesign, domains: Domains) -> None:
    """A group that is exactly one PSU with several respondents has no design-based standard error.

    **Raises** StatisticsError naming group, breakdown and design.
    """
    inside = (domains.group >= 0) & (design.weights > 0)
    table = pd.DataFrame({"group": domains.group, "wave": design.wave, "psu": design.psu})
    size = table.groupby(["psu", "wave"]).size()
    found = table[inside].groupby(["group", "wave"])["psu"].agg(["nunique", "first", "size"])
    alone = found[(found["nunique"] == 1) & (found["size"] > 1)]
    for (group, wave), row in alone.iterrows():
        if size[(row["first"], wave)] == row["size"]:
            raise StatisticsError(
                f'group "{domains.names[group]}" of breakdown "{domains.breakdown}" in wave '
                f'{design.waves[wave]} is one sampled unit ("{design.plan.psu}"), so it has no standard error',
                hint="Where all such units take part, declare them as strata and the respondent as PSU",
            )
