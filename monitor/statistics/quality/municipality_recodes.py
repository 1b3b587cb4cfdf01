"""Whether the groups of a breakdown are municipalities under another name, as the responses show."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.errors import StatisticsError
from monitor.intake.answers.typed_answers import Answers
from monitor.statistics.design.domains import BREAKDOWN, Categories, categories_of
from monitor.study.house_policy import house_recognition
from monitor.study.study import Study
from monitor.study.study_file import Breakdown


def check_no_recodes(answers: Answers, study: Study) -> None:
    """Look for municipalities behind the items of breakdowns that count as anonymous.

    **Method**: a group is a recode of a few municipalities where nearly all of its respondents live in municipalities
    of which nearly all respondents are in the group, hardly anybody in the other municipalities is, and there are
    fewer of these than policy.yaml allows, which also says what nearly all is. Groups too small to be told are left out.
    **Raises** StatisticsError naming the breakdown and the number of municipalities.
    """
    for breakdown in study.breakdowns:
        if not (breakdown.identifiable or breakdown.anonymous):
            for count, wave in few_municipalities(answers, study, breakdown):
                raise StatisticsError(
                    "statistics.groups_of_are_municipalities_under_another",
                    count=count,
                    waves=wave,
                    most=house_recognition().municipalities,
                    breakdown=breakdown.id,
                )


def few_municipalities(answers: Answers, study: Study, breakdown: Breakdown) -> list[tuple[int, str]]:
    """Of each group of a breakdown by items that fewer municipalities make up than policy.yaml allows: how many, and the wave."""
    column = study.municipalities.column if study.municipalities else None
    if column is None or column not in answers.variables:
        return []
    places = categories_of(answers, column, "statistics.check_of_breakdowns")
    least, most = study.disclosure.anonymous.minimum_base, house_recognition().municipalities
    return [
        (count, name)
        for part in breakdown.items
        if part in study.questionnaire.items
        for wave, name in enumerate(answers.waves)
        for count in _few(
            categories_of(answers, part, BREAKDOWN, breakdown.id), places, answers.wave == wave, least
        )
        if count < most
    ]


def _few(groups: Categories, places: Categories, wave: np.ndarray, least: int) -> Iterator[int]:
    """Of each group that a few municipalities make up, how many they are."""
    rows, nearly = wave & (places.codes >= 0), house_recognition().nearly_all
    people = np.bincount(places.codes[rows], minlength=len(places.names))
    for group in range(len(groups.names)):
        inside = np.bincount(places.codes[rows & (groups.codes == group)], minlength=len(places.names))
        if inside.sum() < least:
            continue
        share = np.divide(inside, people, out=np.zeros(len(people)), where=people > 0)
        own, others = share >= nearly, (share < nearly) & (people > 0)
        made_up = inside[own].sum() >= nearly * inside.sum()
        if made_up and others.any() and inside[others].sum() <= (1 - nearly) * people[others].sum():
            yield int(own.sum())
